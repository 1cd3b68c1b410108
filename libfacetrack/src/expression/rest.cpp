// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "expression/rest.hpp"

#include <algorithm>
#include <cmath>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"

namespace facetrack {
namespace {

constexpr float token_steps = 10000;

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::size_t common_length(std::span<const std::vector<float>> looks) {
  std::size_t length = 0;
  for (const std::vector<float>& look : looks) {
    if (look.empty()) continue;
    if (length == 0) length = look.size();
    if (look.size() != length) {
      throw Error(ErrorCode::invalid_argument, "looks of one track have different lengths");
    }
  }
  return length;
}

}  // namespace

std::vector<float> median_of(std::span<const std::vector<float>> looks) {
  std::vector<float> rest(common_length(looks));
  std::vector<float> column;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    column.clear();
    for (const std::vector<float>& look : looks) {
      if (!look.empty()) column.push_back(look[i]);
    }
    rest[i] = median(column);
  }
  return rest;
}

std::vector<std::vector<float>> median_filtered(std::span<const std::vector<float>> looks) {
  constexpr std::size_t reach = 2;  // frames on each side
  common_length(looks);
  std::vector<std::vector<float>> filtered(looks.size());
  std::vector<float> column;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const std::size_t begin = i < reach ? 0 : i - reach;
    const std::size_t end = std::min(looks.size(), i + reach + 1);
    filtered[i] = looks[i];
    for (std::size_t k = 0; k < looks[i].size(); ++k) {
      column.clear();
      for (std::size_t j = begin; j < end; ++j) {
        if (!looks[j].empty()) column.push_back(looks[j][k]);
      }
      filtered[i][k] = median(column);
    }
  }
  return filtered;
}

std::vector<ExpressionToken> tokens_from_rest(std::span<const std::vector<float>> looks,
                                              float scale) {
  const std::vector<float> rest = median_of(looks);
  std::vector<ExpressionToken> tokens;
  for (const std::vector<float>& look : looks) {
    ExpressionToken token;
    if (!look.empty()) {
      token.push_back(1);
      for (std::size_t i = 0; i < look.size(); ++i) token.push_back((look[i] - rest[i]) * scale);
      double square = 0;
      for (const float value : token) square += static_cast<double>(value) * value;
      const auto length = static_cast<float>(std::sqrt(square));
      // Rounded, because smaller steps are noise and only make files longer.
      for (float& value : token) value = std::round(value / length * token_steps) / token_steps;
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace facetrack
