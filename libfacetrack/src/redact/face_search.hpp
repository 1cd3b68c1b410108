// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::redact {

struct SearchOptions {
  /// Pixels of a picture in which every frame is searched. Frames with fewer pixels are enlarged.
  double pixels = 1280.0 * 720;
  double largest_zoom = 2;
  /// Frames with more pixels are reduced, at most to this.
  double smallest_zoom = 0.75;
  /// If true, frames are searched at twice this size, too: wherever small faces were found lately,
  /// and now and then everywhere.
  bool second_pass = true;
};

/// Searches whole frames for faces of every size, frame by frame. Small faces that were found
/// lately make it look closer at their surroundings. One thread at a time.
class FaceSearch {
 public:
  explicit FaceSearch(Detector& detector, const SearchOptions& options = {})
      : detector_(detector), options_(options) {}

  /// Every face that was found, at any scale and with any score that the detector reports. Frames
  /// come in order.
  std::vector<Detection> faces(const Frame& frame);

 private:
  struct SmallFace {
    Box box;
    MediaTime seen;
  };

  void look(const Frame& frame, const Region& region, double zoom, std::vector<Detection>& found);
  void look_closer(const Frame& frame, double zoom, std::vector<Detection>& found);
  void remember_small(const Frame& frame, const std::vector<Detection>& found);

  Detector& detector_;
  SearchOptions options_;
  std::vector<SmallFace> small_;
  std::optional<MediaTime> looked_closer_;  ///< everywhere
};

}  // namespace facetrack::redact
