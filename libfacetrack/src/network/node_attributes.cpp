// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/node_attributes.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack::network {
namespace {

/// Largest side, stride and padding of a window. Face networks have at most 7.
constexpr std::int64_t max_window = 64;

bool all_are(const std::vector<std::int64_t>* numbers, std::int64_t value) {
  return numbers == nullptr || std::all_of(numbers->begin(), numbers->end(),
                                           [value](std::int64_t n) { return n == value; });
}

/// An attribute of `count` integers from `least` on; `otherwise` if the node does not have it.
std::optional<std::vector<int>> sizes(const Node& node, const char* name, std::size_t count,
                                      std::int64_t least, int otherwise) {
  const auto* given = integers_of(node, name);
  if (given == nullptr) return std::vector<int>(count, otherwise);
  if (given->size() != count) return std::nullopt;
  std::vector<int> result;
  for (const std::int64_t n : *given) {
    if (n < least || n > max_window) return std::nullopt;
    result.push_back(static_cast<int>(n));
  }
  return result;
}

std::size_t dim(const Constant& constant, std::size_t index) {
  return static_cast<std::size_t>(constant.dims[index]);
}

}  // namespace

const std::vector<std::int64_t>* integers_of(const Node& node, const char* name) {
  const auto found = node.integers.find(name);
  return found == node.integers.end() ? nullptr : &found->second;
}

std::optional<Window> window_of(const Node& node) {
  const auto padding = node.strings.find("auto_pad");
  if (padding != node.strings.end() && padding->second != "NOTSET") return std::nullopt;
  if (!all_are(integers_of(node, "dilations"), 1) || !all_are(integers_of(node, "ceil_mode"), 0)) {
    return std::nullopt;
  }
  const auto kernel = sizes(node, "kernel_shape", 2, 1, 0);
  const auto strides = sizes(node, "strides", 2, 1, 1);
  const auto pads = sizes(node, "pads", 4, 0, 0);
  if (!kernel || kernel->front() == 0 || !strides || !pads) return std::nullopt;
  // With padding as wide as the window an output pixel would see none of the input.
  for (std::size_t i = 0; i < pads->size(); ++i) {
    if ((*pads)[i] >= (*kernel)[i % 2]) return std::nullopt;
  }
  return Window{(*kernel)[0], (*kernel)[1], (*strides)[0], (*strides)[1],
                (*pads)[0],   (*pads)[1],   (*pads)[2],    (*pads)[3]};
}

std::optional<Floats> per_channel(const Constant* constant, int channels, int pixel_stride) {
  if (constant == nullptr || constant->values.empty()) return std::nullopt;
  const std::vector<float>& given = constant->values;
  const auto& dims = constant->dims;
  const bool one = given.size() == 1;
  // The shape is [C], or [C, 1, 1] with any number of dimensions of size one before it.
  const bool each = given.size() == static_cast<std::size_t>(channels) &&
                    (dims.size() == 1 || (dims.size() >= 3 && dims[dims.size() - 3] == channels));
  if (!one && !each) return std::nullopt;
  Floats result(static_cast<std::size_t>(pixel_stride), 0.0F);
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
    result[c] = given[one ? 0 : c];
  }
  return result;
}

Floats pack_weights(const Constant& weights, int in_pixel_stride) {
  const std::size_t outs = dim(weights, 0);
  const std::size_t ins = dim(weights, 1);
  const std::size_t pixels = dim(weights, 2) * dim(weights, 3);
  const std::size_t length = pixels * static_cast<std::size_t>(in_pixel_stride);
  const auto padded = static_cast<std::size_t>(padded_channels(static_cast<int>(outs)));
  Floats result(padded * length, 0.0F);
  for (std::size_t o = 0; o < outs; ++o) {
    float* to = result.data() + o / channel_block * length * channel_block + o % channel_block;
    for (std::size_t i = 0; i < ins; ++i) {
      for (std::size_t p = 0; p < pixels; ++p) {
        to[(p * static_cast<std::size_t>(in_pixel_stride) + i) * channel_block] =
            weights.values[(o * ins + i) * pixels + p];
      }
    }
  }
  return result;
}

Floats pack_depthwise_weights(const Constant& weights) {
  const std::size_t channels = dim(weights, 0);
  const std::size_t pixels = dim(weights, 2) * dim(weights, 3);
  const auto stride = static_cast<std::size_t>(padded_channels(static_cast<int>(channels)));
  Floats result(pixels * stride, 0.0F);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t p = 0; p < pixels; ++p) {
      result[p * stride + c] = weights.values[c * pixels + p];
    }
  }
  return result;
}

}  // namespace facetrack::network
