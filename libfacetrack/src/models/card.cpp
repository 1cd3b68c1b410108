// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/card.hpp"

#include <system_error>

#include "facetrack/file.hpp"

#include "models/card_fields.hpp"
#include "models/folders.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr int largest_input = 1024;  // pixels; bounds the memory a card can ask for

void read_pixels(const JsonFields& fields, EmbedderCard& card) {
  read_input(fields, largest_input, card.width, card.height);
  card.rgb = read_rgb(fields, "bgr");
  if (fields.has("scale")) card.scale = fields.number("scale", 1e-6, 1e6);
  if (fields.has("mean")) {
    const auto& mean = fields.array("mean");
    if (mean.size() != card.mean.size()) fields.wrong("mean", "must hold three numbers");
    for (std::size_t i = 0; i < mean.size(); ++i) {
      card.mean[i] = element(fields, mean, i, "mean", -1e6, 1e6);
    }
  }
}

}  // namespace

Landmarks in_pixels(const PointTemplate& parts, int width, int height) {
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {parts[i][0] * static_cast<float>(width), parts[i][1] * static_cast<float>(height)};
  }
  return points;
}

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
  read_pixels(fields, card);
  card.points = read_template(fields, "template");
  if (fields.has("landmarks")) card.builtin_points = card.points;
  if (fields.has("detector_template")) card.points = read_template(fields, "detector_template");
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
  return parse_card(read_file(file, largest_card), file.string());
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
                damaged_model(file, "SHA-256 " + card.sha256 + " of " + card_file.string()) +
                    "; replace it by a good copy");
  }
  return file;
}

}  // namespace facetrack
