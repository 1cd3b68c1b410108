// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/cadence.hpp"

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

/// Shows source frame floor(i * from / to) in frame i.
std::vector<Shown> converted(int source_frames, int from, int to) {
  std::vector<Shown> out;
  for (int i = 0; i * from / to < source_frames; ++i) out.push_back({i * from / to, i * from / to});
  return out;
}

/// Fields A A, B B, B C, C D, D D of each four frames.
std::vector<Shown> pulldown(int source_frames) {
  std::vector<Shown> out;
  for (int first = 0; first + 3 < source_frames; first += 4) {
    for (const auto [top, bottom] : {std::array{0, 0}, {1, 1}, {1, 2}, {2, 3}, {3, 3}})
      out.push_back({first + top, first + bottom});
  }
  return out;
}

}  // namespace

const char* cadence_name(Cadence cadence) {
  constexpr const char* names[] = {"plain",    "24 in 30",     "25 in 30", "15 in 30",
                                   "12 in 24", "pulldown",     "25 in 50", "irregular",
                                   "dropped",  "variable rate"};
  return names[static_cast<int>(cadence)];
}

double source_rate(Cadence cadence) {
  switch (cadence) {
    case Cadence::film_in_30:
    case Cadence::pulldown:
      return 24;
    case Cadence::half_in_30:
      return 15;
    case Cadence::twos:
      return 12;
    case Cadence::variable_rate:
      return 60;
    case Cadence::plain:
    case Cadence::pal_in_30:
    case Cadence::doubled:
    case Cadence::irregular:
    case Cadence::dropped:
      break;
  }
  return 25;
}

std::vector<Shown> shown_frames(Cadence cadence, int source_frames, std::uint64_t seed) {
  Random random(seed);
  std::vector<Shown> out;
  switch (cadence) {
    case Cadence::plain:
      return converted(source_frames, 1, 1);
    case Cadence::film_in_30:
      return converted(source_frames, 4, 5);
    case Cadence::pal_in_30:
      return converted(source_frames, 5, 6);
    case Cadence::half_in_30:
    case Cadence::twos:
    case Cadence::doubled:
      return converted(source_frames, 1, 2);
    case Cadence::pulldown:
      return pulldown(source_frames);
    case Cadence::irregular:
      for (int i = 0; i < source_frames; ++i) {
        const std::uint32_t times = random.next() % 7 == 0 ? 2 + random.next() % 3 : 1;
        out.insert(out.end(), times, {i, i});
      }
      break;
    case Cadence::dropped:
      for (int i = 0; i < source_frames; ++i)
        if (random.next() % 10 != 0) out.push_back({i, i});
      break;
    case Cadence::variable_rate: {
      constexpr std::array<int, 8> steps{1, 2, 2, 2, 2, 3, 3, 5};
      for (int i = 0; i < source_frames; i += steps[random.next() % steps.size()])
        out.push_back({i, i});
      break;
    }
  }
  return out;
}

}  // namespace facetrack::testing
