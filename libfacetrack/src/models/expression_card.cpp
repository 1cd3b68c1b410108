// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/expression_card.hpp"

#include "facetrack/models.hpp"
#include "facetrack/report.hpp"

#include "models/json_fields.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_card = 1 << 20;  // bytes
constexpr int largest_input = 2048;            // pixels; bounds the memory a card can ask for
constexpr std::size_t mesh_points = 478;

double element(const JsonFields& fields, const nlohmann::json& list, std::size_t i,
               const char* name, double low, double high) {
  if (!list[i].is_number()) fields.wrong(name, "must hold numbers");
  const double value = list[i].get<double>();
  if (!(value >= low && value <= high)) fields.wrong(name, "holds a number out of range");
  return value;
}

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

void read_size(const JsonFields& fields, ExpressionCard& card) {
  if (!fields.has("input")) return;
  const auto& size = fields.array("input");
  if (size.size() != 2) fields.wrong("input", "must be [width, height]");
  card.width = static_cast<int>(element(fields, size, 0, "input", 8, largest_input));
  card.height = static_cast<int>(element(fields, size, 1, "input", 8, largest_input));
}

void read_points(const JsonFields& fields, ExpressionCard& card) {
  if (!fields.has("template")) return;
  const auto& points = fields.array("template");
  card.points.emplace();
  if (points.size() != card.points->size()) fields.wrong("template", "must hold five points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].is_array() || points[i].size() != 2) {
      fields.wrong("template", "must hold points [x, y]");
    }
    for (std::size_t k = 0; k < 2; ++k) {
      (*card.points)[i][k] = static_cast<float>(element(fields, points[i], k, "template", -1, 2));
    }
  }
}

}  // namespace

ExpressionCard parse_expression_card(std::string_view json, const std::string& source) {
  const nlohmann::json root = parse_json(json, source);
  const JsonFields fields(root, source);
  ExpressionCard card;
  card.id = fields.text_or("id", "");
  card.sha256 = fields.text_or("sha256", "");
  read_size(fields, card);
  const std::string color = fields.text_or("color", "rgb");
  if (color != "bgr" && color != "rgb") fields.wrong("color", "must be \"bgr\" or \"rgb\"");
  card.rgb = color == "rgb";
  read_colors(fields, root, "mean", -1e6, 1e6, card.mean);
  read_colors(fields, root, "scale", 1e-6, 1e6, card.scale);
  if (fields.has("padding")) card.padding = fields.number("padding", 0, 10);
  read_points(fields, card);
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
