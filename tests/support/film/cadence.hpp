// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace facetrack::testing {

/// How the frames of a video show the frames of its source.
enum class Cadence : std::uint8_t {
  plain,         ///< each source frame once, 25 per second
  film_in_30,    ///< 24 in 30: every fifth frame repeats the one before
  pal_in_30,     ///< 25 in 30: every sixth
  half_in_30,    ///< 15 in 30: every second
  twos,          ///< 12 in 24, as in animation
  pulldown,      ///< 24 in 30 by fields, deinterlaced by blending: two of five frames are mixes
  doubled,       ///< 25 in 50
  irregular,     ///< a frame in seven is shown two to four times, at random
  dropped,       ///< a frame in ten is missing
  variable_rate  ///< frames 1/60 to 5/60 of a second apart
};
inline constexpr std::array all_cadences{
    Cadence::plain,   Cadence::film_in_30,   Cadence::pal_in_30, Cadence::half_in_30,
    Cadence::twos,    Cadence::pulldown,     Cadence::doubled,   Cadence::irregular,
    Cadence::dropped, Cadence::variable_rate};

const char* cadence_name(Cadence cadence);

/// Source frames per second.
double source_rate(Cadence cadence);

/// The source frames that one frame of the video shows: one, or two of which it is the mean.
struct Shown {
  int first = 0;
  int second = 0;
};

/// What the video shows of `source_frames`, in order.
std::vector<Shown> shown_frames(Cadence cadence, int source_frames, std::uint64_t seed);

}  // namespace facetrack::testing
