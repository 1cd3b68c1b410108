// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "models/card.hpp"
#include "models/json_fields.hpp"

namespace facetrack {

// What cards of all kinds of networks say in the same way.

inline constexpr std::size_t largest_card = 1 << 20;  // bytes

/// Number `i` of the list `name`.
double element(const JsonFields& fields, const nlohmann::json& list, std::size_t i,
               const char* name, double low, double high);
/// "input": width and height in pixels, at most `largest`.
void read_input(const JsonFields& fields, int largest, int& width, int& height);
/// "color": "rgb" or "bgr".
bool read_rgb(const JsonFields& fields, const char* otherwise);
PointTemplate read_template(const JsonFields& fields, const char* name);

}  // namespace facetrack
