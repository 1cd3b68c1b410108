// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// Looks for faces in frames at the scales that suit the detector. One thread at a time.
class FaceFinder {
 public:
  FaceFinder(Detector& detector, const TrackerOptions& options)
      : detector_(detector), options_(options) {}

  /// Every face of the frame; `fine` looks for smaller ones too, at several times the cost.
  std::vector<Detection> scan(const Frame& frame, bool fine);

  /// The faces around `expected`, found at the detector's favourite size.
  std::vector<Detection> around(const Frame& frame, const Box& expected);

  /// The face that continues `expected`, which is at most a frame away, or nothing.
  std::optional<Detection> follow(const Frame& frame, const Box& expected);

 private:
  std::vector<Detection> look_around(const Frame& frame, const Box& expected, float zoom);
  void look(const Frame& frame, const Region& region, int width, int height,
            std::vector<Detection>& found);

  Detector& detector_;
  TrackerOptions options_;
};

}  // namespace facetrack
