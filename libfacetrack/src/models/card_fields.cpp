// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/card_fields.hpp"

#include <array>
#include <cstdio>

namespace facetrack {

double element(const JsonFields& fields, const nlohmann::json& list, std::size_t i,
               const char* name, double low, double high) {
  if (!list[i].is_number()) fields.wrong(name, "must hold numbers");
  const double value = list[i].get<double>();
  if (!(value >= low && value <= high)) {
    std::array<char, 64> range{};
    std::snprintf(range.data(), range.size(), "must hold numbers from %g to %g", low, high);
    fields.wrong(name, range.data());
  }
  return value;
}

void read_input(const JsonFields& fields, int largest, int& width, int& height) {
  const auto& size = fields.array("input");
  if (size.size() != 2) fields.wrong("input", "must be [width, height]");
  width = static_cast<int>(element(fields, size, 0, "input", 8, largest));
  height = static_cast<int>(element(fields, size, 1, "input", 8, largest));
}

bool read_rgb(const JsonFields& fields, const char* otherwise) {
  const std::string color = fields.text_or("color", otherwise);
  if (color != "bgr" && color != "rgb") fields.wrong("color", "must be \"bgr\" or \"rgb\"");
  return color == "rgb";
}

PointTemplate read_template(const JsonFields& fields, const char* name) {
  PointTemplate result{};
  const auto& points = fields.array(name);
  if (points.size() != result.size()) fields.wrong(name, "must hold five points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].is_array() || points[i].size() != 2) {
      fields.wrong(name, "must hold points [x, y]");
    }
    for (std::size_t k = 0; k < 2; ++k) {
      result[i][k] = static_cast<float>(element(fields, points[i], k, name, -1, 2));
    }
  }
  return result;
}

}  // namespace facetrack
