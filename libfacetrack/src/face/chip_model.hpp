// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string_view>

#include "facetrack/frame.hpp"

#include "network/network.hpp"

namespace facetrack {

/// A built-in network that answers a face with a few numbers (ChipNetwork of
/// data/training/blocks.py). One thread at a time per object.
class ChipModel {
 public:
  static constexpr int chip_size = 96;  ///< pixels

  /// Throws Error: missing_model, corrupt_input.
  ChipModel(std::string_view model, int answers);
  /// Requires: the chip is bgr24, of chip_size, and aligned as by ChipShape::five_points. The
  /// answers are valid until the next call.
  std::span<const float> answers(const ImageView& chip);

 private:
  network::Network network_;
};

}  // namespace facetrack
