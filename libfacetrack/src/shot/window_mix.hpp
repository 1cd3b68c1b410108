// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "facetrack/backends/content.hpp"

#include "shot/moved_mix.hpp"

namespace facetrack {

/// The frames at the two ends of a window: the pictures of which a transition's frames are mixes.
struct Ends {
  Ends(const Coarse& old_end, const Coarse& new_end)
      : before(old_end), after(new_end), apart(distance(old_end, new_end)) {}

  const Coarse& before;
  const Coarse& after;
  std::int64_t apart;  ///< squared

  /// False for two frames that may well be of one shot.
  bool are_different() const;
  double rms() const;  ///< gray levels
  /// `frame` as a mix of this kind. Requires: apart > 0.
  Mix mix(const Coarse& frame, MixKind kind) const;
};

/// The mean share that mixes leave unexplained. Counts clear mixes alone, because a frame that is
/// nearly one of the ends says nothing.
class Unexplained {
 public:
  void add(const Mix& mix);
  int frames() const { return frames_; }
  double mean() const { return sum_ / frames_; }

 private:
  double sum_ = 0;
  int frames_ = 0;
};

/// The kind of mix that the frames of a window are, and the share that it does not explain.
struct Explanation {
  MixKind kind;
  double left = 0;  ///< mean share left unexplained
};

/// Pure. The mix that best explains `frames`, some of those between the ends, in order; nothing
/// when they are no mixes whose shares form a ramp. `slide`: a kind of slide that is tried too.
/// Requires: ends.are_different().
std::optional<Explanation> explain(const Ends& ends, std::span<const Coarse* const> frames,
                                   std::optional<MixKind> slide, const ContentLimits& limits);

/// Pure. The largest share that a mix of this kind may leave unexplained.
double most_left(MixKind kind, const ContentLimits& limits);

/// How much each cell counts.
using Weights = std::array<float, coarse_size>;

/// Pure. The share of the new picture in a dissolve, as of Ends::mix() with a weight for each cell.
double weighted_share(const Ends& ends, const Coarse& frame, const Weights& weights);

}  // namespace facetrack
