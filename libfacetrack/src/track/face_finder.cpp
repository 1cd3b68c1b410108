// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/face_finder.hpp"

#include <algorithm>
#include <cmath>

#include "core/assignment.hpp"
#include "face/duplicates.hpp"
#include "face/faces_in.hpp"

namespace facetrack {
namespace {

/// Side of the region searched around an expected face, in face sizes: room for a move of 0.7
/// faces between two looks.
constexpr float search_room = 2.4F;
/// A face that is not found at the detector's preferred size is searched for once more at this
/// zoom, because profiles need more pixels.
constexpr float second_zoom = 1.4F;
/// Pixels of a cell of the detector network. An odd number of cells per side puts the expected face
/// on the middle of a cell, where scores are best: with YuNet 0.99 at 160 pixels, 0.94 at 128 and
/// 192 (means over five videos).
constexpr int cell_size = 32;
/// Pixels of a full scan. YuNet takes 12 ms for 640x360 on one core. At two scans and 25 frames per
/// second that is one millisecond per frame, less than decoding 720p.
constexpr double scan_pixels = 640 * 360;
/// Pixels of a scan, as a multiple of those of a full scan.
double detail_factor(Detail detail) {
  switch (detail) {
    case Detail::coarse:
      return 0.25;
    case Detail::full:
      return 1.0;
    case Detail::fine:
      return 2.25;
  }
  return 1.0;
}

/// Long side of the extra scan for faces that fill the picture.
constexpr int coarse_side = 192;
/// The smallest face that a scan is meant to find, in pixels of the source. In a small picture the
/// same face has fewer pixels: fine scans then look for this part of the shorter side.
constexpr double smallest_wanted_face = 20;
constexpr double smallest_wanted_part = 1 / 18.0;

double smallest_wanted(const Frame& frame, Detail detail) {
  if (detail != Detail::fine) return smallest_wanted_face;
  const int side = std::min(frame.width(), frame.height());
  return std::min(smallest_wanted_face, smallest_wanted_part * side);
}

/// The least continuity of a face from one frame to the next: a move by half its width, or the
/// growth of a head that is thrown forward.
constexpr float next_frame_continuity = 0.4F;

/// The score that a face needs to be certain, at the size that the detector prefers; to continue a
/// track, any score that the detector reports is enough.
constexpr float min_certain_score = 0.85F;
/// At the sizes of a scan scores are lower: a face between two of a network's sizes has 0.8.
constexpr float min_scan_score = 0.6F;

/// A face counts as cut off if less than this part of its box lies inside the picture...
constexpr float min_visible_part = 0.7F;
/// ... or if more than this many of its five points are outside.
constexpr int max_points_outside = 1;

bool is_cut_off(const Detection& face, const Frame& frame) {
  const auto right = static_cast<float>(frame.width());
  const auto bottom = static_cast<float>(frame.height());
  const Box& box = face.box;
  const float width = std::min(box.x + box.width, right) - std::max(box.x, 0.0F);
  const float height = std::min(box.y + box.height, bottom) - std::max(box.y, 0.0F);
  if (width <= 0 || height <= 0 || width * height < min_visible_part * box.area()) return true;
  if (!face.landmarks) return false;
  return std::count_if(face.landmarks->begin(), face.landmarks->end(), [&](const Point& p) {
           return p.x < 0 || p.y < 0 || p.x > right || p.y > bottom;
         }) > max_points_outside;
}

int round_to_odd_cells(float pixels) {
  const int cells = std::max(1, static_cast<int>(std::ceil(pixels / cell_size - 0.5F)));
  return (cells | 1) * cell_size;
}

double effort_factor(Effort effort) {
  switch (effort) {
    case Effort::fast:
      return 0.36;
    case Effort::balanced:
      return 1.0;
    case Effort::thorough:
      return 2.25;
  }
  return 1.0;
}

}  // namespace

void FaceFinder::look(const Frame& frame, const Region& region, int width, int height,
                      std::vector<Detection>& found) {
  for (const Detection& face : faces_in(frame, region, width, height, detector_)) {
    if (std::min(face.box.width, face.box.height) < static_cast<float>(options_.min_face)) continue;
    if (is_cut_off(face, frame)) continue;
    found.push_back(face);
  }
}

std::vector<Detection> FaceFinder::scan(const Frame& frame, Detail detail) {
  const double pixels = static_cast<double>(frame.width()) * frame.height();
  // A detector that only finds large faces gets a larger picture, because it is cheaper per pixel.
  const double budget = scan_pixels * effort_factor(options_.effort) * detail_factor(detail) *
                        std::clamp(detector_.smallest_face() / 20.0, 1.0, 4.0);
  const double wanted = std::max<double>(options_.min_face, smallest_wanted(frame, detail));
  const double scale =
      std::min({detector_.smallest_face() / wanted, std::sqrt(budget / pixels), 2.0});
  const Region whole{0, 0, frame.width(), frame.height()};
  std::vector<Detection> found;
  look(frame, whole, std::max(1, static_cast<int>(frame.width() * scale)),
       std::max(1, static_cast<int>(frame.height() * scale)), found);
  const double coarse = static_cast<double>(coarse_side) / std::max(frame.width(), frame.height());
  // A coarse scan finds nearly all faces that fill the picture.
  if (detail != Detail::coarse && detector_.smallest_face() < coarse_side / 4 && coarse < scale) {
    look(frame, whole, std::max(1, static_cast<int>(frame.width() * coarse)),
         std::max(1, static_cast<int>(frame.height() * coarse)), found);
  }
  return without_duplicates(std::move(found));
}

std::vector<Detection> FaceFinder::around(const Frame& frame, const Box& expected) {
  for (const float zoom : {1.0F, second_zoom}) {
    auto found = look_around(frame, expected, zoom);
    const bool continued = std::any_of(found.begin(), found.end(), [&](const Detection& face) {
      return continuity(expected, face.box) > 0;
    });
    if (continued || zoom == second_zoom) return found;
  }
  return {};
}

std::vector<Detection> FaceFinder::at(const Frame& frame, const Box& place) {
  return look_around(frame, place, 1.0F);
}

std::vector<Detection> FaceFinder::look_around(const Frame& frame, const Box& expected,
                                               float zoom) {
  const float face = std::max({expected.width, expected.height, 4.0F});
  const int side = static_cast<int>(std::lround(face * search_room));
  const Point c = expected.center();
  const Region region{static_cast<int>(std::lround(c.x)) - side / 2,
                      static_cast<int>(std::lround(c.y)) - side / 2, side, side};
  const int size =
      round_to_odd_cells(search_room * zoom * static_cast<float>(detector_.preferred_face()));
  std::vector<Detection> found;
  look(frame, region, size, size, found);
  return found;
}

std::optional<Detection> FaceFinder::follow(const Frame& frame, const Box& expected) {
  std::optional<Detection> best;
  float best_value = next_frame_continuity;
  for (const Detection& face : around(frame, expected)) {
    const float value = continuity(expected, face.box);
    if (value > best_value) {
      best_value = value;
      best = face;
    }
  }
  return best;
}

std::optional<Detection> FaceFinder::confirm(const Frame& frame, const Detection& scanned) {
  if (scanned.score < min_scan_score) return std::nullopt;
  const auto again = follow(frame, scanned.box);
  return again && again->score >= min_certain_score ? again : std::nullopt;
}

}  // namespace facetrack
