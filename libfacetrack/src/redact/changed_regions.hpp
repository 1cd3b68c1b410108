// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::redact {

/// Knows which parts of a video differ from what was searched there before. A slow change adds up
/// until it counts. One thread at a time.
class ChangedRegions {
 public:
  /// The regions of `frame` to search: those that changed, with at least `margin` pixels around
  /// them. They count as searched from now on. If `places` is not empty, only changes that touch
  /// one of these boxes count; the others stay for later. The first frame, and a frame of another
  /// size, is one region. Requires: luma().
  std::vector<Region> take(const Frame& frame, int margin, std::span<const Box> places = {});
  /// True if the box touches a part whose change the last take() returned.
  bool was_changed(const Box& box) const;

 private:
  static constexpr int cell = 4;   ///< pixels a side: the mean of a cell hardly shows noise
  static constexpr int tile = 64;  ///< pixels a side

  void restart(const Frame& frame);
  bool differs(const std::vector<std::uint8_t>& now, int row, int column) const;
  void keep(const std::vector<std::uint8_t>& now, int row, int column);
  std::vector<Region> regions_around(int tiles) const;

  int width_ = 0;  ///< of the frame, in pixels
  int height_ = 0;
  int cells_across_ = 0;
  int cells_down_ = 0;
  int across_ = 0;  ///< tiles
  int down_ = 0;
  std::vector<std::uint8_t> searched_;  ///< the mean brightness of each cell when it was searched
  std::vector<bool> changed_;           ///< tiles that the last take() returned
};

}  // namespace facetrack::redact
