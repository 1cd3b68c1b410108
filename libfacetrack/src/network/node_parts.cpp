// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/node_parts.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack::network {
namespace {

/// Sides, steps and margins of windows beyond this are no network for faces.
constexpr std::int64_t largest_window = 64;

bool all_are(const std::vector<std::int64_t>* numbers, std::int64_t value) {
  return numbers == nullptr || std::all_of(numbers->begin(), numbers->end(),
                                           [value](std::int64_t n) { return n == value; });
}

/// `count` numbers from `least` on, by default `otherwise`.
std::optional<std::vector<int>> sizes(const Node& node, const char* name, std::size_t count,
                                      std::int64_t least, int otherwise) {
  const auto* given = numbers_of(node, name);
  if (given == nullptr) return std::vector<int>(count, otherwise);
  if (given->size() != count) return std::nullopt;
  std::vector<int> result;
  for (const std::int64_t n : *given) {
    if (n < least || n > largest_window) return std::nullopt;
    result.push_back(static_cast<int>(n));
  }
  return result;
}

std::size_t side(const Constant& constant, std::size_t index) {
  return static_cast<std::size_t>(constant.sides[index]);
}

}  // namespace

const std::vector<std::int64_t>* numbers_of(const Node& node, const char* name) {
  const auto found = node.numbers.find(name);
  return found == node.numbers.end() ? nullptr : &found->second;
}

std::optional<Window> window_of(const Node& node) {
  const auto padding = node.words.find("auto_pad");
  if (padding != node.words.end() && padding->second != "NOTSET") return std::nullopt;
  if (!all_are(numbers_of(node, "dilations"), 1) || !all_are(numbers_of(node, "ceil_mode"), 0)) {
    return std::nullopt;
  }
  const auto kernel = sizes(node, "kernel_shape", 2, 1, 0);
  const auto step = sizes(node, "strides", 2, 1, 1);
  const auto margin = sizes(node, "pads", 4, 0, 0);
  if (!kernel || kernel->front() == 0 || !step || !margin) return std::nullopt;
  // A margin as wide as the window would make pixels of nothing.
  for (std::size_t i = 0; i < margin->size(); ++i) {
    if ((*margin)[i] >= (*kernel)[i % 2]) return std::nullopt;
  }
  return Window{(*kernel)[0], (*kernel)[1], (*step)[0],   (*step)[1],
                (*margin)[0], (*margin)[1], (*margin)[2], (*margin)[3]};
}

std::optional<Numbers> by_channel(const Constant* constant, int channels, int step) {
  if (constant == nullptr || constant->values.empty()) return std::nullopt;
  const std::vector<float>& given = constant->values;
  const auto& sides = constant->sides;
  const bool one = given.size() == 1;
  // [C], or [C, 1, 1] with anything of one in front.
  const bool each =
      given.size() == static_cast<std::size_t>(channels) &&
      (sides.size() == 1 || (sides.size() >= 3 && sides[sides.size() - 3] == channels));
  if (!one && !each) return std::nullopt;
  Numbers result(static_cast<std::size_t>(step), 0.0F);
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
    result[c] = given[one ? 0 : c];
  }
  return result;
}

Numbers weights_for_all(const Constant& weights, int in_step) {
  const std::size_t outs = side(weights, 0);
  const std::size_t ins = side(weights, 1);
  const std::size_t pixels = side(weights, 2) * side(weights, 3);
  const std::size_t length = pixels * static_cast<std::size_t>(in_step);
  const auto whole = static_cast<std::size_t>(whole_groups(static_cast<int>(outs)));
  Numbers result(whole * length, 0.0F);
  for (std::size_t o = 0; o < outs; ++o) {
    float* to = result.data() + o / group * length * group + o % group;
    for (std::size_t i = 0; i < ins; ++i) {
      for (std::size_t p = 0; p < pixels; ++p) {
        to[(p * static_cast<std::size_t>(in_step) + i) * group] =
            weights.values[(o * ins + i) * pixels + p];
      }
    }
  }
  return result;
}

Numbers weights_for_each(const Constant& weights) {
  const std::size_t channels = side(weights, 0);
  const std::size_t pixels = side(weights, 2) * side(weights, 3);
  const auto step = static_cast<std::size_t>(whole_groups(static_cast<int>(channels)));
  Numbers result(pixels * step, 0.0F);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t p = 0; p < pixels; ++p) {
      result[p * step + c] = weights.values[c * pixels + p];
    }
  }
  return result;
}

}  // namespace facetrack::network
