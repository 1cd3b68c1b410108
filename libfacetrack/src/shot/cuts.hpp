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

/// Pure. The difference usual around a frame, from the steps of up to `cut_reach` frames on either
/// side: a high rank of them, so that one more cut nearby does not hide this one, and repeated
/// frames (residual about 0) do not make a slow pan look still.
Difference background(std::span<const Difference> around);

/// Pure. 1 is the threshold.
float cut_score(const Difference& step, const Difference& background, const ContentLimits& limits);

/// Finds hard cuts, and blends of one or two mixed frames (left by interlacing and changes of the
/// frame rate), in a stream of thumbs.
class CutFinder {
 public:
  CutFinder(const ContentLimits& limits, std::function<void(const ContentMeasures&)> observer);

  /// One frame for which it is now decided whether a cut lies before it.
  struct Decided {
    Thumb thumb;
    std::optional<Transition> transition;
    bool repeated = false;  ///< the frame only repeats the frame before
    float still_step = 0;   ///< still_difference() from the frame before
  };
  /// Frames come out in order, each once, `cut_reach` frames late.
  std::vector<Decided> push(const Thumb& thumb);
  std::vector<Decided> flush();

 private:
  struct Seen {
    Thumb thumb;
    Difference step;       ///< from the frame before
    float still_step = 0;  ///< the same without motion
  };
  bool is_repeated(std::size_t position) const;
  std::optional<Transition> decide(std::size_t position) const;
  std::optional<Transition> short_blend(std::size_t position, float score) const;
  bool is_plain(std::size_t position) const;  ///< of one colour
  bool is_blend(std::size_t begin, std::size_t end) const;
  bool comes_back(std::size_t position) const;
  Difference background_of(std::size_t position) const;
  ContentMeasures measure(std::size_t position) const;
  void advance(std::vector<Decided>& out);

  ContentLimits limits_;
  std::function<void(const ContentMeasures&)> observer_;
  std::deque<Seen> seen_;
  std::size_t next_ = 0;  ///< position in seen_ of the next frame to be decided
};

}  // namespace facetrack
