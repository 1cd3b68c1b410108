// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/card.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

#include "models/folders.hpp"
#include "models/json_fields.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t largest_card = 1 << 20;  // bytes
constexpr double largest_input = 1024;            // pixels; bounds the memory a card can ask for

double element(const JsonFields& fields, const nlohmann::json& list, std::size_t i,
               const char* name) {
  if (!list[i].is_number()) fields.wrong(name, "must hold numbers");
  return list[i].get<double>();
}

void read_input(const JsonFields& fields, EmbedderCard& card) {
  const auto& size = fields.array("input");
  if (size.size() != 2) fields.wrong("input", "must be [width, height]");
  for (std::size_t i = 0; i < 2; ++i) {
    const double side = element(fields, size, i, "input");
    if (!(side >= 8 && side <= largest_input)) fields.wrong("input", "must be 8 to 1024 pixels");
    (i == 0 ? card.width : card.height) = static_cast<int>(side);
  }
  const std::string color = fields.text_or("color", "bgr");
  if (color != "bgr" && color != "rgb") fields.wrong("color", "must be \"bgr\" or \"rgb\"");
  card.rgb = color == "rgb";
  if (fields.has("scale")) card.scale = fields.number("scale", 1e-6, 1e6);
  if (fields.has("mean")) {
    const auto& mean = fields.array("mean");
    if (mean.size() != card.mean.size()) fields.wrong("mean", "must hold three numbers");
    for (std::size_t i = 0; i < mean.size(); ++i) card.mean[i] = element(fields, mean, i, "mean");
  }
}

EmbedderCard::Template read_points(const JsonFields& fields, const char* name) {
  EmbedderCard::Template result{};
  const auto& points = fields.array(name);
  if (points.size() != result.size()) fields.wrong(name, "must hold five points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].is_array() || points[i].size() != 2) {
      fields.wrong(name, "must hold points [x, y]");
    }
    for (std::size_t k = 0; k < 2; ++k) {
      const double part = element(fields, points[i], k, name);
      if (!(part >= -1 && part <= 2)) fields.wrong(name, "must hold parts of the input size");
      result[i][k] = static_cast<float>(part);
    }
  }
  return result;
}

}  // namespace

EmbedderCard parse_card(std::string_view json, const std::string& source) {
  const nlohmann::json root = parse_json(json, source);
  const JsonFields fields(root, source);
  EmbedderCard card;
  card.id = fields.text("id");
  if (card.id.empty()) fields.wrong("id", "is empty");
  card.file = fields.text("file");
  if (card.file.empty() || card.file.find('/') != std::string::npos) {
    fields.wrong("file", "must be a plain file name");
  }
  card.sha256 = fields.text_or("sha256", "");
  read_input(fields, card);
  card.points = read_points(fields, "template");
  if (fields.has("landmarks")) card.builtin_points = card.points;
  if (fields.has("detector_template")) card.points = read_points(fields, "detector_template");
  card.output = fields.text_or("output", "");
  // All vectors are made unit length, so that cosine and Euclidean distance order alike.
  const std::string metric = fields.text_or("metric", "cosine");
  if (metric != "cosine") fields.wrong("metric", "must be \"cosine\"");
  card.match = static_cast<float>(fields.number("match", 0, 2));
  card.uncertain = static_cast<float>(fields.number("uncertain", card.match, 2));
  card.mean_match = fields.has("mean_match") ? static_cast<float>(fields.number("mean_match", 0, 2))
                                             : 0.9F * card.match;
  card.flip_average = fields.flag_or("flip_average", false);
  return card;
}

EmbedderCard read_card(const fs::path& file) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(file, failed);
  if (failed) throw Error(ErrorCode::not_found, file.string() + ": " + failed.message());
  if (size > largest_card) {
    throw Error(ErrorCode::corrupt_input, file.string() + ": too large for a model card");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorCode::not_found, file.string() + ": cannot be opened");
  return parse_card(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
}

fs::path find_card_model(const EmbedderCard& card, const fs::path& card_file,
                         bool allow_unverified) {
  std::error_code failed;
  fs::path file = card_file.parent_path() / card.file;
  if (!fs::is_regular_file(file, failed)) file = find_in_model_folders(card.file);
  if (file.empty()) {
    throw Error(ErrorCode::missing_model,
                card_file.string() + ": its network " + card.file +
                    " is neither beside it nor in a model folder; put it there");
  }
  if (allow_unverified) return file;
  if (card.sha256.empty()) {
    throw Error(ErrorCode::unsupported, card_file.string() +
                                            ": has no sha256 of its network; add it, or "
                                            "--allow-unverified-model if you trust the file");
  }
  if (verified_sha256(file) != card.sha256) {
    throw Error(ErrorCode::corrupt_input,
                file.string() + ": damaged: its checksum is not the one of " + card_file.string());
  }
  return file;
}

}  // namespace facetrack
