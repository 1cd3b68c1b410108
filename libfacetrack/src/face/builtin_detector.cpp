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

// The network of data/training/detector/network.py: three maps, one answer a cell.
constexpr std::array<int, 3> strides{8, 16, 32};  // pixels from cell to cell
// An answer: logit of the score, centre (2), logarithms of width and height, five points (10).
constexpr int answer_length = 15;
constexpr float unit_strides = 2;      // unit of sizes and points, in strides
constexpr float largest_exponent = 4;  // of a size, as in training

/// Decodes the answer of a cell into pixels of the network's input.
Detection face_in_cell(const float* answer, Point center, float stride, float score) {
  const float unit = unit_strides * stride;
  const auto length = [unit](float exponent) {
    return unit * std::exp(std::clamp(exponent, -largest_exponent, largest_exponent));
  };
  const float width = length(answer[3]), height = length(answer[4]);
  Detection face;
  face.box = {center.x + answer[1] * stride - width / 2, center.y + answer[2] * stride - height / 2,
              width, height};
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const float* offset = answer + 5 + 2 * i;
    points[i] = {center.x + offset[0] * unit, center.y + offset[1] * unit};
  }
  face.landmarks = points;
  face.score = score;
  return face;
}

std::vector<Detection> faces_in_maps(const network::Network& network, float min_score) {
  std::vector<Detection> candidates;
  for (std::size_t map = 0; map < strides.size(); ++map) {
    const network::Tensor& output = network.output(map);
    const auto stride = static_cast<float>(strides[map]);
    for (int y = 0; y < output.height; ++y) {
      for (int x = 0; x < output.width; ++x) {
        const float* answer = output.pixel(y, x);
        const float score = 1 / (1 + std::exp(-answer[0]));
        if (!(score >= min_score)) continue;  // also false for NaN
        const Point center{(static_cast<float>(x) + 0.5F) * stride,
                           (static_cast<float>(y) + 0.5F) * stride};
        candidates.push_back(face_in_cell(answer, center, stride, score));
      }
    }
  }
  return without_duplicates(std::move(candidates), same_box_iou, most_boxes);
}

FaceNetwork builtin_network(const std::filesystem::path& file) {
  auto network = network::read_network(file);
  const auto fits = [&] {
    if (!network || !network->is_complete()) return false;
    if (network->output_names().size() != strides.size()) return false;
    for (std::size_t map = 0; map < strides.size(); ++map) {
      if (network->output_channels(map) != answer_length) return false;
    }
    return true;
  };
  if (!fits()) {
    throw Error(ErrorCode::unsupported, file.string() + ": not a model of the built-in detector");
  }
  return {.name = "builtin",
          .preferred_face = 64,
          .smallest_face = 12,
          .network = std::move(*network),
          .read = faces_in_maps,
          .least_side = strides.back(),
          .largest_side = 1920,
          .coarse_side = 320,
          .always_coarse_above = 640,
          // In a face of 230 pixels or more, the network finds further faces (tests on actors).
          .large_face = 160};
}

}  // namespace

std::unique_ptr<Detector> make_builtin_detector(const DetectorOptions& options) {
  return make_network_detector(
      builtin_network(find_model("builtin-detector", options.model, options.allow_unverified)),
      options);
}

}  // namespace facetrack
