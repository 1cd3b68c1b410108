// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>

#include "shot/mix.hpp"

namespace facetrack {

/// How a frame of a transition is made of the old and the new picture.
enum class Mixing : std::uint8_t {
  dissolve,  ///< both pictures everywhere, as a fade too
  wipe,      ///< an edge moves over both pictures, which stay where they are
  push,      ///< the new picture moves in and pushes the old one out
  cover,     ///< the new picture moves over the old one
  uncover    ///< the old picture moves away from the new one
};

/// Which way an edge or a picture moves.
enum class Way : std::uint8_t {
  right,
  left,
  down,
  up,
  right_down,
  left_down,
  right_up,
  left_up,
  opening,  ///< a circle that grows from the centre of the picture
  closing   ///< a circle that shrinks to the centre
};
inline constexpr std::array edge_ways{Way::right,      Way::left,      Way::down,     Way::up,
                                      Way::right_down, Way::left_down, Way::right_up, Way::left_up,
                                      Way::opening,    Way::closing};
inline constexpr std::array slide_ways{Way::right, Way::left, Way::down, Way::up};
inline constexpr std::array slide_mixings{Mixing::push, Mixing::cover, Mixing::uncover};

struct MixKind {
  Mixing mixing = Mixing::dissolve;
  Way way = Way::right;  ///< of all but a dissolve
  bool operator==(const MixKind&) const = default;
};

/// Does a picture move into or out of the frame?
constexpr bool is_slide(MixKind kind) { return kind.mixing > Mixing::wipe; }

/// As a wipe: b where the edge has passed, a elsewhere. `share` is how far the best edge has come,
/// `left` the error that it leaves over the difference of a and b (luma only).
Mix wipe_mix(const Coarse& a, const Coarse& f, const Coarse& b, Way way);
/// The way that leaves the least error, and that mix.
struct WayMix {
  Way way = Way::right;
  Mix mix;
};
WayMix best_wipe(const Coarse& a, const Coarse& f, const Coarse& b);

/// As a push, cover or uncover in one of slide_ways. Measured as wipe_mix() does.
Mix slide_mix(const Coarse& a, const Coarse& f, const Coarse& b, Mixing mixing, Way way);

/// How far the whole picture moves from `a` to `b` along the way, in parts of its length: negative
/// if it moves against it, 0 if no motion explains the difference.
double shift_along(const Coarse& a, const Coarse& b, Way way);

/// How much stronger the edge between both pictures is in `f` than the other edges of `f`: about 1
/// where a camera pans, more for two pictures that meet. `share`: how far the edge has come.
double seam_contrast(const Coarse& f, Way way, double share);

/// A quarter of a coarse picture, luma only: enough to rule out most slides quickly.
struct Tiny {
  static constexpr int width = thumb_size.width / 4;
  static constexpr int height = thumb_size.height / 4;
  std::array<std::int16_t, std::size_t{width} * height> luma;
};
Tiny tiny(const Coarse& picture);

/// The kind of slide that explains `f` best, by tiny pictures, and what it leaves.
struct SlideGuess {
  MixKind kind;
  double left = 1;
};
SlideGuess guess_slide(const Tiny& a, const Tiny& f, const Tiny& b);

}  // namespace facetrack
