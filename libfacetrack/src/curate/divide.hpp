// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace facetrack::curation {

/// Elements from `begin` to before `end`.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool whole = true;  ///< false: left over, too short for a piece
  bool operator==(const Piece&) const = default;
};

/// Pure. Divides a sequence of frames into pieces that last from `least` to `most` seconds. As few
/// frames as possible are left over; then there are as few pieces as possible; then the sum of the
/// unrest at the places of division is least. `times`: when each frame begins, and when the last
/// one ends. `unrest`: of each frame, how bad it is to begin a piece there. The pieces, with what
/// is left over, are every frame once, in order.
std::vector<Piece> divide(std::span<const double> times, std::span<const float> unrest,
                          double least, double most);

}  // namespace facetrack::curation
