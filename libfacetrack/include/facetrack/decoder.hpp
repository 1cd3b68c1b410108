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
  MediaTime start;
  bool is_default = false;
};

/// A video as its container and packets describe it. The size is that of the first picture.
struct MediaInfo {
  std::string path;
  std::string container;           ///< "mov,mp4", "matroska,webm", ...
  std::string codec;               ///< "h264", ...
  std::string pixel_format;        ///< as stored: "yuv420p10le", ...
  int stream_index = 0;            ///< of the chosen video stream
  std::vector<int> video_streams;  ///< indices of all video streams, cover art excluded
  int bit_depth = 8;               ///< of a stored sample; a Frame always has 8 bits
  bool hdr = false;                ///< brightness is stored as PQ or HLG
  int width = 0;                   ///< of the decoded, upright picture
  int height = 0;
  int rotation = 0;              ///< degrees clockwise that were applied: 0, 90, 180, 270
  Rational sample_aspect{1, 1};  ///< of the upright picture; boxes stay in stored pixels
  ColorSpace color;
  MediaTime start;                     ///< pts of the first frame shown; often not zero
  std::optional<MediaTime> duration;   ///< absent if the file does not state it
  std::optional<Rational> frame_rate;  ///< nominal; absent if it varies
  std::optional<std::int64_t> frames;  ///< as the container states it; may be wrong
  std::vector<AudioInfo> audio;
};

struct DecoderOptions {
  int threads = 0;                      ///< of the codec; 0: one per logical core
  int stream_index = -1;                ///< -1: the best video stream; cover art is never chosen
  std::int64_t max_pixels = 1LL << 27;  ///< larger pictures are refused
  /// The decoder gives up if the input yields nothing for this long.
  MediaTime patience{10, {1, 1}};
  /// Also gives the pictures of damaged frames, as far as they can be decoded.
  bool damaged_too = false;
};

/// A frame at which decoding can begin without the frames before it.
struct KeyFrame {
  std::int64_t index = 0;  ///< in display order
  MediaTime pts;
};

/// Gives the frames of one source in display order: a file, a pipe, a format of the caller's own.
/// One thread at a time per object; several decoders of one source may work in parallel.
class FACETRACK_EXPORT Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder();

  virtual const MediaInfo& info() const noexcept = 0;

  /// The next frame; nullopt at the end and on every later call. A damaged frame is skipped and
  /// counted; the frames after it keep their index. A frame is damaged if it cannot be decoded, if
  /// the codec reports an error in it, or if it depends on such a frame. Throws Error(io).
  virtual std::optional<Frame> read() = 0;

  /// The number of damaged packets and frames skipped so far.
  virtual std::int64_t skipped_frames() const noexcept { return 0; }

  // Random access. A source that cannot seek does not override the rest; one worker then reads the
  // source from its beginning.

  /// All key frames in order, the first frame included. Empty: the source cannot seek. The span is
  /// valid while the decoder lives.
  virtual std::span<const KeyFrame> key_frames() { return {}; }

  /// The exact number of frames, damaged ones included; nullopt if it is known at the end only.
  virtual std::optional<std::int64_t> count_frames() { return std::nullopt; }

  /// Index and time of frame `index`, even if the frame is damaged. nullopt if there is no such
  /// frame or the source does not know its time; analyze() then interpolates between neighbours.
  virtual std::optional<FrameTime> time_of([[maybe_unused]] std::int64_t index) const {
    return std::nullopt;
  }

  /// Makes the next read() return frame `index`, or the next good frame if that one is damaged, or
  /// nullopt past the end. Decodes from the key frame before it. Requires: key_frames() is not
  /// empty. Throws Error(io); the default throws Error(unsupported).
  virtual void seek(std::int64_t index);
};

/// Makes a new decoder of one source, for each worker.
using DecoderFactory = std::function<std::unique_ptr<Decoder>()>;

/// Opens a file, or a printf-style image sequence ("img_%04d.png").
/// Throws Error: not_found, unsupported or corrupt_input, naming the file and the cause.
FACETRACK_EXPORT std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& file,
                                                       const DecoderOptions& options = {});

/// A factory that calls open_decoder(). If options.threads is 0, each decoder has one thread,
/// because every worker has a decoder.
FACETRACK_EXPORT DecoderFactory from_file(const std::filesystem::path& file,
                                          const DecoderOptions& options = {});

}  // namespace facetrack
