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

/// How an ONNX network is fed and read that turns a face into an expression token:
/// docs/expressions.md has the format. The defaults are those of the usual image transformers.
struct ExpressionCard {
  std::string id;  ///< empty: the network's file name
  std::string sha256;
  int width = 518;  ///< of the network's input, pixels
  int height = 518;
  bool rgb = true;
  std::array<double, 3> mean{123.675, 116.28, 103.53};  ///< input = (pixel - mean) * scale
  std::array<double, 3> scale{1 / 58.395, 1 / 57.12, 1 / 57.375};
  double padding = 0.1;  ///< around the face's box, as a part of its shorter side
  /// Where the five points go, as parts of the input's size; then the box does not count.
  std::optional<PointTemplate> points;
  std::string output;  ///< name of the output; empty: the last one
  /// Of an output of several vectors (1 x vectors x length): their mean, or the first.
  enum class Pooling : std::uint8_t { mean, first } pooling = Pooling::mean;
  double from_rest = 0;  ///< above 0: tokens_from_rest() with this scale
};

/// Throws Error(corrupt_input) naming the field that is wrong.
ExpressionCard parse_expression_card(std::string_view json, const std::string& source);
/// The card beside a network: net.json for net.onnx. The defaults where there is none.
ExpressionCard expression_card_of(const std::filesystem::path& network);

/// Which points of the mesh MediaPipe's blendshapes are made of.
/// Throws Error: missing_model, corrupt_input.
std::vector<std::size_t> blendshape_points();

}  // namespace facetrack
