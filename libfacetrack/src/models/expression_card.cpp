// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/expression_card.hpp"

#include "facetrack/file.hpp"
#include "facetrack/models.hpp"

#include "models/card_fields.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

constexpr int largest_expression_input = 2048;  // pixels; bounds the memory a card can ask for
constexpr std::int64_t mesh_points = 478;
// The words for ExpressionCard::Pooling, in its order.
constexpr std::array<std::string_view, 2> pooling_words{"mean", "first"};

/// One number for all colour channels, or one per channel.
std::array<double, 3> read_color_or_colors(const JsonCursor& field, double least, double most) {
  if (!field.is_number()) return read_colors(field, least, most);
  std::array<double, 3> values{};
  values.fill(field.number(least, most));
  return values;
}

}  // namespace

ExpressionCard parse_expression_card(std::string_view json, const std::string& source) {
  const Json root = parse_json(json, source);
  const JsonCursor fields(root, source);
  ExpressionCard card;
  card.id = fields.text_or("id", "");
  card.sha256 = fields.text_or("sha256", "");
  if (fields.has("input"))
    read_input(fields["input"], largest_expression_input, card.width, card.height);
  card.rgb = read_rgb(fields, card.rgb);
  if (fields.has("mean")) card.mean = read_color_or_colors(fields["mean"], -1e6, 1e6);
  if (fields.has("scale")) card.scale = read_color_or_colors(fields["scale"], 1e-6, 1e6);
  if (fields.has("padding")) card.padding = fields["padding"].number(0, 10);
  if (fields.has("template")) card.points = read_template(fields["template"]);
  card.output = fields.text_or("output", "");
  if (fields.has("pooling")) {
    card.pooling = fields["pooling"].one_of<ExpressionCard::Pooling>(pooling_words);
  }
  if (fields.has("from_rest")) card.from_rest = fields["from_rest"].number(0, 1e6);
  return card;
}

ExpressionCard expression_card_of(const fs::path& network) {
  const fs::path file = fs::path(network).replace_extension(".json");
  std::error_code ignored;
  ExpressionCard card;
  if (fs::is_regular_file(file, ignored)) {
    card = parse_expression_card(read_file(file, largest_card), file.string());
  }
  if (card.id.empty()) card.id = network.stem().string();
  return card;
}

std::vector<std::size_t> blendshape_points() {
  const fs::path file = find_model("face-blendshapes-points");
  const std::string name = file.string();
  const Json root = parse_json(read_file(file, largest_card), name);
  const JsonCursor fields(root, name);
  const JsonCursor list = fields["points"];
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < list.size(); ++i) {
    points.push_back(static_cast<std::size_t>(list[i].integer(0, mesh_points - 1)));
  }
  return points;
}

}  // namespace facetrack
