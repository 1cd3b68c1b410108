// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

#include "redact/changed_regions.hpp"

namespace facetrack::redact {

struct SearchOptions {
  /// Pixels of a picture in which every frame is searched. Frames with fewer pixels are enlarged.
  double pixels = 1280.0 * 720;
  double largest_zoom = 1.5;
  /// Frames with more pixels are reduced, at most to this.
  double smallest_zoom = 0.75;
  /// If true, large frames are searched at twice this size, too: wherever small faces were found
  /// lately, and now and then everywhere.
  bool second_pass = true;
};

/// Searches the frames of a video for faces of every size. Every frame is searched whole for larger
/// faces. For small faces, the parts that differ from what was searched there before are searched;
/// elsewhere, the faces that were found then are still there. One thread at a time.
class FaceSearch {
 public:
  explicit FaceSearch(Detector& detector, const SearchOptions& options = {})
      : detector_(detector), options_(options) {}

  /// Every face on the frame that was found, at any scale and with any score that the detector
  /// reports. Requires: luma().
  std::vector<Detection> faces(const Frame& frame);

 private:
  /// A search at one scale.
  struct Layer {
    ChangedRegions changes{};
    std::vector<Detection> found{};
  };
  struct SmallFace {
    Box box;
    MediaTime seen;
  };

  void look(const Frame& frame, const Region& region, double zoom, std::vector<Detection>& found);
  void search(const Frame& frame, double zoom, int margin, std::span<const Box> places,
              Layer& layer);
  void search_closer(const Frame& frame, double zoom, int margin);
  void remember_small(const Frame& frame, const std::vector<Detection>& found);

  Detector& detector_;
  SearchOptions options_;
  Layer layer_;
  Layer closer_;
  std::vector<SmallFace> small_;
  std::optional<MediaTime> looked_closer_;  ///< everywhere
};

}  // namespace facetrack::redact
