// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <stdexcept>
#include <string>

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

/// The only exception type that leaves the library, besides std::bad_alloc. what() names the file
/// or option concerned, then what happened: "clip.mp4: no video stream".
class FACETRACK_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& what);
  Error(const Error&) = default;
  Error& operator=(const Error&) = default;
  ~Error() override;  // out of line: one vtable, catchable across libraries

  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace facetrack
