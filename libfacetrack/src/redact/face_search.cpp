// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/face_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "face/duplicates.hpp"
#include "face/faces_in.hpp"
#include "redact/boxes.hpp"

namespace facetrack::redact {
namespace {

/// Largest side of a picture that a detector gets. Larger frames are searched in overlapping parts,
/// because detectors scale larger pictures down.
constexpr int part_side = 1920;
/// Overlap of two parts, in pixels that the detector gets: a face that is cut by the edge of one
/// part is whole in the next. Larger faces are found in other looks.
constexpr int part_overlap = 160;
/// A face is small below this size (shorter side, pixels of the frame at zoom 1).
constexpr float small_face = 40;
/// Surroundings of a small face that are searched closer, in face sizes on every side.
constexpr float surroundings = 4;
/// Small faces are remembered for this long.
constexpr MediaTime small_face_memory{1, {1, 2}};
/// The whole frame is searched closer this often.
constexpr MediaTime closer_every{1, {1, 5}};
/// Pixels in which every frame is searched whole. There, a face of...
constexpr double whole_pixels = 640.0 * 360;
/// ... this many pixels is found; smaller ones are the task of the changed parts.
constexpr double found_in_whole = 24;
/// Pixels that a detector gets: larger faces are left to the search of the whole frame, because in
/// enlarged pictures detectors take dark and even surfaces for large faces (four of ten boxes of
/// YuNet in a concert film at three times its size).
constexpr float largest_enlarged = 200;

float shorter_side(const Box& box) { return std::min(box.width, box.height); }

/// The begins of parts that cover `length` pixels.
std::vector<int> begins(int length, int part, int overlap) {
  std::vector<int> all{0};
  while (all.back() + part < length) {
    all.push_back(std::min(all.back() + part - overlap, length - part));
  }
  return all;
}

Box around(const Box& box, float sizes) {
  const float more = sizes * longer_side(box);
  return {box.x - more, box.y - more, box.width + 2 * more, box.height + 2 * more};
}

}  // namespace

/// Searches one part of the frame, enlarged by `zoom`; in overlapping parts if it is too large.
void FaceSearch::look(const Frame& frame, const Region& region, double zoom,
                      std::vector<Detection>& found) {
  const int side = std::max(1, static_cast<int>(part_side / zoom));
  const int overlap = std::min(side / 2, static_cast<int>(part_overlap / zoom));
  for (const int top : begins(region.height, side, overlap)) {
    for (const int left : begins(region.width, side, overlap)) {
      const Region part{region.x + left, region.y + top, std::min(side, region.width - left),
                        std::min(side, region.height - top)};
      const int width = std::max(1, static_cast<int>(std::lround(part.width * zoom)));
      const int height = std::max(1, static_cast<int>(std::lround(part.height * zoom)));
      const auto faces = faces_in(frame, part, width, height, detector_);
      found.insert(found.end(), faces.begin(), faces.end());
    }
  }
}

/// Searches the changed parts, and drops the faces that were found there before.
void FaceSearch::search(const Frame& frame, double zoom, int margin, std::span<const Box> places,
                        Layer& layer) {
  const std::vector<Region> regions = layer.changes.take(frame, margin, places);
  std::erase_if(layer.found,
                [&](const Detection& face) { return layer.changes.was_changed(face.box); });
  std::vector<Detection> fresh;
  for (const Region& region : regions) look(frame, region, zoom, fresh);
  std::erase_if(fresh, [&](const Detection& face) {
    return longer_side(face.box) * static_cast<float>(zoom) > largest_enlarged;
  });
  layer.found.insert(layer.found.end(), fresh.begin(), fresh.end());
  layer.found = without_duplicates(std::move(layer.found));
}

void FaceSearch::search_closer(const Frame& frame, double zoom, int margin) {
  const MediaTime now = frame.time().pts;
  if (!looked_closer_ || now - *looked_closer_ >= closer_every || now < *looked_closer_) {
    looked_closer_ = now;
    return search(frame, zoom, margin, {}, closer_);
  }
  std::vector<Box> places;
  for (const SmallFace& face : small_) places.push_back(around(face.box, surroundings));
  if (!places.empty()) search(frame, zoom, margin, places, closer_);
}

void FaceSearch::remember_small(const Frame& frame, const std::vector<Detection>& found) {
  const MediaTime now = frame.time().pts;
  std::erase_if(small_, [&](const SmallFace& face) {
    return now < face.seen || now - face.seen > small_face_memory;
  });
  for (const Detection& face : found) {
    if (shorter_side(face.box) >= small_face) continue;
    const auto same = std::find_if(small_.begin(), small_.end(), [&](const SmallFace& other) {
      return shared_part(other.box, face.box) > 0;
    });
    if (same != small_.end()) {
      *same = {face.box, now};
    } else {
      small_.push_back({face.box, now});
    }
  }
}

std::vector<Detection> FaceSearch::faces(const Frame& frame) {
  const Region all{0, 0, frame.width(), frame.height()};
  const double size = static_cast<double>(frame.width()) * frame.height();
  const double zoom =
      std::clamp(std::sqrt(options_.pixels / size), options_.smallest_zoom, options_.largest_zoom);
  const double whole = std::min(zoom, std::sqrt(whole_pixels / size));
  const int margin = static_cast<int>(std::ceil(found_in_whole / whole));
  std::vector<Detection> found;
  look(frame, all, whole, found);
  search(frame, zoom, margin, {}, layer_);
  found.insert(found.end(), layer_.found.begin(), layer_.found.end());
  // At this zoom a face of 20 pixels has the 24 at which detectors are reliable.
  constexpr double large_enough = 1.2;
  if (options_.second_pass && zoom < large_enough) {
    search_closer(frame, 2 * zoom, margin);
    found.insert(found.end(), closer_.found.begin(), closer_.found.end());
  }
  found = without_duplicates(std::move(found));
  remember_small(frame, found);
  return found;
}

}  // namespace facetrack::redact
