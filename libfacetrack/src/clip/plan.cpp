// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <map>

#include "facetrack/clip.hpp"
#include "facetrack/error.hpp"

#include "clip/crop_path.hpp"
#include "clip/plan_options.hpp"
#include "core/assignment.hpp"

namespace facetrack {
namespace {

/// A run of frames of one face that may become a clip.
struct Run {
  int shot = 0;
  int track = 0;
  TrackEnd ends_because = TrackEnd::end;
  std::vector<TrackPoint> points;
};

/// The part of a run within `shot`, split where frames are missing.
void add_runs(const FaceTrack& track, const Shot& shot, std::vector<Run>& runs) {
  Run run{shot.id, track.id, track.ends_because, {}};
  const auto flush = [&] {
    if (!run.points.empty()) runs.push_back(run);
    run.points.clear();
  };
  for (const TrackPoint& point : track.points) {
    if (point.frame < shot.first_frame || point.frame > shot.last_frame) continue;
    if (!run.points.empty() && point.frame != run.points.back().frame + 1) flush();
    run.points.push_back(point);
  }
  flush();
}

/// Joins pieces of one face that follow each other without a gap.
std::vector<Run> joined(std::vector<Run> runs) {
  std::stable_sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
    return a.points.front().frame < b.points.front().frame;
  });
  std::vector<Run> result;
  for (Run& run : runs) {
    const auto previous = std::find_if(result.rbegin(), result.rend(), [&](const Run& r) {
      return r.shot == run.shot && r.points.back().frame + 1 == run.points.front().frame &&
             continuity(r.points.back().box, run.points.front().box) > 0;
    });
    if (previous == result.rend()) {
      result.push_back(std::move(run));
      continue;
    }
    previous->points.insert(previous->points.end(), run.points.begin(), run.points.end());
    previous->ends_because = run.ends_because;
  }
  return result;
}

/// Assigns every frame to the longest run that contains it.
std::vector<Run> without_overlaps(std::vector<Run> runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.points.size() > b.points.size(); });
  std::map<std::int64_t, bool> taken;
  std::vector<Run> result;
  for (const Run& run : runs) {
    Run rest{run.shot, run.track, run.ends_because, {}};
    const auto flush = [&] {
      if (!rest.points.empty()) result.push_back(rest);
      rest.points.clear();
    };
    for (const TrackPoint& point : run.points) {
      if (taken.emplace(point.frame, true).second) {
        rest.points.push_back(point);
      } else {
        flush();
      }
    }
    flush();
  }
  std::stable_sort(result.begin(), result.end(), [](const Run& a, const Run& b) {
    return a.points.front().frame < b.points.front().frame;
  });
  return result;
}

double frame_seconds(const std::vector<TrackPoint>& points) {
  if (points.size() < 2) return 0.04;
  return (points.back().pts - points.front().pts).seconds() /
         static_cast<double>(points.size() - 1);
}

int even_floor(double value) { return std::max(2, static_cast<int>(value) / 2 * 2); }

/// Largest crop window, as a multiple of the longer side of the source. At this size the whole
/// picture is visible, wherever the face is; a larger window would only show more fill colour.
constexpr float widest_window = 2.0F;

/// Shrinks windows that are too large, around the same centre and in the same shape.
void limit_windows(std::vector<Box>& windows, int longer_side) {
  const float most = widest_window * static_cast<float>(longer_side);
  for (Box& window : windows) {
    const float scale = most / std::max(window.width, window.height);
    if (scale >= 1) continue;
    const Point c = window.center();
    const float width = window.width * scale;
    const float height = window.height * scale;
    window = {c.x - width / 2, c.y - height / 2, width, height};
  }
}

/// Moves windows into the area, and shrinks those that are larger. All get the same scale, because
/// a change of size would look like a zoom.
void keep_inside(std::vector<Box>& windows, const Box& area) {
  float scale = 1;
  for (const Box& window : windows) {
    scale = std::min({scale, area.width / window.width, area.height / window.height});
  }
  for (Box& window : windows) {
    const Point c = window.center();
    const float width = window.width * scale;
    const float height = window.height * scale;
    window = {std::clamp(c.x - width / 2, area.x, area.x + area.width - width),
              std::clamp(c.y - height / 2, area.y, area.y + area.height - height), width, height};
  }
}

/// The output size: the requested one, or that of the smallest window of the clip, so that nothing
/// is enlarged. If a window exceeds the picture, the size is limited to the picture's longer side.
void set_size(ClipPlan& plan, int size, int longer_side) {
  if (plan.crop.empty()) return;
  const auto smallest =
      std::min_element(plan.crop.begin(), plan.crop.end(),
                       [](const Box& a, const Box& b) { return a.height < b.height; });
  const double aspect = smallest->width / smallest->height;
  const double height = std::min<double>(smallest->height, longer_side);
  plan.height = size > 0 ? even_floor(size) : even_floor(height);
  plan.width = even_floor(std::round(plan.height * aspect));
}

}  // namespace

void check_options(const PlanOptions& options) {
  const auto require = [](bool holds, const char* option, const char* what) {
    if (!holds) throw Error(ErrorCode::invalid_argument, what, option);
  };
  require(std::isfinite(options.margin) && options.margin >= 0, "margin",
          "the margin around a face must be 0 or more");
  require(options.size >= 0 && options.size % 2 == 0, "size",
          "the height of a clip must be an even number of pixels, or 0");
  require(options.smooth.seconds() >= 0, "smooth", "the time of smoothing must not be negative");
  require(options.min_clip.seconds() >= 0, "min_clip",
          "the shortest length of a clip must not be negative");
}

std::vector<ClipPlan> plan_clips(const Analysis& film, std::span<const FaceTrack> tracks,
                                 const PlanOptions& options) {
  check_options(options);
  if (film.source.width <= 0 || film.source.height <= 0) {
    throw Error(ErrorCode::invalid_argument, "plan_clips: the source has no size");
  }
  std::vector<Run> runs;
  for (const FaceTrack& track : tracks) {
    for (const Shot& shot : film.shots) add_runs(track, shot, runs);
  }
  const int longer_side = std::max(film.source.width, film.source.height);
  std::vector<ClipPlan> plans;
  for (Run& run : without_overlaps(joined(std::move(runs)))) {
    const double dt = frame_seconds(run.points);
    // With half a frame of tolerance, so that a clip of exactly the shortest length stays.
    if ((static_cast<double>(run.points.size()) + 0.5) * dt < options.min_clip.seconds()) continue;
    ClipPlan plan;
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "clip_%03zu", plans.size() + 1);
    plan.name = name.data();
    plan.shot = run.shot;
    plan.track = run.track;
    plan.first_frame = run.points.front().frame;
    plan.last_frame = run.points.back().frame;
    plan.ends_because = run.ends_because;
    plan.crop = crop_path(run.points, options.crop, options.margin,
                          dt > 0 ? options.smooth.seconds() / dt / 2 : 0);
    limit_windows(plan.crop, longer_side);
    const Region& area = options.area;
    if (area.width > 0 && area.height > 0) {
      const Box inside{static_cast<float>(area.x), static_cast<float>(area.y),
                       static_cast<float>(area.width), static_cast<float>(area.height)};
      const bool whole = options.crop == CropMode::none;
      if (whole) plan.crop.assign(run.points.size(), inside);
      keep_inside(plan.crop, inside);
      set_size(plan, whole ? area.height : options.size, longer_side);
    } else {
      set_size(plan, options.size, longer_side);
    }
    plan.points = std::move(run.points);
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace facetrack
