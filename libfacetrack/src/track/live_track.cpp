// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/live_track.hpp"

#include <algorithm>
#include <cstddef>

#include "track/flow.hpp"
#include "track/pose.hpp"

namespace facetrack {
namespace {

/// While the detector misses a face, what its motion leads to must still resemble it this much.
constexpr float still_there = 0.45F;
/// Below this likeness something else is where the face was.
constexpr float replaced = 0.4F;
/// Frames over which a face's speed is measured.
constexpr std::size_t speed_span = 6;
/// An expected position leans on the measured speed only this much: heads stop and turn.
constexpr float trust_in_speed = 0.7F;
/// A face is not expected further away than this at any speed, in face sizes.
constexpr float expected_reach = 1.0F;
/// A face whose `facing` ends below this has turned away.
constexpr float profile = 0.3F;
/// A face leaves the picture when its centre is nearer to the edge than this, in face sizes: a
/// quarter of the face is outside then.
constexpr float rim = 0.25F;
/// A track whose detections are less sure than this on average follows a pattern, not a face.
constexpr float sure_on_average = 0.7F;
/// Two boxes on one frame are the same place when their intersection over union exceeds this.
constexpr float same_place = 0.4F;

/// How much the face looked at the camera over its last frames. Not the last one alone: points on
/// a half covered face are guesses.
float lately_facing(const FaceTrack& track) {
  float sum = 0;
  int count = 0;
  const std::size_t n = track.points.size();
  for (std::size_t i = n - std::min(n, speed_span); i < n; ++i) {
    if (!track.points[i].landmarks) continue;
    sum += facing(*track.points[i].landmarks);
    ++count;
  }
  if (count == 0) return 1.0F;  // nothing says that the face turned
  return sum / static_cast<float>(count);
}

bool is_at_edge(const Box& box, const Frame& frame) {
  const Point c = box.center();
  const float rim_x = box.width * rim;
  const float rim_y = box.height * rim;
  return c.x < rim_x || c.y < rim_y || c.x > static_cast<float>(frame.width()) - rim_x ||
         c.y > static_cast<float>(frame.height()) - rim_y;
}

Point lerp(const Point& a, const Point& b, float t) {
  return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

}  // namespace

TrackPoint detected(const Detection& face, const Frame& frame) {
  return {frame.time().index, frame.time().pts,     face.box,
          face.score,         BoxSource::detection, face.landmarks};
}

TrackPoint interpolate(const TrackPoint& before, const Detection& now, float t,
                       const Frame& frame) {
  TrackPoint point{frame.time().index, frame.time().pts, {}, 0, BoxSource::tracking, std::nullopt};
  const Box& a = before.box;
  const Box& b = now.box;
  point.box = {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.width + (b.width - a.width) * t,
               a.height + (b.height - a.height) * t};
  if (before.landmarks && now.landmarks) {
    point.landmarks = now.landmarks;
    for (std::size_t i = 0; i < point.landmarks->size(); ++i) {
      (*point.landmarks)[i] = lerp((*before.landmarks)[i], (*now.landmarks)[i], t);
    }
  }
  return point;
}

bool LiveTrack::is_sure() const {
  return score_sum >= sure_on_average * static_cast<float>(detections);
}

bool LiveTrack::holds(const Frame& frame, const Box& box) const {
  const std::int64_t index = frame.time().index;
  const auto at = std::lower_bound(
      track.points.begin(), track.points.end(), index,
      [](const TrackPoint& point, std::int64_t wanted) { return point.frame < wanted; });
  return at != track.points.end() && at->frame == index && iou(at->box, box) > same_place;
}

void LiveTrack::append(const std::vector<TrackPoint>& points) {
  for (const TrackPoint& point : points) {
    if (point.from == BoxSource::detection) {
      ++detections;
      score_sum += point.score;
    }
    track.points.push_back(point);
  }
}

void LiveTrack::append_detection(const Detection& found, const Frame& frame) {
  track.points.push_back(detected(found, frame));
  ++detections;
  score_sum += found.score;
  face = luma_patch(frame.luma(), found.box);
  samples.consider(frame, found);
  missing = false;
  flow_holds = true;
  coasted.clear();
}

Box LiveTrack::expected(const Frame& frame) const {
  if (!coasted.empty()) return coasted.back().box;
  const auto& points = track.points;
  const TrackPoint& last = points.back();
  const std::size_t span = std::min(speed_span, points.size() - 1);
  const TrackPoint& first = points[points.size() - 1 - span];
  if (last.frame == first.frame) return last.box;
  const float ahead = trust_in_speed * static_cast<float>(frame.time().index - last.frame) /
                      static_cast<float>(last.frame - first.frame);
  const Point a = first.box.center();
  const Point b = last.box.center();
  const float reach = expected_reach * std::max(last.box.width, last.box.height);
  Box box = last.box;
  box.x += std::clamp((b.x - a.x) * ahead, -reach, reach);
  box.y += std::clamp((b.y - a.y) * ahead, -reach, reach);
  return box;
}

void LiveTrack::coast(const Frame& before, const Frame& frame) {
  if (!flow_holds) return;
  const Box& start = coasted.empty() ? track.points.back().box : coasted.back().box;
  const auto box = follow_by_flow(before.luma(), frame.luma(), start);
  const float alike = box ? likeness(luma_patch(frame.luma(), *box), face) : 0;
  if (alike < still_there) {
    flow_holds = false;
    return;
  }
  coasted.push_back(
      {frame.time().index, frame.time().pts, *box, alike, BoxSource::tracking, std::nullopt});
}

void LiveTrack::end_at(const Frame& next, const Frame& later, TrackEnd fallback) {
  ended = true;
  const Box& last = track.points.back().box;
  const Box going = coasted.empty() ? expected(next) : coasted.back().box;
  if (is_at_edge(going, next)) {
    track.ends_because = TrackEnd::left_frame;
    return;
  }
  if (lately_facing(track) < profile) {
    track.ends_because = TrackEnd::turned_away;
    return;
  }
  const float alike = std::min(likeness(luma_patch(next.luma(), last), face),
                               likeness(luma_patch(later.luma(), going), face));
  track.ends_because = alike < replaced ? TrackEnd::occluded : fallback;
}

FaceTrack LiveTrack::cut_off(std::size_t kept) {
  const auto rest = track.points.end() - static_cast<std::ptrdiff_t>(kept);
  FaceTrack piece{track.id, {track.points.begin(), rest}, TrackEnd::goes_on, {}};
  track.points.erase(track.points.begin(), rest);
  return piece;
}

bool LiveTracks::hold(const Frame& frame, const Box& box, const LiveTrack* own) const {
  const auto holds = [&](const LiveTrack& other) {
    return &other != own && other.holds(frame, box);
  };
  return std::any_of(live.begin(), live.end(), holds) ||
         std::any_of(begun.begin(), begun.end(), holds);
}

}  // namespace facetrack
