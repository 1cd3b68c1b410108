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
  std::string_view stage;    ///< "analyse", "expressions", "write", "chips", "search", "look up"
  double fraction = 0;       ///< of this stage, in [0, 1]; 0 if the length is not known
  double media_seconds = 0;  ///< seconds of video done in this stage
  std::int64_t frames = 0;   ///< done in this stage
  int found = 0;             ///< tracks or clips so far
};

/// How a long call reports its progress and how it is stopped. The call keeps no copy.
struct RunControl {
  std::stop_token stop;  ///< any thread may request the stop; the call ends within a few frames
  /// Called on the thread that made the call, some ten times a second.
  std::function<void(const Progress&)> on_progress;
};

}  // namespace facetrack
