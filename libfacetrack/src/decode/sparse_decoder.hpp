// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/decoder.hpp"

namespace facetrack {

/// A decoder that can save work on frames that are analysed but not shown. Pipelines look for it
/// with dynamic_cast and read any other decoder frame by frame.
class SparseDecoder : public Decoder {
 public:
  /// From the next seek() on, B-frames are decoded without the deblocking filter, which saves a
  /// tenth to a third of the work.
  virtual void skip_smoothing() = 0;

  /// From the next packet on, lets the decoder skip frames that no other frame references (most
  /// B-frames). For a skipped frame, read() returns the previous picture with the skipped frame's
  /// index and time. The frame that seek() asks for is always decoded.
  virtual void leave_out(bool what_it_can) = 0;
};

}  // namespace facetrack
