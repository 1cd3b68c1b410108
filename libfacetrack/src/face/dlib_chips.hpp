// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dlib/dnn.h>

#include "facetrack/models.hpp"

#include "face/dlib_chip_embedder.hpp"
#include "face/dlib_picture.hpp"
#include "face/pictures.hpp"

namespace facetrack {

/// Runs dlib's network `Network` on face chips.
template <typename Network>
class DlibChips final : public ChipNetwork {
 public:
  explicit DlibChips(const std::string& file) { dlib::deserialize(file) >> network_; }

  std::vector<float> describe(const cv::Mat& chip) override {
    const auto& found = network_(to_dlib(chip));
    return {found.begin(), found.end()};
  }

 private:
  Network network_;
};

/// Throws the errors of find_model(), and Error(unsupported) if the file contains another network.
template <typename Network>
std::unique_ptr<ChipNetwork> load_dlib_chips(std::string_view model, const ModelOptions& options) {
  const std::string file = find_model(model, options.model, options.allow_unverified).string();
  return guarded(file, [&] { return std::make_unique<DlibChips<Network>>(file); });
}

}  // namespace facetrack
