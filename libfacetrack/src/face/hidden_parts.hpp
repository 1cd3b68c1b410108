// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "face/chip_model.hpp"

namespace facetrack {

/// How likely it is that parts of a face cannot be seen, 0 to 1.
struct HiddenParts {
  float mouth = 0;  ///< covered, for example by a hand or a microphone
  float eyes = 0;   ///< one of them is covered, as by dark glasses, or both are closed
};

/// Finds hidden parts with the built-in visibility model. One thread at a time per object.
class HiddenPartsFinder {
 public:
  /// Throws Error: missing_model, corrupt_input.
  HiddenPartsFinder();
  /// Requires: the chip is bgr24, of ChipModel::chip_size, and aligned as by
  /// ChipShape::five_points.
  HiddenParts find(const ImageView& chip);

 private:
  ChipModel model_;
};

}  // namespace facetrack
