// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

struct Point {
  float x = 0;
  float y = 0;
  bool operator==(const Point&) const = default;
};

/// Pixels of the source frame, origin at the top left corner; may reach outside it.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
  float area() const noexcept { return width * height; }
  Point center() const noexcept { return {x + width / 2, y + height / 2}; }
  bool operator==(const Box&) const = default;
};
FACETRACK_EXPORT float iou(const Box& a, const Box& b) noexcept;

/// Right eye, left eye, nose tip, right and left mouth corner ("right" is the person's).
using Landmarks = std::array<Point, 5>;

struct Detection {
  Box box;
  float score = 0;  ///< in [0, 1], comparable within one backend only
  std::optional<Landmarks> landmarks;
};
/// Pure. Whether all numbers are finite, the box has an area and nothing lies further than 2^20
/// pixels from the picture's corner. Whatever else a Detector gives is left out by those that ask
/// it, and refused by the library's embedders.
FACETRACK_EXPORT bool is_usable(const Detection& face) noexcept;

/// Finds faces. Keeps no state between calls; one thread at a time per object, different
/// objects in parallel.
class FACETRACK_EXPORT Detector {
 public:
  Detector() = default;
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;
  virtual ~Detector();

  /// Requires: image is bgr24. Best score first; empty when there is no face.
  virtual std::vector<Detection> detect(const ImageView& image) = 0;

  /// Shorter side, in pixels, at which this backend finds almost all faces at a low cost. Callers
  /// scale a region so that the expected face has about this size.
  virtual int preferred_face() const noexcept = 0;
  /// The smallest face this backend finds at all, in pixels of the picture given.
  virtual int smallest_face() const noexcept = 0;
  virtual std::string_view name() const noexcept = 0;
};

/// A face as a point: near means alike. Only points of the same `model` compare.
struct Embedding {
  std::string model;
  std::vector<float> values;
};
/// Euclidean. Throws Error(invalid_argument) when the models or lengths differ.
FACETRACK_EXPORT float distance(const Embedding& a, const Embedding& b);

/// Distances that decide who is who, as measured for one embedder.
struct MatchLimits {
  float one_picture = 0;  ///< two good pictures nearer than this show one person (one false match
                          ///< in a thousand)
  float mean_face = 0;  ///< a picture and a mean over many frames nearer than this show one person
  float uncertain = 0;  ///< beyond it they show two people; in between nothing is certain
};

/// Turns faces into vectors. One thread at a time per object.
class FACETRACK_EXPORT Embedder {
 public:
  Embedder() = default;
  Embedder(const Embedder&) = delete;
  Embedder& operator=(const Embedder&) = delete;
  virtual ~Embedder();

  /// Stored with every embedding; changes whenever old vectors stop being comparable.
  virtual std::string_view model_id() const noexcept = 0;
  virtual MatchLimits limits() const noexcept = 0;

  /// One embedding per face, in the same order. Requires: image is bgr24. A face without
  /// landmarks is aligned by the backend itself. Throws Error(invalid_argument) for another format
  /// and for faces that are not usable.
  virtual std::vector<Embedding> embed(const ImageView& image,
                                       std::span<const Detection> faces) = 0;
};

struct DetectorOptions {
  std::filesystem::path model{};  ///< empty: looked up in the model store
  float min_score = 0.5F;         ///< for trackers, which ask for more where a track begins
  int min_face = 16;              ///< pixels of the picture given, shorter side
  bool allow_unverified = false;  ///< accept a file whose checksum is not known
};
struct ModelOptions {
  std::filesystem::path model{};  ///< empty: looked up in the model store
  bool allow_unverified = false;  ///< accept a file whose checksum is not known
};

/// `backend` is a name of the list below or "auto": the best whose model is found. An embedder may
/// also be named by its model_id(), as results have it, or by the file of a card (FILE.json).
/// Throws Error: not_found naming the backends of this build; missing_model.
FACETRACK_EXPORT std::unique_ptr<Detector> make_detector(std::string_view backend = "auto",
                                                         const DetectorOptions& options = {});
FACETRACK_EXPORT std::unique_ptr<Embedder> make_embedder(std::string_view backend = "auto",
                                                         const ModelOptions& options = {});
FACETRACK_EXPORT std::span<const std::string_view> detector_backends() noexcept;
FACETRACK_EXPORT std::span<const std::string_view> embedder_backends() noexcept;

}  // namespace facetrack
