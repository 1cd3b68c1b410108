// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/look_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace facetrack {
namespace {

/// How often the expensive steps are run, in seconds.
struct Pace {
  /// Between two looks at a followed face. In that time a head moves by less than its own width,
  /// and every frame in between is checked afterwards.
  double look;
  /// Between two scans for new faces. While no face was lost, every second scan is coarse: a small
  /// face that is found half a second later is traced back, as far as frames are held.
  double scan;
  /// Length of track per embedded face.
  double sample;
  /// Embedded faces of even the shortest track, if it has as many detections.
  int fewest_samples;
};

Pace pace_of(Effort effort) {
  switch (effort) {
    case Effort::fast:
      return {0.4, 0.8, 2.0, 2};
    case Effort::balanced:
      return {0.16, 0.5, 1.0, 3};
    case Effort::thorough:
      return {0.08, 0.5, 1.0, 3};
  }
  return {};
}

/// The largest number of frames between two looks, at any frame rate.
constexpr double most_between_looks = 20;

/// Assumed for frames without a duration: 25 frames per second.
constexpr double usual_duration = 0.04;

double duration_seconds(const Frame& frame) {
  const double seconds = frame.time().duration.seconds();
  return seconds > 0 ? seconds : usual_duration;
}

}  // namespace

LookSchedule::LookSchedule(const TrackerOptions& options) : options_(options) {}

void LookSchedule::frame_passed() noexcept {
  ++since_look_;
  ++since_scan_;
  ++since_full_;
}

void LookSchedule::looked(std::optional<Detail> scan) noexcept {
  since_look_ = 0;
  if (scan) since_scan_ = 0;
  if (scan && *scan != Detail::coarse) since_full_ = 0;
}

bool LookSchedule::look_is_due(const Frame& newest) const {
  return since_look_ >= look_interval(newest);
}

std::optional<Detail> LookSchedule::next_scan(const Frame& newest, bool has_lost_face) const {
  if (has_lost_face) return Detail::fine;
  const int interval = scan_interval(newest);
  if (since_scan_ < interval) return std::nullopt;
  const bool may_wait =
      options_.effort != Effort::thorough && 2 * interval <= static_cast<int>(most_held);
  return may_wait && since_scan_ == since_full_ ? Detail::coarse : Detail::full;
}

std::optional<Detail> LookSchedule::last_scan(const Frame& newest) const {
  return 2 * since_full_ > scan_interval(newest) ? std::optional(Detail::full) : std::nullopt;
}

int LookSchedule::samples_for(const FaceTrack& track) const {
  const Pace pace = pace_of(options_.effort);
  const double seconds = (track.points.back().pts - track.points.front().pts).seconds();
  const int enough =
      std::max(pace.fewest_samples, static_cast<int>(std::lround(seconds / pace.sample)));
  return std::min(enough, options_.samples_per_track);
}

int LookSchedule::look_interval(const Frame& frame) const {
  if (options_.interval > 0) return std::min(options_.interval, static_cast<int>(most_held));
  const double frames = std::round(pace_of(options_.effort).look / duration_seconds(frame));
  return static_cast<int>(std::clamp(frames, 1.0, most_between_looks));
}

int LookSchedule::scan_interval(const Frame& frame) const {
  const int look = look_interval(frame);
  const double looks = std::round(pace_of(options_.effort).scan / duration_seconds(frame) / look);
  // A face that a scan finds late is traced back through the frames that are still held.
  const int most_looks = std::max(1, static_cast<int>(most_held) / look);
  return look * static_cast<int>(std::clamp(looks, 1.0, static_cast<double>(most_looks)));
}

}  // namespace facetrack
