// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/hidden_parts.hpp"

#include <cmath>

namespace facetrack {
namespace {

float sigmoid(float logit) { return 1 / (1 + std::exp(-logit)); }

}  // namespace

HiddenPartsFinder::HiddenPartsFinder() : model_("visibility", 2) {}

HiddenParts HiddenPartsFinder::find(const ImageView& chip) {
  const auto logits = model_.answers(chip);
  return {sigmoid(logits[0]), sigmoid(logits[1])};
}

}  // namespace facetrack
