// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/duplicates.hpp"
#include "face/pictures.hpp"
#include "face/scale_search.hpp"
#include "network/network.hpp"

namespace facetrack {
namespace {

/// A grid of anchors: each cell has square anchors of several sizes.
struct Grid {
  int stride;                // pixels from cell to cell
  std::vector<float> sizes;  // of the anchors of a cell, pixels
};

const std::array<Grid, 4>& grids() {
  static const std::array<Grid, 4> cells{
      {{8, {10, 16, 24}}, {16, {32, 48}}, {32, {64, 96}}, {64, {128, 192, 256}}}};
  return cells;
}

// The prediction for an anchor: box (4 values), five points (10), logits of no face and face, IoU.
constexpr int prediction_length = 17;
constexpr float offset_scale = 0.1F;  // unit of a predicted offset, as a part of the anchor's size
constexpr float width_scale = 0.1F;
constexpr float height_scale = 0.2F;

/// Decodes the prediction for an anchor into pixels of the network's input.
Detection face_at_anchor(const float* prediction, Point center, float size, float score) {
  const auto place = [&](const float* offset) {
    return Point{center.x + offset[0] * offset_scale * size,
                 center.y + offset[1] * offset_scale * size};
  };
  const Point middle = place(prediction);
  const float width = size * std::exp(prediction[2] * width_scale);
  const float height = size * std::exp(prediction[3] * height_scale);
  Detection face;
  face.box = {middle.x - width / 2, middle.y - height / 2, width, height};
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = place(prediction + 4 + 2 * i);
  face.landmarks = points;
  face.score = score;
  return face;
}

/// The faces in the network's output after non-maximum suppression.
std::vector<Detection> faces_at_anchors(const network::Network& network, float min_score) {
  std::vector<Detection> candidates;
  for (std::size_t g = 0; g < grids().size(); ++g) {
    const Grid& cells = grids()[g];
    const network::Tensor& output = network.output(g);
    for (int y = 0; y < output.height; ++y) {
      for (int x = 0; x < output.width; ++x) {
        const float* prediction = output.pixel(y, x);
        const auto stride = static_cast<float>(cells.stride);
        const Point center{(static_cast<float>(x) + 0.5F) * stride,
                           (static_cast<float>(y) + 0.5F) * stride};
        for (const float size : cells.sizes) {
          const float face_probability = 1 / (1 + std::exp(prediction[14] - prediction[15]));
          const float score = std::sqrt(face_probability * std::clamp(prediction[16], 0.0F, 1.0F));
          if (score >= min_score)
            candidates.push_back(face_at_anchor(prediction, center, size, score));
          prediction += prediction_length;
        }
      }
    }
  }
  return without_duplicates(std::move(candidates), same_box_iou, most_boxes);
}

FaceNetwork yunet_network(const std::filesystem::path& file) {
  auto network = network::read_network(file);
  const auto fits = [&] {
    if (!network || network->output_names().size() != grids().size()) return false;
    for (std::size_t g = 0; g < grids().size(); ++g) {
      const auto boxes_per_cell = static_cast<int>(grids()[g].sizes.size());
      if (network->output_channels(g) != boxes_per_cell * prediction_length) return false;
    }
    return true;
  };
  if (!fits()) {
    throw Error(ErrorCode::unsupported, file.string() + ": not the YuNet model of March 2022");
  }
  return {.name = "yunet",
          // Scores on the faces of tests/real/detectors_test.cpp: 1.00 at 45 px, 0.9 at 24 px.
          .preferred_face = 64,
          .smallest_face = 12,
          .network = std::move(*network),
          .read = faces_at_anchors,
          .least_side = 64,  // less is too small for the network's last pooling
          .largest_side = 1920,
          .coarse_side = 320,
          .always_coarse_above = 640};  // the second search takes 1 of 9 ms or more
}

}  // namespace

std::unique_ptr<Detector> make_yunet_detector(const DetectorOptions& options) {
  return make_network_detector(
      yunet_network(find_model("yunet", options.model, options.allow_unverified)), options);
}

}  // namespace facetrack
