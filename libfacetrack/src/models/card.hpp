// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "facetrack/face.hpp"

namespace facetrack {

/// Right eye, left eye, nose, right and left mouth corner as parts of a picture's size.
using PointTemplate = std::array<std::array<float, 2>, 5>;
Landmarks in_pixels(const PointTemplate& parts, int width, int height);

/// The cohort of an embedder: vectors of other people, in a file of its own.
struct CohortCard {
  std::string file;  ///< next to the card or in a model folder
  std::string sha256;
  int nearest = 0;  ///< the number of members that a face is compared with: the most similar ones
  double typical = 0;  ///< mean similarity of a face to so many members
};

/// The input and output of the network of a face embedder; docs/models.md describes the format.
struct EmbedderCard {
  std::string id;    ///< stored with every embedding
  std::string file;  ///< ONNX file of the network, next to the card or in a model folder
  std::string sha256;
  int width = 0;  ///< of the network's input, pixels
  int height = 0;
  bool rgb = false;
  double scale = 1;  ///< input = (pixel - mean) * scale
  std::array<double, 3> mean{};
  PointTemplate points{};
  /// The same for points of the built-in landmark model, which differ a little. Only for cards with
  /// a "landmarks" field; for them that model finds the points of faces that have none.
  std::optional<PointTemplate> builtin_points;
  std::string output;  ///< name of the output; empty: the last one
  float match = 0;     ///< Euclidean distance of unit vectors
  float uncertain = 0;
  float mean_match = 0;       ///< the match of mean faces
  bool flip_average = false;  ///< use the mean of the vectors of the picture and its mirror image
  std::optional<CohortCard> cohort;
};

/// Throws Error(corrupt_input) naming the field that is wrong.
EmbedderCard parse_card(std::string_view json, const std::string& source);
/// Throws Error: not_found, io, corrupt_input.
EmbedderCard read_card(const std::filesystem::path& file);

/// Finds the network of a card and compares its checksum with the card's. Throws Error:
/// missing_model, corrupt_input, and unsupported if the card has no checksum and `allow_unverified`
/// is false.
std::filesystem::path find_card_model(const EmbedderCard& card,
                                      const std::filesystem::path& card_file,
                                      bool allow_unverified);

/// Finds the cohort of a card likewise. Its checksum is always compared. Requires: card.cohort.
std::filesystem::path find_card_cohort(const EmbedderCard& card,
                                       const std::filesystem::path& card_file);

}  // namespace facetrack
