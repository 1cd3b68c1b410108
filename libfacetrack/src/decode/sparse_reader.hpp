// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "facetrack/frame.hpp"

#include "decode/sparse_decoder.hpp"

namespace facetrack {

/// Reads every frame of a decoder, but lets it leave out pictures where little moves: between two
/// pictures that are alike, those that are left out show the first one. Where the two differ, by a
/// cut, something that covers a face or much motion, decoding goes back and leaves nothing out
/// until it is calm again. What is left out depends on nothing but the video, where reading began
/// and how many threads the decoder has. One thread at a time.
class SparseReader {
 public:
  /// Frames are compared as small copies of `size`. The decoder must outlive the reader.
  SparseReader(SparseDecoder& decoder, Size size);

  /// The decoder's next frame.
  std::optional<Frame> next();

 private:
  std::optional<Frame> follow(std::optional<Frame> frame);
  std::optional<Frame> decide(std::optional<Frame> frame);
  std::optional<Frame> go_back();
  void leave_out(bool what_it_can);
  void show(const Frame& frame, Frame thumbnail);

  SparseDecoder& decoder_;
  Size size_;
  std::optional<Frame> shown_;  ///< the last picture that was decoded, and small
  std::optional<Frame> shown_small_;
  std::deque<Frame> ready_;  ///< decided already
  bool leaves_out_ = false;
  int calm_ = 0;             ///< pictures in a row that were alike
  std::int64_t credit_ = 0;  ///< pictures that were saved, less those that going back cost
};

/// Pure. Does so little differ between two small pictures that those between them can be left out?
bool are_alike(const Frame& a, const Frame& b);

}  // namespace facetrack
