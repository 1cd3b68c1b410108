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
  int width = 0;  ///< both are made even by leaving a column or row out
  int height = 0;
  Rational rate{25, 1};
  Rational sample_aspect{1, 1};
  ColorSpace color;
  int crf = 14;  ///< H.264; 14 keeps talking heads above 44 dB
  std::string preset = "fast";
};

/// Writes frames out of memory at a constant rate as H.264 in MP4, with sound as AAC.
class FrameWriter {
 public:
  /// `file` is written as it is; `shown_as` is its name in messages. `sound` may be null.
  FrameWriter(const std::filesystem::path& file, std::string shown_as,
              const FrameWriterOptions& options, const SoundClip* sound);
  ~FrameWriter();
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  /// The next frame; yuv420p goes in as it is, bgr24 is converted. Its own time is not looked at.
  void push(const Frame& frame);
  void finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace facetrack::media
