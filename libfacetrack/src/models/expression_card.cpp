// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/expression_card.hpp"

#include "facetrack/file.hpp"
#include "facetrack/models.hpp"

#include "models/card_fields.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

constexpr int largest_input = 2048;  // pixels; bounds the memory a card can ask for
constexpr std::size_t mesh_points = 478;

/// One number for all colours, or one each.
void read_colors(const JsonFields& fields, const nlohmann::json& root, const char* name, double low,
                 double high, std::array<double, 3>& values) {
  if (!fields.has(name)) return;
  if (root[name].is_number()) {
    values.fill(fields.number(name, low, high));
    return;
  }
  const auto& list = fields.array(name);
  if (list.size() != values.size()) fields.wrong(name, "must be a number or hold three");
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = element(fields, list, i, name, low, high);
  }
}

}  // namespace

ExpressionCard parse_expression_card(std::string_view json, const std::string& source) {
  const nlohmann::json root = parse_json(json, source);
  const JsonFields fields(root, source);
  ExpressionCard card;
  card.id = fields.text_or("id", "");
  card.sha256 = fields.text_or("sha256", "");
  if (fields.has("input")) read_input(fields, largest_input, card.width, card.height);
  card.rgb = read_rgb(fields, "rgb");
  read_colors(fields, root, "mean", -1e6, 1e6, card.mean);
  read_colors(fields, root, "scale", 1e-6, 1e6, card.scale);
  if (fields.has("padding")) card.padding = fields.number("padding", 0, 10);
  if (fields.has("template")) card.points = read_template(fields, "template");
  card.output = fields.text_or("output", "");
  const std::string pooling = fields.text_or("pooling", "mean");
  if (pooling != "mean" && pooling != "first") {
    fields.wrong("pooling", "must be \"mean\" or \"first\"");
  }
  card.pooling = pooling == "mean" ? ExpressionCard::Pooling::mean : ExpressionCard::Pooling::first;
  if (fields.has("from_rest")) card.from_rest = fields.number("from_rest", 0, 1e6);
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
  const nlohmann::json root = parse_json(read_file(file, largest_card), file.string());
  const JsonFields fields(root, file.string());
  const auto& list = fields.array("points");
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < list.size(); ++i) {
    points.push_back(
        static_cast<std::size_t>(element(fields, list, i, "points", 0, mesh_points - 1)));
  }
  return points;
}

}  // namespace facetrack
