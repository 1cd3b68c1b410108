// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/decoder.hpp"

namespace facetrack {

/// A decoder that can do less work for frames to look for something in, not to show. Pipelines ask
/// for it with dynamic_cast and read any other decoder frame by frame.
class SparseDecoder : public Decoder {
 public:
  /// From the next seek() on, frames that lie between others (B-frames) are not smoothed at the
  /// edges of their blocks: a tenth to a third less work.
  virtual void skip_smoothing() = 0;

  /// From the next packet on, lets the decoder leave out frames that no other frame references
  /// (most B-frames). For such a frame read() gives the previous picture with the index and time of
  /// the frame that was left out. The frame that seek() asks for is always decoded.
  virtual void leave_out(bool what_it_can) = 0;
};

}  // namespace facetrack
