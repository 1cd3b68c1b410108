// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"

namespace facetrack {

Detector::~Detector() = default;
Embedder::~Embedder() = default;

float distance(const Embedding& a, const Embedding& b) {
  if (a.model != b.model || a.values.size() != b.values.size()) {
    throw Error(ErrorCode::invalid_argument,
                "embeddings of \"" + a.model + "\" (" + std::to_string(a.values.size()) +
                    " values) and \"" + b.model + "\" (" + std::to_string(b.values.size()) +
                    " values) cannot be compared");
  }
  double square = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double difference = static_cast<double>(a.values[i]) - b.values[i];
    square += difference * difference;
  }
  return static_cast<float>(std::sqrt(square));
}

}  // namespace facetrack
