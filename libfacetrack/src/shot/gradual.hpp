// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/backends/content.hpp"
#include "facetrack/shot.hpp"

#include "shot/mix.hpp"

namespace facetrack {

/// The longest window in frames in which a gradual transition is looked for.
inline constexpr int longest_gradual = 92;

/// Where a ramp from 0 to 1 begins and ends: positions of the last 0 and the first 1.
struct Ramp {
  std::size_t last_old = 0;
  std::size_t first_new = 0;
  double error = 0;  ///< mean squared
};

/// Pure. The ramp nearest to `shares`, straight or eased at both ends as most editing programs do;
/// nothing for fewer than 3.
std::optional<Ramp> fit_ramp(std::span<const double> shares);

/// Finds dissolves, fades and wipes in a stream of thumbs. Reports them late: up to
/// `longest_gradual` frames after their end.
class GradualFinder {
 public:
  explicit GradualFinder(const ContentLimits& limits) : limits_(limits) {}

  /// `cut`: a hard cut lies before this frame; no transition is looked for across it.
  std::vector<Transition> push(const Thumb& thumb, bool cut);
  std::vector<Transition> flush();

 private:
  struct Seen {
    Thumb thumb;
    Coarse coarse;
    bool cut = false;  ///< a cut or a transition begins or ends before this frame
  };
  /// A window whose inner frames look like mixes of the frames at its ends.
  struct Window {
    std::int64_t old_frame = 0;
    std::int64_t new_frame = 0;
    std::optional<WipeWay> wipe;  ///< nothing: a dissolve or fade
    double gain = 0;              ///< gray levels explained: the best of several windows has most
    double left = 0;              ///< mean share left unexplained
  };

  const Seen& at(std::int64_t frame) const;
  std::int64_t oldest() const { return first_; }
  std::int64_t newest() const { return first_ + static_cast<std::int64_t>(seen_.size()) - 1; }
  void look_back();
  std::optional<Window> judge(std::int64_t old_frame, std::int64_t new_frame) const;
  double score(const Window& window, double change) const;  ///< 1 is the threshold
  struct Found {
    Transition transition;
    std::int64_t last_old = 0;
    std::int64_t next_shot = 0;
  };
  std::optional<Found> refine(Window window) const;
  std::vector<double> profile(const Window& window, std::int64_t low, std::int64_t high) const;
  /// How much each cell is to be trusted: less where the shots on either side move.
  std::array<float, coarse_size> steadiness(const Window& window) const;
  std::optional<double> judge_all(const Window& window) const;
  void settle(bool all, std::vector<Transition>& out);

  ContentLimits limits_;
  std::deque<Seen> seen_;
  std::int64_t first_ = 0;    ///< running number of seen_.front()
  std::int64_t barrier_ = 0;  ///< nothing before this frame may be used: a cut or a transition
  std::vector<Window> pending_;
};

}  // namespace facetrack
