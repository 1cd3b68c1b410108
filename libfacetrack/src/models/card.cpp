// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/card.hpp"

#include <system_error>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "models/card_fields.hpp"
#include "models/folders.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr int largest_embedder_input = 1024;  // pixels; bounds the memory a card can ask for

void read_pixels(const JsonCursor& fields, EmbedderCard& card) {
  read_input(fields["input"], largest_embedder_input, card.width, card.height);
  card.rgb = read_rgb(fields, card.rgb);
  if (fields.has("scale")) card.scale = fields["scale"].number(1e-6, 1e6);
  if (fields.has("mean")) card.mean = read_colors(fields["mean"], -1e6, 1e6);
}

/// A name without a folder, so that a card cannot name a file elsewhere.
std::string read_name_without_folder(const JsonCursor& field) {
  std::string name = field.text();
  if (name.empty() || name.find('/') != std::string::npos) field.fail("must be a plain file name");
  return name;
}

CohortCard read_cohort(const JsonCursor& fields) {
  constexpr int most_nearest = 1000;
  CohortCard cohort;
  cohort.file = read_name_without_folder(fields["file"]);
  cohort.sha256 = fields["sha256"].text();
  cohort.nearest = static_cast<int>(fields["nearest"].integer(1, most_nearest));
  cohort.typical = fields["typical"].number(-1, 1);
  return cohort;
}

/// The file `name` beside the card or in a model folder. Throws Error(missing_model).
fs::path find_beside(const fs::path& card_file, const std::string& name, const std::string& what) {
  std::error_code failed;
  fs::path file = card_file.parent_path() / name;
  if (!fs::is_regular_file(file, failed)) file = find_in_model_folders(name);
  if (!file.empty()) return file;
  throw Error(ErrorCode::missing_model,
              card_file.string() + ": its " + what + " " + name +
                  " was not found beside it or in a model folder; put it there");
}

/// Throws Error(corrupt_input) unless the file has the checksum that its card states.
void require_checksum(const fs::path& file, const std::string& sha256, const fs::path& card_file) {
  if (verified_sha256(file) == sha256) return;
  throw Error(ErrorCode::corrupt_input,
              damaged_model(file, "SHA-256 " + sha256 + " of " + card_file.string()) +
                  "; get the file again");
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
  const Json root = parse_json(json, source);
  const JsonCursor fields(root, source);
  EmbedderCard card;
  card.id = fields["id"].text();
  if (card.id.empty()) fields["id"].fail("is empty");
  card.file = read_name_without_folder(fields["file"]);
  // The checksum would not cover the second file of an IR network.
  if (fs::path(card.file).extension() == ".xml") fields["file"].fail("must be an ONNX file");
  card.sha256 = fields.text_or("sha256", "");
  read_pixels(fields, card);
  card.points = read_template(fields["template"]);
  if (fields.has("landmarks")) card.builtin_points = card.points;
  if (fields.has("detector_template")) card.points = read_template(fields["detector_template"]);
  card.output = fields.text_or("output", "");
  // All vectors are scaled to unit length, so cosine and Euclidean distance give the same order.
  if (fields.has("metric")) fields["metric"].require("cosine");
  card.match = static_cast<float>(fields["match"].number(0, 2));
  card.uncertain = static_cast<float>(fields["uncertain"].number(card.match, 2));
  card.mean_match = fields.has("mean_match") ? static_cast<float>(fields["mean_match"].number(0, 2))
                                             : 0.9F * card.match;
  card.flip_average = fields.has("flip_average") && fields["flip_average"].boolean();
  if (fields.has("cohort")) card.cohort = read_cohort(fields["cohort"]);
  return card;
}

EmbedderCard read_card(const fs::path& file) {
  return parse_card(read_file(file, largest_card), file.string());
}

fs::path find_card_model(const EmbedderCard& card, const fs::path& card_file,
                         bool allow_unverified) {
  fs::path file = find_beside(card_file, card.file, "network");
  if (allow_unverified) return file;
  if (card.sha256.empty()) {
    throw Error(ErrorCode::unsupported,
                card_file.string() +
                    ": has no sha256 of its network; add it, or allow "
                    "unverified models if you trust the file",
                "allow_unverified");
  }
  require_checksum(file, card.sha256, card_file);
  return file;
}

fs::path find_card_cohort(const EmbedderCard& card, const fs::path& card_file) {
  fs::path file = find_beside(card_file, card.cohort->file, "cohort");
  require_checksum(file, card.cohort->sha256, card_file);
  return file;
}

}  // namespace facetrack
