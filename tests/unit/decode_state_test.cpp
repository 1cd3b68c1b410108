// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/decode_state.hpp"

#include <gtest/gtest.h>

namespace facetrack::media {
namespace {

TEST(DecodeState, believes_a_jump_once_a_key_packet_has_the_known_time) {
  DecodeState state;
  EXPECT_TRUE(state.is_from_beginning());
  state.read_key_packet(false);
  EXPECT_FALSE(state.has_failed_jump()) << "without a jump no time is doubted";
  for (const bool has_known_time : {true, false}) {
    state.jump_to_key_frame();
    EXPECT_TRUE(state.has_unchecked_jump());
    EXPECT_FALSE(state.is_from_beginning());
    state.read_key_packet(has_known_time);
    EXPECT_FALSE(state.has_unchecked_jump());
    EXPECT_EQ(state.has_failed_jump(), !has_known_time);
    state.read_key_packet(!has_known_time);
    EXPECT_EQ(state.has_failed_jump(), !has_known_time) << "the first key packet decides";
  }
  state.start_at_beginning();
  EXPECT_FALSE(state.has_failed_jump());
  EXPECT_TRUE(state.is_from_beginning());
}

TEST(DecodeState, begins_anew_after_the_end) {
  DecodeState state;
  state.send_end();
  EXPECT_TRUE(state.has_sent_end());
  EXPECT_FALSE(state.is_at_end()) << "the codec still holds frames";
  state.reach_end();
  EXPECT_TRUE(state.is_at_end());
  state.jump_to_key_frame();
  EXPECT_FALSE(state.has_sent_end());
  EXPECT_FALSE(state.is_at_end());
}

TEST(DecodeState, goes_on_only_from_frames_that_are_complete_and_smoothed_alike) {
  DecodeState state;
  EXPECT_TRUE(state.can_go_on());
  state.change_smoothing();
  EXPECT_FALSE(state.can_go_on());
  EXPECT_FALSE(state.has_gaps());
  state.leave_out_frame();
  state.change_smoothing();
  EXPECT_TRUE(state.has_gaps()) << "a gap stays one";
  EXPECT_FALSE(state.can_go_on());
  state.jump_to_key_frame();
  EXPECT_TRUE(state.can_go_on());
  EXPECT_FALSE(state.has_gaps());
}

}  // namespace
}  // namespace facetrack::media
