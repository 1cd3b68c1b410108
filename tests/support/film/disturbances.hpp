// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>

#include "support/film/shot_film.hpp"

namespace facetrack::testing {

/// Changes of the picture that end no shot.
enum class Disturbance : std::uint8_t {
  caption_pops,  ///< two lines of text, at once
  caption_fades,
  lower_third,      ///< a band with a name slides in and out
  logo,             ///< fades in a corner
  player_controls,  ///< a dark gradient, a bar and a symbol fade in and out
  flash,            ///< one or two bright source frames
  strobe,           ///< a bright frame in every three to five
  flicker,          ///< the brightness jumps by a few per cent at each frame
  exposure,         ///< the brightness moves to half or to 3/2 within a second
  rain,
  water,           ///< the lower half glitters
  passer_by,       ///< something large and dark crosses the picture close to the camera
  scrolling_text,  ///< credits over the picture
  crowd            ///< many small things move at random, as a crowd does
};
inline constexpr std::array all_disturbances{
    Disturbance::caption_pops,    Disturbance::caption_fades,
    Disturbance::lower_third,     Disturbance::logo,
    Disturbance::player_controls, Disturbance::flash,
    Disturbance::strobe,          Disturbance::flicker,
    Disturbance::exposure,        Disturbance::rain,
    Disturbance::water,           Disturbance::passer_by,
    Disturbance::scrolling_text,  Disturbance::crowd};

const char* disturbance_name(Disturbance disturbance);

/// The disturbance of a film whose source has `rate` frames per second. Those that happen once
/// begin at source frame `start`; the others last from there to the end.
Overlay make_disturbance(Disturbance disturbance, int start, double rate, std::uint64_t seed);

}  // namespace facetrack::testing
