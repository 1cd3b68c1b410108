// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/strangers.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/visit_frames.hpp"

namespace facetrack::job {
namespace {

/// Longer side of the searched picture in pixels: faces of 20 pixels and more are found there.
constexpr int searched_side = 640;
/// The score that the tracker asks of a face in a scan of the whole picture.
constexpr float least_score = 0.6F;

/// The middle of a face lies in the box of a tracked face, or the other way round.
bool is_same(const Box& a, const Box& b) {
  const auto holds = [](const Box& box, const Point& p) {
    return p.x >= box.x && p.x < box.x + box.width && p.y >= box.y && p.y < box.y + box.height;
  };
  return holds(a, b.center()) || holds(b, a.center());
}

int strangers_on(const Frame& frame, Detector& detector, const std::vector<Box>& known) {
  const float scale =
      std::min(1.0F, searched_side / static_cast<float>(std::max(frame.width(), frame.height())));
  const auto side = [&](int whole) {
    return std::max(1, static_cast<int>(static_cast<float>(whole) * scale));
  };
  const Frame small = to_bgr24(frame, {0, 0, frame.width(), frame.height()}, side(frame.width()),
                               side(frame.height()));
  int count = 0;
  for (const Detection& face : detector.detect(small.image())) {
    if (face.score < least_score) continue;
    const Box box{face.box.x / scale, face.box.y / scale, face.box.width / scale,
                  face.box.height / scale};
    const auto same = [&](const Box& track) { return is_same(track, box); };
    if (std::none_of(known.begin(), known.end(), same)) ++count;
  }
  return count;
}

}  // namespace

std::optional<std::vector<StrangerLook>> find_strangers(Decoder& decoder, Detector& detector,
                                                        std::span<const FaceTrack> tracks,
                                                        const RunControl& control) {
  std::map<std::int64_t, std::vector<Box>> known;
  std::set<std::int64_t> frames;
  for (const FaceTrack& track : tracks) {
    for (const TrackPoint& point : track.points) {
      known[point.frame].push_back(point.box);
      frames.insert(point.frame);
    }
  }
  std::vector<StrangerLook> found;
  const bool complete = visit_frames(decoder, frames, control, [&](const Frame& frame) {
    const std::int64_t index = frame.time().index;
    if (const int count = strangers_on(frame, detector, known.at(index)); count > 0) {
      found.push_back({index, count});
    }
  });
  if (!complete) return std::nullopt;
  return found;
}

}  // namespace facetrack::job
