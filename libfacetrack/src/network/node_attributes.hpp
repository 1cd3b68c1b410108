// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "network/layers.hpp"

namespace facetrack::network {

// All functions are pure. They return nullopt for what no layer supports.

/// The integers of an attribute; null if the node does not have it.
const std::vector<std::int64_t>* integers_of(const Node& node, const char* name);

/// The window of a convolution or a pooling.
std::optional<Window> window_of(const Node& node);

/// A constant with one value per channel or one for all, as one value per channel. Zeros fill it up
/// to `pixel_stride` values.
std::optional<Floats> per_channel(const Constant* constant, int channels, int pixel_stride);

/// The weights of a convolution, [out][in][row][column] in ONNX, in the order of convolve().
Floats pack_weights(const Constant& weights, int in_pixel_stride);
/// The weights of a depthwise convolution, [channel][1][row][column] in ONNX, in the order of
/// depthwise_convolve().
Floats pack_depthwise_weights(const Constant& weights);

}  // namespace facetrack::network
