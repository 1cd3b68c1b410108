// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/card.hpp"

namespace facetrack {

/// The input and output of an ONNX network that turns a face into an expression token;
/// docs/expressions.md describes the format. The defaults suit common image transformers.
struct ExpressionCard {
  std::string id;  ///< empty: the network's file name
  std::string sha256;
  int width = 518;  ///< of the network's input, pixels
  int height = 518;
  bool rgb = true;
  std::array<double, 3> mean{123.675, 116.28, 103.53};  ///< input = (pixel - mean) * scale
  std::array<double, 3> scale{1 / 58.395, 1 / 57.12, 1 / 57.375};
  double padding = 0.1;  ///< around the face's box, as a part of its shorter side
  /// Target positions of the five points, as parts of the input's size; if set, the box is not
  /// used.
  std::optional<PointTemplate> points;
  std::string output;  ///< name of the output; empty: the last one
  /// How an output of several vectors (1 x vectors x length) becomes one: their mean, or the first.
  enum class Pooling : std::uint8_t { mean, first } pooling = Pooling::mean;
  double from_rest = 0;  ///< if above 0, the scale for tokens_from_rest()
};

/// Throws Error(corrupt_input) naming the field that is wrong.
ExpressionCard parse_expression_card(std::string_view json, const std::string& source);
/// The card next to a network: net.json for net.onnx. The defaults if there is none.
ExpressionCard expression_card_of(const std::filesystem::path& network);

/// The indices of the mesh points that MediaPipe's blendshape model reads.
std::vector<std::size_t> blendshape_points();

}  // namespace facetrack
