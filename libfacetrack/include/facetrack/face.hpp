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
/// A rectangle in pixels of the upright picture, with the origin at its top left corner; it may
/// reach outside. The box of a face reaches from the forehead to the chin. The picture is the
/// source frame, in a Detection the image given to the detector.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
  float area() const noexcept { return width * height; }
  Point center() const noexcept { return {x + width / 2, y + height / 2}; }
  bool operator==(const Box&) const = default;
};
/// Pure. Intersection over union, 0 to 1.
FACETRACK_EXPORT float iou(const Box& a, const Box& b) noexcept;
/// Right eye, left eye, nose tip, right and left mouth corner ("right" is the person's).
using Landmarks = std::array<Point, 5>;

struct Detection {
  Box box;
  float score = 0;  ///< in [0, 1], comparable within one backend only
  std::optional<Landmarks> landmarks;
};
/// Pure. True if all numbers are finite, the box has an area and nothing lies beyond 2^20 pixels.
/// The library ignores other detections of a Detector, and its embedders refuse them.
FACETRACK_EXPORT bool is_usable(const Detection& face) noexcept;

/// Finds faces. Keeps no state between calls. One thread at a time per object.
class FACETRACK_EXPORT Detector {
 public:
  Detector() = default;
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;
  virtual ~Detector();

  /// Requires: image is bgr24. Best score first; empty if there is no face.
  virtual std::vector<Detection> detect(const ImageView& image) = 0;
  /// The face size (shorter side, pixels) that the backend finds best; callers scale regions to it.
  virtual int preferred_face() const noexcept = 0;
  /// The smallest face that the backend finds at all, likewise.
  virtual int smallest_face() const noexcept = 0;
  virtual std::string_view name() const noexcept = 0;
};

/// A face as a vector: similar faces have near vectors. Compare vectors of one `model` only.
struct Embedding {
  std::string model;
  std::vector<float> values;
  /// How much more than other faces this one resembles the embedder's cohort, as a similarity
  /// (cosine): 0 for most faces, up to about 0.1. identify() subtracts it, because a face that
  /// resembles many people resembles a stranger's photo by chance. 0 without a cohort.
  float commonness = 0;
};
/// Euclidean, without regard to commonness. Throws Error(invalid_argument) if the models or lengths
/// differ.
FACETRACK_EXPORT float distance(const Embedding& a, const Embedding& b);

/// Distances that decide who is who, as measured for one embedder.
struct MatchLimits {
  float one_picture = 0;  ///< nearer: two good pictures show one person (1 in 1000 is wrong)
  float mean_face = 0;    ///< nearer: a picture and a mean over many frames show one person
  float uncertain = 0;    ///< beyond: they show two people; in between nothing is certain
};

/// Turns faces into vectors. One thread at a time per object.
class FACETRACK_EXPORT Embedder {
 public:
  Embedder() = default;
  Embedder(const Embedder&) = delete;
  Embedder& operator=(const Embedder&) = delete;
  virtual ~Embedder();

  /// Stored with every embedding. It changes when new vectors cannot be compared with old ones.
  virtual std::string_view model_id() const noexcept = 0;
  virtual MatchLimits limits() const noexcept = 0;
  /// One embedding per face, in the same order. The backend itself aligns a face without landmarks.
  /// Throws Error(invalid_argument) unless image is bgr24 and all faces are usable.
  virtual std::vector<Embedding> embed(const ImageView& image,
                                       std::span<const Detection> faces) = 0;
};

struct DetectorOptions {
  std::filesystem::path model{};  ///< empty: looked up in the model store
  float min_score = 0.5F;         ///< low, for trackers: they require more to begin a track
  int min_face = 16;              ///< shorter side, in pixels of the image given
  bool allow_unverified = false;  ///< accept a file whose checksum is not known
};
struct ModelOptions {
  std::filesystem::path model{};  ///< empty: looked up in the model store
  bool allow_unverified = false;  ///< accept a file whose checksum is not known
};

/// `backend` is a name of the lists below or "auto": the best backend whose model is installed. An
/// embedder may also be named by its model_id() or by the file of a card (FILE.json). Throws Error:
/// not_found naming the backends of this build; missing_model.
FACETRACK_EXPORT std::unique_ptr<Detector> make_detector(std::string_view backend = "auto",
                                                         const DetectorOptions& options = {});
FACETRACK_EXPORT std::unique_ptr<Embedder> make_embedder(std::string_view backend = "auto",
                                                         const ModelOptions& options = {});
FACETRACK_EXPORT std::span<const std::string_view> detector_backends() noexcept;
FACETRACK_EXPORT std::span<const std::string_view> embedder_backends() noexcept;

}  // namespace facetrack
