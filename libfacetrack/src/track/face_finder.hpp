// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// At what resolution a scan searches the frame.
enum class Detail : std::uint8_t {
  coarse,  ///< a quarter of the pixels: misses small faces
  full,
  fine  ///< finds smaller faces too, at several times the cost
};

/// Searches frames for faces at the scales that suit the detector. One thread at a time.
class FaceFinder {
 public:
  FaceFinder(Detector& detector, const TrackerOptions& options)
      : detector_(detector), options_(options) {}

  /// Every face of the frame.
  std::vector<Detection> scan(const Frame& frame, Detail detail);

  /// The faces around `expected`, searched at the detector's preferred size.
  std::vector<Detection> around(const Frame& frame, const Box& expected);

  /// The same for a place where a face was lost a while ago. Runs the detector once, not twice.
  std::vector<Detection> at(const Frame& frame, const Box& place);

  /// The face that continues `expected`, which is at most one frame away; nothing if there is none.
  std::optional<Detection> follow(const Frame& frame, const Box& expected);

  /// A face of a scan that is detected with a high score at the preferred size too, as found there;
  /// nothing if it may be a false positive.
  std::optional<Detection> confirm(const Frame& frame, const Detection& scanned);

 private:
  std::vector<Detection> look_around(const Frame& frame, const Box& expected, float zoom);
  void look(const Frame& frame, const Region& region, int width, int height,
            std::vector<Detection>& found);

  Detector& detector_;
  TrackerOptions options_;
};

}  // namespace facetrack
