// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "facetrack/face.hpp"

#include "network/network.hpp"

namespace facetrack {

/// IoU above which two boxes of a detector network are one face.
inline constexpr float same_box_iou = 0.3F;
/// Boxes that are compared for overlap.
inline constexpr std::size_t most_boxes = 5000;

/// A network that finds faces, and the sizes at which it looks at a picture. Sizes are pixels of
/// the longer side unless they say otherwise.
struct FaceNetwork {
  const char* name;    ///< of the detector
  int preferred_face;  ///< as in Detector
  int smallest_face;
  network::Network network;
  /// The faces in the network's output, in pixels of its input, without duplicates.
  std::vector<Detection> (*read)(const network::Network& network, float min_score);
  int least_side;           ///< of the input, also the shorter side
  int largest_side;         ///< larger pictures are scaled down to bound time and memory
  int coarse_side;          ///< at this size, the network finds a face that fills the picture
  int always_coarse_above;  ///< larger pictures are searched at coarse_side too
  /// Size of a face (shorter side) from which on the network may find parts of the face as faces:
  /// the picture is then searched at coarse_side too, and a box inside another one is dropped.
  /// 0: the network needs no such check.
  int large_face = 0;
};

/// A detector that searches each picture once; and at coarse_side too if the picture is larger than
/// always_coarse_above, if no face was found, or because of large_face.
std::unique_ptr<Detector> make_network_detector(FaceNetwork faces, const DetectorOptions& options);

}  // namespace facetrack
