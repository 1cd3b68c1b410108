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

/// How much of a frame's detail a scan looks at.
enum class Detail : std::uint8_t {
  quick,  ///< a quarter of the pixels: faces that are not small
  full,
  fine  ///< smaller faces too, at several times the cost
};

/// Looks for faces in frames at the scales that suit the detector. One thread at a time.
class FaceFinder {
 public:
  FaceFinder(Detector& detector, const TrackerOptions& options)
      : detector_(detector), options_(options) {}

  /// Every face of the frame.
  std::vector<Detection> scan(const Frame& frame, Detail detail);

  /// The faces around `expected`, found at the detector's favourite size.
  std::vector<Detection> around(const Frame& frame, const Box& expected);

  /// The same for a place where a face was a while ago: one look, not two.
  std::vector<Detection> at(const Frame& frame, const Box& place);

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
