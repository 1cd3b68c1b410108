// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

#include "facetrack/time.hpp"

namespace facetrack {

struct Progress {
  std::string_view stage;    ///< "analyse", "write", ...
  double fraction = 0;       ///< of this stage, in [0, 1]
  double media_seconds = 0;  ///< of video worked through in this stage
  std::int64_t frames = 0;
  int found = 0;  ///< tracks or clips so far
};

/// How a long call reports and stops. A value; the callee keeps no copy after it returns.
struct RunControl {
  std::stop_token stop;  ///< any thread may request it; seen within a frame or two
  /// Called on the thread that made the call, at most ten times a second.
  std::function<void(const Progress&)> on_progress;
};

}  // namespace facetrack
