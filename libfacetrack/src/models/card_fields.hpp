// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>

#include "json/json_cursor.hpp"
#include "models/card.hpp"

namespace facetrack {

// Fields that cards of all kinds of networks share.

inline constexpr std::size_t largest_card = 1 << 20;  // bytes

/// "input": width and height in pixels, at most `largest`.
void read_input(const JsonCursor& field, int largest, int& width, int& height);
/// "color" of the card: true for "rgb", false for "bgr", `otherwise` if it has none.
bool read_rgb(const JsonCursor& card, bool otherwise);
/// One number per colour channel.
std::array<double, 3> read_colors(const JsonCursor& field, double least, double most);
PointTemplate read_template(const JsonCursor& field);

}  // namespace facetrack
