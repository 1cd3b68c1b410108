// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

enum class TransitionKind : std::uint8_t { cut, dissolve, fade, wipe };

/// The change from one shot to the next. A cut has no mixed frames: first_mixed == next_shot.
/// A gradual one owns the frames [first_mixed, next_shot), which belong to no shot.
struct Transition {
  TransitionKind kind = TransitionKind::cut;
  std::int64_t first_mixed = 0;  ///< first frame that is not purely the old shot
  std::int64_t next_shot = 0;    ///< first frame that is purely the new shot
  float score = 0;               ///< 1 is the decision threshold; higher is more certain
};

enum class ShotEnd : std::uint8_t { cut, dissolve, fade, wipe, end };

/// Consecutive frames of one camera take, without mixed frames. Both ends belong to it.
struct Shot {
  int id = 0;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  ShotEnd ends_with = ShotEnd::end;
  float score = 0;  ///< of the transition that ends it; 0 at the end of the video
};

/// The regular pattern in which a video repeats its frames: of `shown` frames in a row only `fresh`
/// show something new. Film of 24 frames per second in a video of 30 is {4, 5}.
struct Cadence {
  int fresh = 1;
  int shown = 1;
  bool pulldown = false;  ///< 3:2 pulldown: some frames mix fields of two source frames
  bool operator==(const Cadence&) const = default;
};

/// Finds the transitions of a video. Push every frame once, in order, then call flush(), which also
/// resets the detector for another video. One thread at a time.
class FACETRACK_EXPORT ShotDetector {
 public:
  ShotDetector() = default;
  ShotDetector(const ShotDetector&) = delete;
  ShotDetector& operator=(const ShotDetector&) = delete;
  virtual ~ShotDetector();

  /// Takes frames of any format. Returns the transitions that this frame decided, each once: cuts
  /// within max_delay() frames, gradual transitions up to a hundred new frames after their end;
  /// repeated frames come on top. They are not in order; see shots_from_transitions().
  virtual std::vector<Transition> push(const Frame& frame) = 0;
  virtual std::vector<Transition> flush() = 0;

  /// A cut is reported at most this many frames after its next_shot. The pipeline holds that many
  /// frames back.
  virtual int max_delay() const noexcept = 0;
  /// The cadence of the frames pushed since the last flush(). Nothing if the frames follow none, if
  /// too little moves to tell, or if the detector does not look for one.
  virtual std::optional<Cadence> cadence() const { return std::nullopt; }
  /// The pipeline pushes yuv420p copies of this size (both sides even) instead of whole frames.
  /// {0, 0}: it pushes whole frames, and one worker analyses the video.
  virtual Size picture_size() const noexcept { return {}; }
};

struct ShotOptions {
  float threshold = 1.0F;  ///< multiplies the decision thresholds; below 1 finds more
  int min_frames = 0;      ///< a shorter shot is merged into the one before; 0: never
};

/// Throws Error(not_found) naming the backends of this build.
FACETRACK_EXPORT std::unique_ptr<ShotDetector> make_shot_detector(
    std::string_view backend = "content", const ShotOptions& options = {});
FACETRACK_EXPORT std::span<const std::string_view> shot_detector_backends() noexcept;

/// Pure. The shots between the transitions, in order; `frames` is the length of the video.
/// Together with the mixed frames they cover every frame once. Overlapping transitions are merged,
/// and so are a fade out and a fade in with a moment of black between them.
FACETRACK_EXPORT std::vector<Shot> shots_from_transitions(std::span<const Transition> transitions,
                                                          std::int64_t frames);

}  // namespace facetrack
