// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "facetrack/export.hpp"

namespace facetrack {

/// Why a call failed: the cause, whichever backend it came from.
enum class ErrorCode {
  invalid_argument,  ///< the caller broke a documented precondition
  not_found,         ///< no such file, option value or backend name
  unsupported,       ///< valid input that this build or backend cannot handle
  corrupt_input,     ///< the media or model file is damaged
  missing_model,     ///< a model file is needed and not found; what() says how to get it
  io,                ///< reading or writing failed
  backend,           ///< OpenCV, dlib or FFmpeg failed in another way
};

/// The code as records and other languages spell it: "not_found".
FACETRACK_EXPORT std::string_view word(ErrorCode code) noexcept;

/// The exception that the library throws. Errors of std::filesystem, threads, OpenCV, dlib and
/// FFmpeg become Errors; only std::bad_alloc is thrown beside it. An exception of a stage or
/// callback of the caller passes through unchanged, after all workers have ended. what() names the
/// file or option, then the failure: "clip.mp4: no video stream".
class FACETRACK_EXPORT Error : public std::runtime_error {
 public:
  /// `option` must be a string literal or outlive all copies of the error.
  Error(ErrorCode code, const std::string& what, const char* option = "");
  Error(const Error&) = default;
  Error& operator=(const Error&) = default;
  ~Error() override;  // out of line: one vtable, catchable across libraries

  ErrorCode code() const noexcept { return code_; }
  /// The member of an options struct that caused the error, such as "references"; empty if no
  /// single one did. Texts of the library name no flag of a command line, so that a program adds
  /// its own.
  std::string_view option() const noexcept { return option_; }

 private:
  ErrorCode code_;
  const char* option_;
};

}  // namespace facetrack
