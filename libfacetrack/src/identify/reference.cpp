// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "facetrack/error.hpp"
#include "facetrack/identify.hpp"
#include "facetrack/log.hpp"

#include "face/faces_in.hpp"

namespace facetrack {
namespace {

/// Pixels, shorter side of the box: smaller faces recognise nobody (similarity of true pairs
/// halves below 20 px, measured on the retail-0095 embedder).
constexpr float smallest_reference = 24.0F;
constexpr float blurred = 0.05F;
/// Part of the best score that a face needs to count beside the best.
constexpr float nearly_as_sure = 0.85F;
/// A face of a photo needs this score; trackers take less, because neighbouring frames confirm it.
constexpr float photo_score = 0.6F;
/// Pictures are looked at with their longer side at these sizes, in turn, until a face is found:
/// detectors miss faces that fill the picture and faces that are too small in it.
constexpr int sides[] = {640, 320, 1280, 160, 2560};

/// Grey levels (standard deviation within the box): networks see faces in pictures of one colour. A
/// real face in a dark, soft photo has 8 or more.
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
    auto faces = faces_in(scaled.image(), detector);
    std::erase_if(faces, [&](const Detection& face) {
      return face.score < photo_score || is_flat(scaled.image(), face.box);
    });
    if (faces.empty()) continue;
    // Beside a sure face the unsure ones are patterns, and patterns can be large.
    std::erase_if(faces, [surest = faces.front().score](const Detection& face) {
      return face.score < surest * nearly_as_sure;
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

}  // namespace

Reference make_reference(const std::string& name, const Frame& picture, Detector& detector,
                         Embedder& embedder, bool is_target, int face) {
  auto faces = faces_of(picture, detector);
  if (faces.empty()) {
    throw Error(
        ErrorCode::unsupported,
        name + ": no face found; use a picture that shows the face larger and from the front");
  }
  std::stable_sort(faces.begin(), faces.end(), [](const Detection& a, const Detection& b) {
    return a.box.area() > b.box.area();
  });
  if (face < 0 && faces.size() > 1) {
    log(LogLevel::warning,
        name + ": " + std::to_string(faces.size()) +
            " faces found, the largest is used; set the reference face to use another");
  }
  const auto chosen = static_cast<std::size_t>(std::max(face, 0));
  if (chosen >= faces.size()) {
    throw Error(ErrorCode::unsupported, name + ": there is no face " + std::to_string(face) + "; " +
                                            std::to_string(faces.size()) +
                                            " found, counted from 0");
  }
  const Detection& best = faces[chosen];
  const Frame bgr = to_bgr24(picture);
  const FaceQuality quality = face_quality(bgr.image(), best);
  const float size = std::min(best.box.width, best.box.height);
  if (size < smallest_reference) {
    throw Error(ErrorCode::unsupported,
                name + ": the face is too small (" + std::to_string(static_cast<int>(size)) +
                    " pixels, at least " + std::to_string(static_cast<int>(smallest_reference)) +
                    " are needed); use a larger picture");
  }
  if (quality.sharpness < blurred) {
    throw Error(ErrorCode::unsupported, name + ": the face is too blurred; use a sharper picture");
  }
  auto embedded = embedder.embed(bgr.image(), std::span(&best, 1));
  if (embedded.empty()) {
    throw Error(ErrorCode::unsupported,
                name + ": the embedder cannot use the face; use another picture");
  }
  return {name, std::move(embedded.front()), is_target, quality};
}

}  // namespace facetrack
