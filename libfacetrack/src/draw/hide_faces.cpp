// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "facetrack/draw.hpp"
#include "facetrack/error.hpp"

namespace facetrack {
namespace {

/// A detector finds a face only after it has appeared and loses it before it disappears. So faces
/// are hidden for this long before and after their tracks.
constexpr MediaTime extension{1, {1, 2}};

using BoxesByFrame = std::map<std::int64_t, std::vector<Box>>;

/// The frames that may show a track: its shot and the mixed frames on both sides.
struct Range {
  std::int64_t first = 0, last = 0;
};

Range visible_range(const Analysis& film, const FaceTrack& track) {
  Range range{film.first_frame, film.first_frame + film.frames - 1};
  for (const Shot& shot : film.shots) {
    if (shot.last_frame < track.first_frame()) range.first = shot.last_frame + 1;
    if (shot.first_frame > track.last_frame()) {
      range.last = shot.first_frame - 1;
      break;
    }
  }
  return range;
}

/// Adds the box of `point` to the frames that follow (`step` 1) or precede it (-1), while they are
/// within the extension and the range.
void extend(const Analysis& film, const Range& range, const TrackPoint& point, std::int64_t step,
            BoxesByFrame& boxes) {
  for (std::int64_t frame = point.frame + step; frame >= range.first && frame <= range.last;
       frame += step) {
    const auto i = static_cast<std::size_t>(frame - film.first_frame);
    if (i >= film.pts.size()) return;
    const MediaTime distance = step > 0 ? film.pts[i] - point.pts : point.pts - film.pts[i];
    if (distance > extension) return;
    boxes[frame].push_back(point.box);
  }
}

Box with_margin(const Box& box, float margin) {
  return {box.x - margin * box.width, box.y - margin * box.height, box.width * (1 + 2 * margin),
          box.height * (1 + 2 * margin)};
}

}  // namespace

std::function<Frame(const Frame&)> hide_faces(const Analysis& film,
                                              std::span<const FaceTrack> shown, float margin) {
  if (!(margin >= 0) || margin > 10) {
    throw Error(ErrorCode::invalid_argument, "hide_faces: the margin must be from 0 to 10");
  }
  std::set<int> visible;
  for (const FaceTrack& track : shown) visible.insert(track.id);
  const auto boxes = std::make_shared<BoxesByFrame>();
  for (const FaceTrack& track : film.tracks) {
    if (visible.contains(track.id) || track.points.empty()) continue;
    for (const TrackPoint& point : track.points) (*boxes)[point.frame].push_back(point.box);
    const Range range = visible_range(film, track);
    extend(film, range, track.points.front(), -1, *boxes);
    extend(film, range, track.points.back(), 1, *boxes);
  }
  return [boxes = std::shared_ptr<const BoxesByFrame>(boxes), margin](const Frame& frame) {
    const auto found = boxes->find(frame.time().index);
    if (found == boxes->end()) return frame;
    Canvas canvas(frame);
    for (const Box& box : found->second) canvas.blur(with_margin(box, margin));
    return canvas.finish();
  };
}

}  // namespace facetrack
