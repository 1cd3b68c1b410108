// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/cover.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include "redact/boxes.hpp"
#include "redact/film_times.hpp"

namespace facetrack::redact {
namespace {

/// The motion of a face is measured over this many places at an end of its chain.
constexpr std::size_t motion_places = 6;
/// A face that is not seen moves by at most this many face sizes, as far as a guess can be trusted.
constexpr float farthest_guess = 1;
/// ... and grows by at most this factor.
constexpr float most_growth = 1.5F;
/// A face is hidden on this many frames around, however slowly frames follow each other.
constexpr std::int64_t fewest_frames = 2;

Box shifted(const Box& box, float x, float y, float scale) {
  const Point center = box.center();
  const float width = box.width * scale;
  const float height = box.height * scale;
  return {center.x + x - width / 2, center.y + y - height / 2, width, height};
}

/// Motion in pixels per second and change of the size per second, as time runs away from the chain.
struct Motion {
  float x = 0, y = 0, growth = 0;
};

Motion motion_at(const Place& end, const Place& inner, const FilmTimes& times) {
  const auto seconds = static_cast<float>(times.between(end.frame, inner.frame).seconds());
  if (seconds <= 0) return {};
  const float size = std::max(longer_side(inner.box), 1.0F);
  return {(end.box.center().x - inner.box.center().x) / seconds,
          (end.box.center().y - inner.box.center().y) / seconds,
          (longer_side(end.box) / size - 1) / seconds};
}

/// The area in which a face may be `seconds` after it was last seen.
Box guess(const Place& end, const Motion& motion, float seconds) {
  const float size = longer_side(end.box);
  const float way = std::hypot(motion.x, motion.y) * seconds;
  const float part = way > farthest_guess * size ? farthest_guess * size / way : 1;
  const float scale = std::clamp(1 + motion.growth * seconds, 1.0F, most_growth);
  return hull(end.all,
              shifted(end.box, motion.x * seconds * part, motion.y * seconds * part, scale));
}

/// Adds the guesses for the frames after `end` (`step` 1) or before it (-1).
void extend(const Place& end, const Motion& motion, std::int64_t step, const FilmTimes& times,
            const MediaTime& extension, std::vector<AreaBox>& boxes) {
  bool in_mix = times.is_mixed(end.frame);
  for (std::int64_t frame = end.frame + step; times.contains(frame); frame += step) {
    const bool mixed = times.is_mixed(frame);
    // Of a chain that ends on a mixed frame nobody knows the shot, so it is extended into both.
    if (!times.in_one_shot(end.frame, frame)) return;
    const MediaTime away = times.between(end.frame, frame);
    const bool near = away <= extension || std::abs(frame - end.frame) <= fewest_frames;
    // A face is extended through the whole of a transition, because it shows until the end.
    if (!near && !(in_mix && mixed)) return;
    in_mix = mixed;
    const auto seconds = static_cast<float>(std::min(away, extension).seconds());
    boxes.push_back({frame, guess(end, motion, seconds), false});
  }
}

/// The frames from place `a` to the next one, whose face is somewhere between both.
void fill_gap(const Place& a, const Place& b, std::vector<AreaBox>& boxes) {
  for (std::int64_t frame = a.frame + 1; frame < b.frame; ++frame) {
    boxes.push_back({frame, hull(a.all, b.all), false});
  }
}

/// Widens each box by those of the frames beside it: a frame that blends two others shows a face at
/// both places.
void cover_neighbours(std::vector<AreaBox>& boxes) {
  const std::vector<AreaBox> plain = boxes;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i > 0) boxes[i].box = hull(boxes[i].box, plain[i - 1].box);
    if (i + 1 < boxes.size()) boxes[i].box = hull(boxes[i].box, plain[i + 1].box);
  }
}

}  // namespace

std::vector<AreaBox> covered(const Chain& chain, const Analysis& film, const MediaTime& extension) {
  std::vector<AreaBox> boxes;
  const std::vector<Place>& places = chain.places;
  if (places.empty()) return boxes;
  const FilmTimes times(film);
  const std::size_t reach = std::min(motion_places, places.size()) - 1;
  extend(places.front(), motion_at(places.front(), places[reach], times), -1, times, extension,
         boxes);
  std::reverse(boxes.begin(), boxes.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    boxes.push_back({places[i].frame, places[i].all, places[i].found});
    if (i + 1 < places.size()) fill_gap(places[i], places[i + 1], boxes);
  }
  extend(places.back(), motion_at(places.back(), places[places.size() - 1 - reach], times), 1,
         times, extension, boxes);
  cover_neighbours(boxes);
  return boxes;
}

}  // namespace facetrack::redact
