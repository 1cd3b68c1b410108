// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "decode/input.hpp"
#include "encode/muxer.hpp"

extern "C" {
#include <libswresample/swresample.h>
}

namespace facetrack::media {

/// Seconds decoded before the cut, because sound codecs need some packets to be exact: Opus 80 ms,
/// AAC two blocks, MP3 its bit reservoir.
inline constexpr double preroll_seconds = 0.3;
/// Smaller gaps are rounding of packet times (milliseconds in Matroska); real gaps are kept.
inline constexpr double gap_seconds = 0.02;

struct SwrCloser {
  void operator()(SwrContext* context) const noexcept { swr_free(&context); }
};
using SwrPtr = std::unique_ptr<SwrContext, SwrCloser>;

struct SoundFormat {
  const char* codec;    ///< FFmpeg's name
  int sample_rate = 0;  ///< 0: as in the source
};

/// Cuts one sound track with sample accuracy and encodes it into a clip, step by step. Fills gaps
/// in the source with silence, so that the sound is always as long as the picture.
class SoundCut {
 public:
  /// The clip begins at `begin` on the file's clock. Throws Error.
  SoundCut(const std::filesystem::path& source, int stream, MediaTime begin,
           const SoundFormat& format, Muxer& muxer, const DecoderOptions& options);

  /// Writes everything before `end`.
  void advance(MediaTime end);
  /// Writes the rest up to `end` and finishes the stream.
  void finish(MediaTime end);

  std::int64_t samples() const noexcept { return written_; }
  int sample_rate() const noexcept { return encoder_->sample_rate; }
  int stream_index() const noexcept { return stream_->index; }

 private:
  void open_decoder(MediaTime begin);
  void open_encoder(const SoundFormat& format, Muxer& muxer);
  bool decode_block();
  std::int64_t place_block();
  void fit_converter();
  void convert(std::int64_t skip);
  int sample_bytes() const;
  void silence(std::int64_t count);
  void fill_until(std::int64_t position);
  void encode(int count);
  void send(const AVFrame* frame);
  std::int64_t position_of(MediaTime time) const;

  std::filesystem::path source_;
  int source_stream_;
  Input input_;
  CodecPtr decoder_;
  CodecPtr encoder_;
  SwrPtr swr_;
  Muxer& muxer_;
  AVStream* stream_ = nullptr;
  PacketPtr packet_ = make_packet();
  FramePtr block_ = make_frame();
  std::vector<std::vector<std::uint8_t>> queue_;  ///< planes of samples waiting to be encoded
  std::int64_t begin_ = 0;    ///< of the clip, in samples of the output rate on the file's clock
  std::int64_t queued_ = 0;   ///< samples in queue_
  std::int64_t written_ = 0;  ///< samples given to the encoder
  std::optional<std::int64_t> block_place_;  ///< of the current block, in samples of the clip
  int swr_rate_ = 0;
  int swr_format_ = -1;
  int swr_channels_ = 0;
  std::optional<std::int64_t>
      next_source_;  ///< where the next block should begin, in samples of the source rate
  bool source_done_ = false;
};

}  // namespace facetrack::media
