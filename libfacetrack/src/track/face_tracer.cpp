// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/face_tracer.hpp"

#include <algorithm>
#include <cstddef>

#include "core/assignment.hpp"
#include "track/patch.hpp"

namespace facetrack {
namespace {

/// In-between frames that resemble the face before or after this much hold the same face.
constexpr float same_face = 0.55F;
/// Frames without detection that a backward trace may step over when the picture hardly changed.
constexpr std::size_t steps_over = 2;
constexpr float hardly_changed = 0.75F;
/// The position that a missed face was followed to must be continued this well (0 to 1) by the one
/// that its backward trace reaches.
constexpr float meets = 0.4F;

}  // namespace

bool FaceTracer::fill(LiveTrack& track, const Detection& now) {
  const std::size_t newest = held_.size() - 1;
  const std::size_t last = held_.position_of(track.track.last_frame());
  const TrackPoint before = track.track.points.back();
  const Patch face_now = luma_patch(held_.newest().luma(), now.box);
  std::vector<TrackPoint> between;
  for (std::size_t p = last + 1; p < newest; ++p) {
    const float t = static_cast<float>(p - last) / static_cast<float>(newest - last);
    TrackPoint point = interpolate(before, now, t, held_[p]);
    const Patch here = luma_patch(held_[p].luma(), point.box);
    point.score = std::max(likeness(here, track.face), likeness(here, face_now));
    if (point.score < same_face) {
      const auto found = follow(held_[p], point.box, &track);
      if (!found) {
        track.append(between);
        track.end_at(held_[p], held_.newest(), TrackEnd::occluded);
        return false;
      }
      point = detected(*found, held_[p]);
    }
    between.push_back(point);
  }
  track.append(between);
  track.append_detection(now, held_.newest());
  return true;
}

bool FaceTracer::resume(LiveTrack& track, const Detection& now) {
  const std::int64_t last = track.track.last_frame();
  const std::vector<TrackPoint> back = trace_back(now, last + 1, &track);
  const std::size_t missed = held_.position_of(back.front().frame) - held_.position_of(last) - 1;
  const bool followed =
      missed == 0 || (track.coasted.size() >= missed &&
                      continuity(track.coasted[missed - 1].box, back.front().box) > meets);
  if (!followed) {
    track.end_at(held_.after(last), held_.newest(), TrackEnd::lost);
    return false;
  }
  track.coasted.resize(missed);
  track.append(track.coasted);
  track.append({back.begin(), back.end() - 1});
  track.append_detection(now, held_.newest());
  return true;
}

bool FaceTracer::follow_on(LiveTrack& track) {
  std::size_t p = held_.position_of(track.track.last_frame()) + 1;
  for (; p < held_.size(); ++p) {
    const auto found = follow(held_[p], track.expected(held_[p]), &track);
    if (!found) break;
    track.append_detection(*found, held_[p]);
  }
  if (p == held_.size()) return true;
  track.missing = true;
  for (; p < held_.size(); ++p) track.coast(held_[p - 1], held_[p]);
  return false;
}

std::vector<TrackPoint> FaceTracer::trace_back(const Detection& now, std::int64_t earliest,
                                               const LiveTrack* own) {
  std::vector<TrackPoint> points{detected(now, held_.newest())};
  std::size_t sure = 1;  // points up to the last detection; beyond it only resemblance
  Patch face = luma_patch(held_.newest().luma(), now.box);
  for (std::size_t p = held_.size() - 1; p-- > 0 && held_[p].time().index >= earliest;) {
    const Frame& frame = held_[p];
    if (tracks_.hold(frame, points.back().box, own)) break;
    if (const auto found = follow(frame, points.back().box, own)) {
      points.push_back(detected(*found, frame));
      face = luma_patch(frame.luma(), found->box);
      sure = points.size();
      continue;
    }
    const float alike = likeness(luma_patch(frame.luma(), points.back().box), face);
    if (alike < hardly_changed || points.size() - sure >= steps_over) break;
    TrackPoint point = points.back();
    point.frame = frame.time().index;
    point.pts = frame.time().pts;
    point.score = alike;
    point.from = BoxSource::tracking;
    points.push_back(point);
  }
  points.resize(sure);
  std::reverse(points.begin(), points.end());
  return points;
}

/// The face that continues `expected`, unless another track has it.
std::optional<Detection> FaceTracer::follow(const Frame& frame, const Box& expected,
                                            const LiveTrack* own) {
  auto found = finder_.follow(frame, expected);
  if (found && tracks_.hold(frame, found->box, own)) found.reset();
  return found;
}

}  // namespace facetrack
