// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/card_fields.hpp"

namespace facetrack {

void read_input(const JsonCursor& field, int largest, int& width, int& height) {
  field.require_size(2, "width and height");
  width = static_cast<int>(field[0].number(8, largest));
  height = static_cast<int>(field[1].number(8, largest));
}

bool read_rgb(const JsonCursor& card, bool otherwise) {
  constexpr std::array<std::string_view, 2> words{"bgr", "rgb"};
  return card.has("color") ? card["color"].one_of<bool>(words) : otherwise;
}

std::array<double, 3> read_colors(const JsonCursor& field, double least, double most) {
  field.require_size(3, "3 numbers");
  return {field[0].number(least, most), field[1].number(least, most), field[2].number(least, most)};
}

PointTemplate read_template(const JsonCursor& field) {
  PointTemplate result{};
  field.require_size(result.size(), "5 points");
  for (std::size_t i = 0; i < result.size(); ++i) {
    const JsonCursor point = field[i];
    point.require_size(2, "x and y");
    for (std::size_t k = 0; k < 2; ++k) {
      result[i][k] = static_cast<float>(point[k].number(-1, 2));
    }
  }
  return result;
}

}  // namespace facetrack
