// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {

/// Small JPEGs by frame.
using Stills = std::map<std::int64_t, std::string>;

/// Keeps small pictures of passing frames: one taken 12 frames after each known beginning of a
/// shot, or the last frame of a shorter shot. It also keeps one frame every two seconds, because
/// gradual transitions are only known later. Holds one full frame at most.
class StillCollector {
 public:
  void consider(const Frame& frame, bool begins_shot);
  /// The last shot has ended.
  Stills finish();

 private:
  void keep();

  std::int64_t into_ = 0;  ///< frames since the last known beginning of a shot
  MediaTime due_;          ///< when the next still of the two-second rhythm is kept
  std::optional<Frame> candidate_;
  Stills kept_;
};

/// Pure. The frame that shows a shot well: a few frames after its beginning, when motion at the cut
/// is over.
std::int64_t still_frame(const Shot& shot);

/// Number of stills to keep, those of the longest shots: as many as a page shows.
inline constexpr std::size_t most_stills = 120;

/// Pure. One still of each of the longest shots, if there is one: the nearest to its still_frame().
Stills stills_of(const std::vector<Shot>& shots, Stills stills);

/// Pure. The still that shows the shot; null where there is none.
const std::string* still_of(const Shot& shot, const Stills& stills);

/// Pure. The frame of the shot nearest to `wanted` that is not damaged; `wanted` if there is none.
std::int64_t usable_frame(const Analysis& film, const Shot& shot, std::int64_t wanted);

}  // namespace facetrack
