// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/backends/content.hpp"
#include "facetrack/shot.hpp"

#include "shot/difference.hpp"

namespace facetrack {

/// Frames looked at on either side of a possible cut. Flashes of up to this many frames are seen
/// through; it is also the delay of the decision.
inline constexpr int cut_reach = 5;

/// Pure. The residual usual around a frame, from those of up to `cut_reach` frames on either side:
/// a high rank of them, so that one more cut nearby does not hide this one, and repeated frames
/// (residual about 0) do not make a slow pan look still.
float background_residual(std::span<const float> around);

/// Pure. 1 is the threshold.
float cut_score(const Difference& step, float background, const ContentLimits& limits);

/// Finds hard cuts in a stream of thumbs.
class CutFinder {
 public:
  CutFinder(const ContentLimits& limits, std::function<void(const ContentMeasures&)> observer);

  std::vector<Transition> push(const Thumb& thumb);
  std::vector<Transition> flush();

 private:
  struct Seen {
    Thumb thumb;
    Difference step;  ///< from the frame before
  };
  std::optional<Transition> decide(std::size_t position) const;
  bool comes_back(std::size_t position) const;
  ContentMeasures measure(std::size_t position) const;
  void advance(std::vector<Transition>& out);

  ContentLimits limits_;
  std::function<void(const ContentMeasures&)> observer_;
  std::deque<Seen> seen_;
  std::size_t next_ = 0;  ///< position in seen_ of the next frame to be decided
};

}  // namespace facetrack
