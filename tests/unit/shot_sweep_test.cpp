// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Transitions of every kind and length between rendered scenes with moving content and grain.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/shot.hpp"

#include "support/moving_picture.hpp"
#include "support/shot_truth.hpp"
#include "support/thorough.hpp"

namespace facetrack {
namespace {

using testing::MovingPicture;
using testing::render;
using testing::thorough;

enum class Kind { dissolve, fade, white, wipe_right, wipe_left, wipe_down, wipe_up };
constexpr std::array kinds{Kind::dissolve,  Kind::fade,      Kind::white,  Kind::wipe_right,
                           Kind::wipe_left, Kind::wipe_down, Kind::wipe_up};
constexpr std::array rates{12.5, 25.0, 50.0};  // frames per second
constexpr int shot_frames = 40;                // pure frames before and after

/// As large as a thumbnail, so that a sweep takes seconds.
Frame scene(int seed, double rate, std::int64_t index) {
  MovingPicture picture;
  picture.seed = seed;
  picture.grain = 1;
  picture.width = 64;
  picture.height = 36;
  return render(picture, static_cast<double>(index) * 25 / rate, index);
}

Frame mixed(Kind kind, const Frame& a, const Frame& b, double share) {
  switch (kind) {
    case Kind::wipe_right:
      return testing::wipe(a, b, 1, 0, share);
    case Kind::wipe_left:
      return testing::wipe(b, a, 1, 0, 1 - share);
    case Kind::wipe_down:
      return testing::wipe(a, b, 0, 1, share);
    case Kind::wipe_up:
      return testing::wipe(b, a, 0, 1, 1 - share);
    case Kind::dissolve:
    case Kind::fade:
    case Kind::white:
      break;
  }
  return testing::blend(a, b, share);
}

struct Clip {
  std::vector<Frame> frames;
  std::int64_t first_mixed = 0;
  std::int64_t next_shot = 0;
};

Clip clip(Kind kind, int length, double rate, int seed) {
  Clip out;
  out.first_mixed = shot_frames;
  out.next_shot = shot_frames + length;
  for (std::int64_t i = 0; i < 2 * shot_frames + length; ++i) {
    const Frame a = scene(seed, rate, i);
    const bool plain = kind == Kind::fade || kind == Kind::white;
    const Frame b = plain ? testing::flat_picture(64, 36, kind == Kind::fade ? 16 : 235, i)
                          : scene(seed + 1, rate, i);
    const double share = static_cast<double>(i - shot_frames + 1) / (length + 1);
    out.frames.push_back(mixed(kind, a, b, std::clamp(share, 0.0, 1.0)));
  }
  return out;
}

TEST(ShotSweep, finds_gradual_transitions_of_every_kind_length_and_frame_rate) {
  int wanted = 0;
  int found = 0;
  int exact = 0;
  int seed = 1;
  std::string wrong;
  for (const Kind kind : kinds) {
    for (const int length : {4, 6, 9, 14, 22, 35, 60}) {
      for (const double rate : rates) {
        seed += 2;
        if (seed / 2 % thorough(1, 4) != 0) continue;
        const Clip video = clip(kind, length, rate, seed);
        const auto detector = make_shot_detector();
        const auto transitions = testing::all_transitions(*detector, video.frames);
        ++wanted;
        const bool one = transitions.size() == 1 && transitions[0].kind != TransitionKind::cut;
        found += one ? 1 : 0;
        const bool ends = one && std::abs(transitions[0].first_mixed - video.first_mixed) <= 2 &&
                          std::abs(transitions[0].next_shot - video.next_shot) <= 2;
        exact += ends ? 1 : 0;
        if (ends) continue;
        wrong += "\nkind " + std::to_string(static_cast<int>(kind)) + ", " +
                 std::to_string(length) + " frames at " + std::to_string(rate) + ", seed " +
                 std::to_string(seed) + ":";
        for (const Transition& t : transitions)
          wrong += " " + std::to_string(static_cast<int>(t.kind)) + " [" +
                   std::to_string(t.first_mixed) + ", " + std::to_string(t.next_shot) + ")";
      }
    }
  }
  RecordProperty("found", found);
  EXPECT_GE(found, 0.95 * wanted) << found << " of " << wanted << wrong;
  EXPECT_GE(exact, 0.95 * found) << exact << " of " << found << wrong;
}

TEST(ShotSweep, finds_cuts_but_no_flashes_at_every_frame_rate) {
  for (const double rate : rates) {
    for (int length = 1; length <= 4; ++length) {
      std::vector<Frame> frames;
      const int seed = 300 + 2 * length;
      const std::int64_t cut = 90;
      for (std::int64_t i = 0; i < 150; ++i) {
        Frame frame = scene(i < cut ? seed : seed + 1, rate, i);
        const Frame light = testing::flat_picture(64, 36, 235, i);
        const bool flash = (i >= 30 && i < 30 + length) || (i >= 120 && i < 120 + length);
        frames.push_back(flash ? testing::blend(frame, light, 0.7) : frame);
      }
      const auto detector = make_shot_detector();
      const auto found = testing::all_transitions(*detector, frames);
      ASSERT_EQ(found.size(), 1U) << length << " frames of flash at " << rate;
      EXPECT_EQ(found[0].next_shot, cut);
      EXPECT_EQ(found[0].kind, TransitionKind::cut);
    }
  }
}

TEST(ShotSweep, a_frame_blended_of_both_shots_belongs_to_neither) {
  for (const double share : {0.3, 0.5, 0.7}) {
    std::vector<Frame> frames;
    for (std::int64_t i = 0; i < 60; ++i) {
      const Frame a = scene(401, 25, i);
      const Frame b = scene(402, 25, i);
      frames.push_back(i < 30 ? a : i == 30 ? testing::blend(a, b, share) : b);
    }
    const auto detector = make_shot_detector();
    const auto found = testing::all_transitions(*detector, frames);
    ASSERT_EQ(found.size(), 1U) << share;
    EXPECT_EQ(found[0].first_mixed, 30);
    EXPECT_EQ(found[0].next_shot, 31);
  }
}

}  // namespace
}  // namespace facetrack
