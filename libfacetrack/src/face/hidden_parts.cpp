// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/hidden_parts.hpp"

#include <cmath>
#include <string>
#include <utility>

#include <opencv2/core/mat.hpp>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "face/pictures.hpp"

namespace facetrack {
namespace {

// The input and the answer of the network (data/training/visibility/network.py).
constexpr network::Preprocessing preprocessing{{128, 128, 128}, 1 / 128.0F, false};
constexpr int answers = 2;

network::Network read_model() {
  const std::string file = find_model("visibility").string();
  auto network = network::read_network(file);
  bool fits = network && network->is_complete() && network->output_names().size() == 1;
  if (fits) {
    constexpr int side = HiddenPartsFinder::chip_size;
    network->run(as_view(cv::Mat::zeros(side, side, CV_8UC3)), preprocessing);
    const network::Tensor& output = network->output(0);
    fits = output.height == 1 && output.width == 1 && network->output_channels(0) == answers;
  }
  if (!fits) throw Error(ErrorCode::corrupt_input, file + ": not a model of hidden parts");
  return std::move(*network);
}

float sigmoid(float logit) { return 1 / (1 + std::exp(-logit)); }

}  // namespace

HiddenPartsFinder::HiddenPartsFinder() : network_(read_model()) {}

HiddenParts HiddenPartsFinder::find(const ImageView& chip) {
  network_.run(chip, preprocessing);
  const float* logits = network_.output(0).pixel(0, 0);
  return {sigmoid(logits[0]), sigmoid(logits[1])};
}

}  // namespace facetrack
