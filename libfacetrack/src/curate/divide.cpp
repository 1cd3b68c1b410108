// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/divide.hpp"

#include <compare>
#include <tuple>

namespace facetrack::curation {
namespace {

/// Rounding of times must not make a piece of exactly the shortest length too short.
constexpr double tolerance = 1e-6;

/// The best division of the frames before a place.
struct Best {
  std::size_t lost = 0;    ///< frames left over
  std::size_t pieces = 0;  ///< number of pieces
  double unrest = 0;
  std::size_t from = 0;  ///< where its last piece begins; the place itself: a frame is left over

  bool better_than(const Best& other) const {
    return std::tie(lost, pieces, unrest) < std::tie(other.lost, other.pieces, other.unrest);
  }
};

}  // namespace

std::vector<Piece> divide(std::span<const double> times, std::span<const float> unrest,
                          double least, double most) {
  const std::size_t count = unrest.size();
  std::vector<Best> best(count + 1);
  std::size_t earliest = 0;  // where the longest piece that ends here begins
  for (std::size_t end = 1; end <= count; ++end) {
    best[end] = best[end - 1];
    ++best[end].lost;
    best[end].from = end;
    while (times[end] - times[earliest] > most + tolerance) ++earliest;
    for (std::size_t begin = earliest; begin < end; ++begin) {
      if (times[end] - times[begin] < least - tolerance) break;
      Best with = best[begin];
      ++with.pieces;
      with.unrest += begin > 0 ? static_cast<double>(unrest[begin]) : 0;
      with.from = begin;
      if (with.better_than(best[end])) best[end] = with;
    }
  }
  std::vector<Piece> pieces;
  for (std::size_t end = count; end > 0;) {
    const std::size_t from = best[end].from;
    if (from < end) {
      pieces.push_back({from, end, true});
      end = from;
      continue;
    }
    std::size_t begin = end;
    while (begin > 0 && best[begin].from == begin) --begin;
    pieces.push_back({begin, end, false});
    end = begin;
  }
  return {pieces.rbegin(), pieces.rend()};
}

}  // namespace facetrack::curation
