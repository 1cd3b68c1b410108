// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "facetrack/decoder.hpp"
#include "facetrack/frame.hpp"

#include "encode/sound_clip.hpp"

namespace facetrack::media {

struct FrameWriterOptions {
  int width = 0;  ///< an odd last column or row is left out
  int height = 0;
  Rational rate{25, 1};
  Rational sample_aspect{1, 1};
  ColorSpace color;
  int crf = 14;  ///< H.264; 14 gives talking heads more than 44 dB
  std::string preset = "fast";
};

/// Writes frames from memory at a constant rate as H.264 in MP4, with sound as AAC.
class FrameWriter {
 public:
  /// Writes to `file`; messages name it `shown_as`. `sound` may be null.
  FrameWriter(const std::filesystem::path& file, std::string shown_as,
              const FrameWriterOptions& options, const SoundClip* sound);
  ~FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  /// Adds a frame; yuv420p is encoded unchanged, bgr24 is converted. The time of the frame is
  /// ignored.
  void push(const Frame& frame);
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace facetrack::media
