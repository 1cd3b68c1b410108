// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
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
  MediaTime start;          ///< time stamp of the first sample
  bool is_default = false;  ///< marked as default in the container
};

/// The facts about a video that an open decoder knows before it has decoded all of it.
struct MediaInfo {
  std::string path;
  std::string container;           ///< "mov,mp4", "matroska,webm", ...
  std::string codec;               ///< "h264", ...
  std::string pixel_format;        ///< as stored: "yuv420p10le", ...
  int stream_index = 0;            ///< of the chosen video stream
  std::vector<int> video_streams;  ///< indices of all video streams, cover art excluded
  int bit_depth = 8;               ///< of a stored sample; a Frame always has 8 bits
  bool hdr = false;                ///< brightness is stored as PQ or HLG
  int width = 0;                   ///< of the first picture, upright
  int height = 0;
  int rotation = 0;              ///< degrees clockwise that were applied: 0, 90, 180, 270
  Rational sample_aspect{1, 1};  ///< shape of a pixel, upright; boxes count pixels of any shape
  ColorSpace color;
  MediaTime start;                     ///< pts of frame 0; often not zero
  std::optional<MediaTime> duration;   ///< from `start` to the end of the last frame
  std::optional<Rational> frame_rate;  ///< nominal; absent if it varies
  std::optional<std::int64_t> frames;  ///< if known without decoding; may be wrong
  std::vector<AudioInfo> audio;
};

struct DecoderOptions {
  int threads = 0;                      ///< of the codec; 0: one per logical core, at most 16
  int stream_index = -1;                ///< -1: the best video stream; cover art is never chosen
  std::int64_t max_pixels = 1LL << 27;  ///< open_decoder() refuses larger pictures
  /// Wall time. A decoder that gets no data or no picture for this long throws Error(io).
  MediaTime patience{10, {1, 1}};
  /// read() also returns damaged frames, as far as they can be decoded. Nothing marks them.
  bool damaged_too = false;
};

/// A frame at which decoding can begin without the frames before it.
struct KeyFrame {
  std::int64_t index = 0;  ///< in display order
  MediaTime pts;
};

/// The frames of one source in display order. Derive from it to read a pipe or another format.
/// One thread at a time per object; several decoders of one source may work in parallel.
class FACETRACK_EXPORT Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder();

  virtual const MediaInfo& info() const noexcept = 0;

  /// The next frame; after the last one nullopt, until seek() is called. A damaged frame is skipped
  /// and counted; the frames after it keep their index. A frame is damaged if it cannot be decoded,
  /// if the codec reports an error in it, or if it depends on such a frame. Throws Error(io).
  virtual std::optional<Frame> read() = 0;

  /// How often damage was met so far. A damaged packet and its frame may both count.
  virtual std::int64_t skipped_frames() const noexcept { return 0; }

  // Random access. A source that cannot seek does not override the rest; one worker then reads the
  // source from its beginning.

  /// All key frames in order; frame 0 is always the first of them. Empty: the source cannot seek.
  /// The span is valid while the decoder lives.
  virtual std::span<const KeyFrame> key_frames() { return {}; }

  /// The exact number of frames, damaged ones included; nullopt if only reading to the end tells.
  virtual std::optional<std::int64_t> count_frames() { return std::nullopt; }

  /// Index and time of frame `index`, even if the frame is damaged. nullopt if there is no such
  /// frame or the source does not know its time; analyze() then interpolates between neighbours.
  virtual std::optional<FrameTime> time_of([[maybe_unused]] std::int64_t index) const {
    return std::nullopt;
  }

  /// Makes the next read() return frame `index`, or the next good frame if that one is damaged, or
  /// nullopt past the end. Decodes from the key frame before it. Requires: key_frames() is not
  /// empty. Throws Error: io, invalid_argument if index < 0; the default throws unsupported.
  virtual void seek(std::int64_t index);
};

/// Makes a new decoder of one source, for each worker.
using DecoderFactory = std::function<std::unique_ptr<Decoder>()>;

/// Opens a file, or a printf-style image sequence ("img_%04d.png").
/// Throws Error: not_found, unsupported, corrupt_input, io, invalid_argument, naming the file.
FACETRACK_EXPORT std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& file,
                                                       const DecoderOptions& options = {});

/// A factory whose every call calls open_decoder(); from_file() itself opens nothing. If
/// options.threads is 0, each decoder has one thread, because every worker has a decoder.
FACETRACK_EXPORT DecoderFactory from_file(const std::filesystem::path& file,
                                          const DecoderOptions& options = {});

}  // namespace facetrack
