// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "facetrack/frame.hpp"

#include "decode/sparse_decoder.hpp"

namespace facetrack {

/// Reads every frame of a decoder, but lets it skip pictures while little moves. If two decoded
/// pictures are alike, the skipped frames between them show the first one. If they differ (a cut,
/// something that covers a face, much motion), the reader goes back and decodes every frame until
/// little moves again. The result depends only on the video, the frame where reading began and the
/// number of threads of the decoder. One thread at a time.
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
  std::optional<Frame> shown_;  ///< the last decoded picture, and its small copy
  std::optional<Frame> shown_small_;
  std::deque<Frame> ready_;  ///< frames to return next
  bool leaves_out_ = false;
  int alike_in_a_row_ = 0;   ///< consecutive pictures that were alike
  std::int64_t credit_ = 0;  ///< pictures saved by skipping, less the cost of going back
};

/// Pure. True if two small pictures differ so little that the frames between them can be skipped.
bool are_alike(const Frame& a, const Frame& b);

}  // namespace facetrack
