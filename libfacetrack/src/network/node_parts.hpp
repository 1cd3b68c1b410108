// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "network/layers.hpp"

namespace facetrack::network {

/// Pure, all of them. Nothing where a file asks for what no layer does.

/// The numbers of an attribute; null where it is not given.
const std::vector<std::int64_t>* numbers_of(const Node& node, const char* name);

/// The window of a convolution or a pooling.
std::optional<Window> window_of(const Node& node);

/// One number for each of `step` places of a pixel: those of a constant that has one a channel or
/// one for all, and zeros behind the channels.
std::optional<Numbers> by_channel(const Constant* constant, int channels, int step);

/// The weights of a convolution in the order of convolve(), from [out][in][row][column].
Numbers weights_for_all(const Constant& weights, int in_step);
/// The same in the order of convolve_each(), from [channel][1][row][column].
Numbers weights_for_each(const Constant& weights);

}  // namespace facetrack::network
