// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "facetrack/export.hpp"

namespace facetrack {

/// Why a call failed. Names the cause, never the backend.
enum class ErrorCode {
  invalid_argument,  ///< the caller broke a documented precondition
  not_found,         ///< no such file, option value or backend name
  unsupported,       ///< valid input that this build or backend cannot handle
  corrupt_input,     ///< the media or model file is damaged
  missing_model,     ///< a model file is needed and not found; what() says how to get it
  io,                ///< reading or writing failed
  backend,           ///< OpenCV, dlib or FFmpeg failed in another way
};

/// The only exception of the library's own, except std::bad_alloc: errors of std::filesystem,
/// threads, OpenCV, dlib and FFmpeg become Errors. An exception of a caller's own stage or callback
/// passes through as it is, after all workers have ended. what() names the file or option
/// concerned, then what happened: "clip.mp4: no video stream".
class FACETRACK_EXPORT Error : public std::runtime_error {
 public:
  /// `option` must be a string literal or outlive all copies of the error.
  Error(ErrorCode code, const std::string& what, const char* option = "");
  Error(const Error&) = default;
  Error& operator=(const Error&) = default;
  ~Error() override;  // out of line: one vtable, catchable across libraries

  ErrorCode code() const noexcept { return code_; }
  /// The option that decides about it, spelt as in these headers: "allow_unverified"; empty: none.
  /// The library's texts name no flag of a command line; a program gives its own advice.
  std::string_view option() const noexcept { return option_; }

 private:
  ErrorCode code_;
  const char* option_;
};

}  // namespace facetrack
