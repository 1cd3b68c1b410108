// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <optional>

#include "facetrack/track.hpp"

#include "track/face_finder.hpp"

namespace facetrack {

/// A tracker holds at most so many frames, whatever the frame rate: memory.
inline constexpr std::size_t most_held = 40;

/// Decides on which frames a tracker searches for faces, and how thoroughly. One thread at a time.
class LookSchedule {
 public:
  explicit LookSchedule(const TrackerOptions& options);

  void frame_passed() noexcept;
  /// A look was taken on the newest frame, with or without a scan.
  void looked(std::optional<Detail> scan) noexcept;
  /// The next frame is the first one.
  void restart() noexcept { since_look_ = since_scan_ = since_full_ = 0; }

  bool look_is_due(const Frame& newest) const;
  bool has_just_looked() const noexcept { return since_look_ == 0; }
  /// How thoroughly a look scans the whole frame for new faces, if it does. `lost_one`: a face was
  /// not where it was expected at the last look.
  std::optional<Detail> next_scan(const Frame& newest, bool lost_one) const;
  /// The same for the last look before a cut or the end.
  std::optional<Detail> last_scan(const Frame& newest) const;
  /// Frames since the last scan that was not a quick one.
  int frames_since_full_scan() const noexcept { return since_full_; }

  /// How many faces of a track are embedded: about one per second, because the same view again adds
  /// nothing.
  int samples_for(const FaceTrack& track) const;

 private:
  int look_interval(const Frame& frame) const;
  int scan_interval(const Frame& frame) const;

  TrackerOptions options_;
  int since_look_ = 0;
  int since_scan_ = 0;
  int since_full_ = 0;
};

}  // namespace facetrack
