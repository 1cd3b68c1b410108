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

/// Keeps small pictures of the frames that pass by: one 12 frames into each shot that is known to
/// begin; for a shorter shot it keeps the last frame seen. It also keeps one frame every two
/// seconds, because gradual transitions are only known later. Holds one frame at most.
class StillCollector {
 public:
  void consider(const Frame& frame, bool begins_shot);
  /// The last shot has ended.
  Stills finish();

 private:
  void keep();

  std::int64_t into_ = 0;  ///< frames since the last known beginning of a shot
  MediaTime due_;          ///< when the next one is kept that no beginning asks for
  std::optional<Frame> candidate_;
  Stills kept_;
};

/// Pure. The frame that shows a shot well: a little way in, where what moved at the cut is settled.
std::int64_t still_frame(const Shot& shot);

/// Stills of so many shots are kept, the longest ones: as many as a page shows.
inline constexpr std::size_t most_stills = 120;

/// Pure. One still of each of the longest shots, if there is one: the nearest to its still_frame().
Stills stills_of(const std::vector<Shot>& shots, Stills stills);

/// Pure. The still that shows the shot; null where there is none.
const std::string* still_of(const Shot& shot, const Stills& stills);

/// Pure. The frame of the shot nearest to `wanted` that is not damaged; `wanted` if there is none.
std::int64_t usable_frame(const Analysis& film, const Shot& shot, std::int64_t wanted);

}  // namespace facetrack
