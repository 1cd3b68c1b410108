// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <optional>

#include "facetrack/track.hpp"

#include "track/face_finder.hpp"

namespace facetrack {

/// The most frames that a tracker holds, at any frame rate: bounds its memory.
inline constexpr std::size_t most_held = 40;

/// Decides on which frames a tracker runs the detector, and at what resolution. One thread at a
/// time.
class LookSchedule {
 public:
  explicit LookSchedule(const TrackerOptions& options);

  void frame_passed() noexcept;
  /// Notes a look at the newest frame, with or without a scan.
  void looked(std::optional<Detail> scan) noexcept;
  /// The next frame is the first one.
  void restart() noexcept { since_look_ = since_scan_ = since_full_ = 0; }

  bool look_is_due(const Frame& newest) const;
  bool has_just_looked() const noexcept { return since_look_ == 0; }
  /// The resolution of the scan for new faces that is due on `newest`; nothing if none is due.
  /// `has_lost_face`: a face was not found where it was expected at the last look.
  std::optional<Detail> next_scan(const Frame& newest, bool has_lost_face) const;
  /// The same for the last look before a cut or the end.
  std::optional<Detail> last_scan(const Frame& newest) const;
  /// Frames since the last scan that was not coarse.
  int frames_since_full_scan() const noexcept { return since_full_; }

  /// Number of faces of a track to embed: about one per second, because more pictures of the same
  /// view add nothing.
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
