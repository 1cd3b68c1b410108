// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/open_faces.hpp"

#include <algorithm>
#include <cmath>

#include "redact/boxes.hpp"

namespace facetrack::redact {
namespace {

/// The inner part of a face, as a part of its box: eyes, nose and mouth without hair and chin.
constexpr float inner_part = 0.7F;
/// Points of the inner part, along each side, that are looked up.
constexpr int points = 9;
/// A face is covered if this part of the points is.
constexpr double covered_part = 0.9;
/// An area may be this much smaller than the face, with its margin, and still hide it.
constexpr float least_size = 0.8F;
/// IoU of a face with one that is shown.
constexpr float same_face = 0.3F;
/// Grey levels: less contrast is noise of the encoder.
constexpr double least_contrast = 4;

Box inner(const Box& face) {
  const Point c = face.center();
  return {c.x - inner_part * face.width / 2, c.y - inner_part * face.height / 2,
          inner_part * face.width, inner_part * face.height};
}

bool inside_ellipse(const Point& p, const Box& box) {
  const float x = (p.x - box.center().x) / (box.width / 2);
  const float y = (p.y - box.center().y) / (box.height / 2);
  return x * x + y * y <= 1;
}

bool covers(const Box& area, const Box& face) {
  if (longer_side(area) < least_size * longer_side(face)) return false;
  const Box part = inner(face);
  int covered = 0;
  for (int row = 0; row < points; ++row) {
    for (int column = 0; column < points; ++column) {
      const Point p{part.x + part.width * static_cast<float>(column) / (points - 1),
                    part.y + part.height * static_cast<float>(row) / (points - 1)};
      covered += inside_ellipse(p, area) ? 1 : 0;
    }
  }
  return covered >= covered_part * points * points;
}

}  // namespace

bool is_covered(const Box& face, const FrameAreas& areas) {
  return std::any_of(areas.hidden.begin(), areas.hidden.end(),
                     [&](const Box& area) { return covers(area, face); });
}

bool is_shown(const Box& face, const FrameAreas& areas) {
  return std::any_of(areas.may_show.begin(), areas.may_show.end(), [&](const Box& shown) {
    return iou(shown, face) >= same_face || shared_part(shown, face) >= inner_part;
  });
}

float change_of(const Box& face, const Frame& written, const Frame& again) {
  const Box part = inner(face);
  const ImageView& a = written.luma();
  const ImageView& b = again.luma();
  const int left = std::max(0, static_cast<int>(part.x));
  const int top = std::max(0, static_cast<int>(part.y));
  const int right = std::min(a.width, static_cast<int>(std::ceil(part.x + part.width)));
  const int bottom = std::min(a.height, static_cast<int>(std::ceil(part.y + part.height)));
  double sum = 0, squares = 0, changes = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const auto before = static_cast<double>(a.row(y)[x]);
      const auto after = static_cast<double>(b.row(y)[x]);
      sum += before;
      squares += before * before;
      changes += (before - after) * (before - after);
    }
  }
  const double count = static_cast<double>(std::max(0, right - left)) * std::max(0, bottom - top);
  if (count <= 0) return 0;
  const double variance = std::max(0.0, squares / count - sum / count * (sum / count));
  return static_cast<float>(std::sqrt(changes / count) /
                            std::max(least_contrast, std::sqrt(variance)));
}

}  // namespace facetrack::redact
