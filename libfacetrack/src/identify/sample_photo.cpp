// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/log.hpp"

namespace facetrack {
namespace {

/// Pixels, shorter side of the box. The embedding of a smaller face is useless: the similarity of
/// true pairs halves below 20 px (measured on the retail-0095 embedder).
constexpr float smallest_photo_face = 24.0F;
constexpr float blurred_photo = 0.05F;
/// A face counts only if its score is at least this part of the best score.
constexpr float min_relative_score = 0.85F;
/// The score that a face of a photo needs. Trackers accept lower scores, because neighbouring
/// frames confirm a face.
constexpr float photo_score = 0.6F;
/// Pictures are searched with their longer side at these sizes, in turn, until a face is found.
/// Detectors miss faces that fill the picture and faces that are small in it.
constexpr int sides[] = {640, 320, 1280, 160, 2560};

/// Grey levels (standard deviation within the box). Detectors find false faces in pictures of one
/// colour; a real face in a dark, soft photo has 8 or more.
constexpr double flat_contrast = 4.0;

bool is_flat(const ImageView& image, const Box& box) {
  const auto within = [](float value, int most) {
    return std::clamp(static_cast<int>(std::lround(value)), 0, most);
  };
  const int left = within(box.x, image.width);
  const int right = within(box.x + box.width, image.width);
  const int top = within(box.y, image.height);
  const int bottom = within(box.y + box.height, image.height);
  double sum = 0;
  double squares = 0;
  for (int y = top; y < bottom; ++y) {
    const std::byte* pixel = image.row(y) + 3 * static_cast<std::ptrdiff_t>(left);
    for (int x = left; x < right; ++x, pixel += 3) {
      const int grey = (std::to_integer<int>(pixel[0]) + 2 * std::to_integer<int>(pixel[1]) +
                        std::to_integer<int>(pixel[2])) /
                       4;
      sum += grey;
      squares += static_cast<double>(grey) * grey;
    }
  }
  const double count = static_cast<double>(right - left) * (bottom - top);
  if (count <= 0) return true;
  return squares / count - (sum / count) * (sum / count) < flat_contrast * flat_contrast;
}

std::vector<Detection> faces_of(const Frame& picture, Detector& detector) {
  const int longest = std::max(picture.width(), picture.height());
  for (const int side : sides) {
    if (side > 2 * longest) continue;
    const double scale = static_cast<double>(side) / longest;
    const int width = std::max(1, static_cast<int>(picture.width() * scale));
    const int height = std::max(1, static_cast<int>(picture.height() * scale));
    const Frame scaled =
        to_bgr24(picture, {0, 0, picture.width(), picture.height()}, width, height);
    auto faces = detector.detect(scaled.image());
    std::erase_if(faces, [&](const Detection& face) {
      return !is_usable(face) || face.score < photo_score || is_flat(scaled.image(), face.box);
    });
    if (faces.empty()) continue;
    // If one face has a high score, faces with much lower scores are false positives, even if they
    // are larger.
    std::erase_if(faces, [best_score = faces.front().score](const Detection& face) {
      return face.score < best_score * min_relative_score;
    });
    for (Detection& face : faces) {
      const auto up = [&](float value) { return value / static_cast<float>(scale); };
      face.box = {up(face.box.x), up(face.box.y), up(face.box.width), up(face.box.height)};
      if (!face.landmarks) continue;
      for (Point& point : *face.landmarks) point = {up(point.x), up(point.y)};
    }
    return faces;
  }
  return {};
}

/// A small JPEG of the face with a margin.
std::string portrait_of(const Frame& photo, const Box& face) {
  constexpr float room = 1.7F;  // face sizes: shows hair and chin
  constexpr int side = 112;
  constexpr int quality = 62;
  const auto size =
      std::max(1, static_cast<int>(std::lround(room * std::max(face.width, face.height))));
  const Point middle = face.center();
  const Region region{static_cast<int>(std::lround(middle.x)) - size / 2,
                      static_cast<int>(std::lround(middle.y)) - size / 2, size, size};
  return encode_jpeg(to_bgr24(photo, region, side, side), quality);
}

}  // namespace

FaceSample sample_photo(const Frame& photo, Detector& detector, Embedder& embedder,
                        std::string_view source, int which) {
  const std::string name(source);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::unsupported, name + ": " + what);
  };
  if (photo.empty()) throw Error(ErrorCode::invalid_argument, name + ": an empty picture");
  auto faces = faces_of(photo, detector);
  if (faces.empty()) {
    refuse("no face found; use a picture that shows the face larger and from the front");
  }
  std::stable_sort(faces.begin(), faces.end(), [](const Detection& a, const Detection& b) {
    return a.box.area() > b.box.area();
  });
  if (which < 0 && faces.size() > 1) {
    log(LogLevel::warning,
        name + ": " + std::to_string(faces.size()) +
            " faces found, the largest is used; set the reference face to use another");
  }
  const auto chosen = static_cast<std::size_t>(std::max(which, 0));
  if (chosen >= faces.size()) {
    refuse("there is no face " + std::to_string(which) + "; " + std::to_string(faces.size()) +
           " found, counted from 0");
  }
  const Detection& best = faces[chosen];
  const Frame bgr = to_bgr24(photo);
  const FaceQuality quality = face_quality(bgr.image(), best);
  const float size = std::min(best.box.width, best.box.height);
  if (size < smallest_photo_face) {
    refuse("the face is too small (" + std::to_string(static_cast<int>(size)) +
           " pixels, at least " + std::to_string(static_cast<int>(smallest_photo_face)) +
           " are needed); use a larger picture");
  }
  if (quality.sharpness < blurred_photo) refuse("the face is too blurred; use a sharper picture");
  auto embedded = embedder.embed(bgr.image(), std::span(&best, 1));
  if (embedded.empty()) refuse("the embedder cannot use the face; use another picture");
  return {0, quality, std::move(embedded.front()), portrait_of(photo, best.box), name};
}

}  // namespace facetrack
