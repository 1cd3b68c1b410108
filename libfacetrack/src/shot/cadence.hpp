// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/shot.hpp"

namespace facetrack {

/// The cadences that the detector knows. The last one is 3:2 pulldown with mixed fields.
inline constexpr std::array known_cadences{
    Cadence{1, 2},  Cadence{1, 3},   Cadence{1, 4},      Cadence{1, 5}, Cadence{2, 3},
    Cadence{3, 4},  Cadence{2, 5},   Cadence{3, 5},      Cadence{4, 5}, Cadence{5, 6},
    Cadence{5, 12}, Cadence{24, 25}, Cadence{4, 5, true}};

/// Frames that are judged together: two periods of the longest cadence.
inline constexpr std::size_t cadence_window = 60;
/// Frames on either side of a window that show how fast the picture moves.
inline constexpr std::size_t cadence_margin = 5;

/// The cadence of one window.
struct CadenceVote {
  bool moves = false;                  ///< false: too little moves to tell repetitions
  std::optional<std::size_t> cadence;  ///< position in known_cadences; nothing: none of them
};

/// Pure. `steps` holds the still_difference() of each frame from the frame before: of a window and
/// of its two margins.
CadenceVote vote_on_cadence(std::span<const float> steps);

/// Collects the votes of a whole video, in constant memory.
class CadenceMeter {
 public:
  void push(float step);
  /// The cadence of most windows in which the picture moves; nothing if there is none.
  std::optional<Cadence> cadence() const;

 private:
  std::vector<float> steps_;
  std::array<int, known_cadences.size()> votes_{};
  int windows_ = 0;
  int moving_windows_ = 0;
};

}  // namespace facetrack
