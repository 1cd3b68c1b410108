// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "facetrack/frame.hpp"
#include "facetrack/time.hpp"

namespace facetrack::testing {

struct SoundSpec {
  std::string codec = "aac";  ///< aac, flac, opus, mp2, ...
  int sample_rate = 48000;
  int channels = 1;
  double start = 0;  ///< seconds, on the file's clock
  double end = -1;   ///< seconds, on the file's clock; -1: as long as the video
  bool is_default = true;
};

struct VideoSpec {
  int width = 320;
  int height = 180;
  Rational rate{25, 1};
  std::vector<std::int64_t> pts;  ///< of each frame, for variable rates; empty: by `rate`
  Rational time_base{1, 1000};    ///< of `pts`
  double start = 0;               ///< seconds on the file's clock at which the video begins
  int rotation = 0;               ///< clockwise turn that players apply: 0, 90, 180, 270
  Rational sample_aspect{1, 1};
  ColorSpace color{};
  std::string codec = "h264";  ///< h264, hevc, mpeg4, mpeg2video, vp9, vp8, ffv1, mjpeg, ...
  std::string pixel_format = "yuv420p";
  int crf = 20;
  int gop = 50;
  int b_frames = 2;
  bool interlaced = false;
  std::vector<SoundSpec> sounds;
};

/// The picture of a frame: bgr24, of the spec's size (as stored, before rotation).
using Render = std::function<Frame(std::int64_t index)>;
/// A sample in [-1, 1] of a sound track, `seconds` after the first frame of the video.
using Sound = std::function<float(int track, double seconds)>;

/// Writes a video of `frames` frames; the ending of `file` chooses the container. Holds a few
/// frames at a time. Throws Error.
void write_test_video(const std::filesystem::path& file, const VideoSpec& spec, std::int64_t frames,
                      const Render& render, const Sound& sound = {});

/// Frames that carry their number as a bar code (barcode.hpp) over a moving background, and a white
/// square in the lower right corner on the first frame of every whole second.
Render numbered_frames(const VideoSpec& spec);
/// Is the square of numbered_frames() lit?
bool has_flash(const Frame& frame);

/// A short click at every whole second after the first frame.
float clicks(int track, double seconds);

}  // namespace facetrack::testing
