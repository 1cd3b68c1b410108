// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/chip_model.hpp"

#include <string>
#include <utility>

#include <opencv2/core/mat.hpp>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr network::Preprocessing chip_preprocessing{{128, 128, 128}, 1 / 128.0F, false};

network::Network read_model(std::string_view model, int answers) {
  const std::string file = find_model(model).string();
  auto network = network::read_network(file);
  bool fits = network && network->is_complete() && network->output_names().size() == 1;
  if (fits) {
    constexpr int side = ChipModel::chip_size;
    network->run(as_view(cv::Mat::zeros(side, side, CV_8UC3)), chip_preprocessing);
    const network::Tensor& output = network->output(0);
    fits = output.height == 1 && output.width == 1 && network->output_channels(0) == answers;
  }
  if (!fits) {
    throw Error(ErrorCode::corrupt_input,
                file + ": not a model of " + std::to_string(answers) + " numbers about a face");
  }
  return std::move(*network);
}

}  // namespace

ChipModel::ChipModel(std::string_view model, int answers) : network_(read_model(model, answers)) {}

std::span<const float> ChipModel::answers(const ImageView& chip) {
  network_.run(chip, chip_preprocessing);
  return {network_.output(0).pixel(0, 0), static_cast<std::size_t>(network_.output_channels(0))};
}

}  // namespace facetrack
