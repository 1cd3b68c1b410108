// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "facetrack/face.hpp"

namespace facetrack {

/// A network on dlib's face chips of 150x150 pixels.
class ChipNetwork {
 public:
  ChipNetwork() = default;
  ChipNetwork(const ChipNetwork&) = delete;
  ChipNetwork& operator=(const ChipNetwork&) = delete;
  virtual ~ChipNetwork() = default;
  /// The raw descriptor, not of unit length. Requires: 150x150 CV_8UC3, BGR.
  virtual std::vector<float> describe(const cv::Mat& chip) = 0;
};

struct ChipEmbedderTraits {
  std::string id;
  float match = 0;      ///< of unit vectors
  float uncertain = 0;  ///< of unit vectors
  /// The descriptors lie in a narrow cone, so the descriptor of a plain grey chip is subtracted
  /// first.
  bool centred = false;
};

ChipEmbedderTraits resnet_traits();
ChipEmbedderTraits densenet_traits();

std::unique_ptr<ChipNetwork> make_resnet_chips(const ModelOptions& options);

/// The face chip of dlib, made from the five alignment points.
cv::Mat dlib_chip(const ImageView& image, const Landmarks& points);

std::unique_ptr<Embedder> make_chip_embedder(std::unique_ptr<ChipNetwork> network,
                                             ChipEmbedderTraits traits);

}  // namespace facetrack
