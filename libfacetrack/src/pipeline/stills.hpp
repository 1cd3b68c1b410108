// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

namespace facetrack {

/// Small JPEGs by frame.
using Stills = std::map<std::int64_t, std::string>;

/// Keeps small pictures of the frames that pass by: one a little way into each shot that is known
/// to begin, or of a shorter one what there is, and one now and then after it, since gradual
/// transitions are known later. Holds one frame at most.
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

/// Pure. One still of each of the `most` longest shots, where there is one: the nearest to its
/// still_frame().
Stills stills_of(const std::vector<Shot>& shots, std::size_t most, Stills stills);

/// Pure. The still that shows the shot; null where there is none.
const std::string* still_of(const Shot& shot, const Stills& stills);

}  // namespace facetrack
