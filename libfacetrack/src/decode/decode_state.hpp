// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>

namespace facetrack::media {

/// Where a decoder stands in its stream. Every transition is a function of this class: decoding
/// begins at the start of the file or jumps to a key frame, and continues until no frame is left.
class DecodeState {
 public:
  /// The next packet is the first one of the file.
  void start_at_beginning() { *this = {}; }
  /// The next packet is near a key frame. Only a key packet's time tells whether the jump
  /// succeeded.
  void jump_to_key_frame() {
    *this = {};
    origin_ = Origin::unchecked_jump;
  }
  /// A key packet was read. `has_known_time`: its time is the one in the index.
  void read_key_packet(bool has_known_time) {
    if (!has_unchecked_jump()) return;
    origin_ = has_known_time ? Origin::jump : Origin::failed_jump;
  }
  /// The codec got every packet. It still holds frames.
  void send_end() { left_ = Left::frames; }
  void reach_end() { left_ = Left::nothing; }
  /// From the next packet on the codec smooths less.
  void change_smoothing() {
    if (kept_ == Kept::everything) kept_ = Kept::old_smoothing;
  }
  void leave_out_frame() { kept_ = Kept::some_frames; }

  /// No frame lies between the start of the file and the first one decoded.
  bool is_from_beginning() const { return origin_ == Origin::beginning; }
  bool has_unchecked_jump() const { return origin_ == Origin::unchecked_jump; }
  /// The container counts times differently after a jump: frames have no known place.
  bool has_failed_jump() const { return origin_ == Origin::failed_jump; }
  bool has_sent_end() const { return left_ == Left::frames; }
  bool is_at_end() const { return left_ == Left::nothing; }
  /// Frames were left out since decoding began.
  bool has_gaps() const { return kept_ == Kept::some_frames; }
  /// A seek may use the frames decoded so far and those that follow them.
  bool can_go_on() const { return kept_ == Kept::everything; }

 private:
  enum class Origin : std::uint8_t { beginning, unchecked_jump, jump, failed_jump };
  enum class Left : std::uint8_t { packets, frames, nothing };
  enum class Kept : std::uint8_t { everything, old_smoothing, some_frames };

  Origin origin_ = Origin::beginning;
  Left left_ = Left::packets;
  Kept kept_ = Kept::everything;  ///< since decoding began
};

}  // namespace facetrack::media
