// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

struct AudioInfo {
  int stream_index = 0;
  std::string codec;
  int channels = 0;
  int sample_rate = 0;
  MediaTime start;
  bool is_default = false;
};

/// What the container and its packets say, and the size of the first picture.
struct MediaInfo {
  std::string path;
  std::string container;           ///< "mov,mp4", "matroska,webm", ...
  std::string codec;               ///< "h264", ...
  std::string pixel_format;        ///< as stored: "yuv420p10le", ...
  int stream_index = 0;            ///< of the chosen video stream
  std::vector<int> video_streams;  ///< all that could be chosen; cover art is none of them
  int bit_depth = 8;               ///< of a stored sample; frames have 8 bits whatever it is
  bool hdr = false;                ///< brightness is stored as PQ or HLG
  int width = 0;                   ///< of the decoded, upright picture
  int height = 0;
  int rotation = 0;              ///< degrees clockwise that were applied: 0, 90, 180, 270
  Rational sample_aspect{1, 1};  ///< of the upright picture; boxes stay in stored pixels
  ColorSpace color;
  MediaTime start;                     ///< pts of the first frame shown; often not zero
  std::optional<MediaTime> duration;   ///< unknown for broken files
  std::optional<Rational> frame_rate;  ///< nominal; absent when variable
  std::optional<std::int64_t> frames;  ///< as far as the container knows
  std::vector<AudioInfo> audio;
};

struct DecoderOptions {
  int threads = 0;                      ///< of the codec; 0: one per logical core
  int stream_index = -1;                ///< -1: the best video stream; cover art is never chosen
  std::int64_t max_pixels = 1LL << 27;  ///< larger pictures are refused
  double stall_seconds = 10.0;          ///< give up when the input yields nothing for this long
  /// Pictures that lie between others (B frames) are not smoothed at the edges of their blocks: a
  /// tenth to a third less work for pictures to look for something in, not to show.
  bool rough = false;
  /// Also gives the pictures of damaged frames, as far as they can be decoded.
  bool damaged_too = false;
};

/// A place where decoding can begin without what lies before it.
struct KeyFrame {
  std::int64_t index = 0;  ///< of the frame, display order
  MediaTime pts;
};

/// Reads frames in display order. Not thread-safe: one thread at a time; several decoders of
/// one file may run in parallel.
class FACETRACK_EXPORT Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder();

  virtual const MediaInfo& info() const noexcept = 0;

  /// The next frame, or nullopt at the end (and on every later call).
  /// A damaged frame is skipped and counted, not thrown; the frames after it keep their index.
  /// A frame is damaged if it cannot be decoded, if the codec reports an error in it, or if it
  /// comes after such a frame and before the next key frame. Throws Error(io).
  virtual std::optional<Frame> read() = 0;

  /// The next read() returns frame `index` exactly, with that index; past the end: nullopt. Where
  /// that frame is damaged: the next good one. Costs decoding from the key frame before it.
  /// Throws Error(io).
  virtual void seek(std::int64_t index) = 0;

  /// Asks for less work from now on: pictures that no other depends on (most B frames) may be left
  /// out. In the place of such a one read() gives the picture before it, the same pixels with the
  /// index and time of what was left out. What seek() leads to is always decoded. Not every decoder
  /// and codec can.
  virtual void leave_out([[maybe_unused]] bool what_it_can) {}

  /// Where decoding can begin, in order; at least the first frame. From a scan of the file's
  /// packets when it is opened (no decoding); decoders of one file share it.
  virtual const std::vector<KeyFrame>& key_frames() = 0;

  /// Exact number of frames by the packet scan of key_frames(); damaged ones included.
  virtual std::int64_t count_frames() = 0;

  /// Index and time of frame `index` by the same scan, also if the frame is damaged. nullopt if the
  /// frame does not exist, or if the decoder cannot tell (the container has no times): analyze()
  /// then interpolates between the neighbours.
  virtual std::optional<FrameTime> time_of([[maybe_unused]] std::int64_t index) const {
    return std::nullopt;
  }

  /// Damaged packets and frames passed over so far.
  virtual std::int64_t skipped_frames() const noexcept = 0;
};

/// Opens a file, or a printf-style image sequence ("img_%04d.png").
/// Throws Error: not_found, unsupported or corrupt_input, naming the file and the cause.
FACETRACK_EXPORT std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& file,
                                                       const DecoderOptions& options = {});

}  // namespace facetrack
