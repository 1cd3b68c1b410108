// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"

#include "core/pending_file.hpp"
#include "encode/clip_check.hpp"
#include "encode/clip_source.hpp"
#include "encode/muxer.hpp"
#include "encode/sound_cut.hpp"
#include "picture/crop.hpp"

namespace facetrack::media {

/// Throws Error(invalid_argument) if the encoder refuses the quality or the preset. A job asks this
/// before it analyses a video, because the encoder is opened only afterwards.
void require_encoder(const ClipWriterOptions& options);

/// Encodes one clip: takes frames, makes a checked file.
class ClipOutput {
 public:
  ClipOutput(const ClipSource& source, const ClipPlan& plan, std::filesystem::path file,
             const ClipWriterOptions& options, const Frame& first);

  /// Adds the next frame of the plan; each in order, exactly once.
  void push(const Frame& frame);
  /// Completes the file, reads it back, compares it with the frames and gives it its name. Throws
  /// Error(io) if it differs from what was requested.
  WrittenClip finish();

 private:
  bool constant_rate() const noexcept { return !plan_.shows.empty(); }
  void open_encoder(const Frame& first);
  void write_picture(const Frame& picture, std::int64_t pts);
  Frame picture_for(const Frame& frame) const;
  void encode(const AVFrame* frame);
  void write_pending(std::optional<std::int64_t> end);

  const ClipSource& source_;
  const ClipPlan& plan_;
  const ClipWriterOptions& options_;
  files::PendingFile file_;
  Muxer muxer_;
  int width_ = 0;
  int height_ = 0;
  Fill fill_{};
  CodecPtr encoder_;
  AVStream* stream_ = nullptr;
  std::vector<std::unique_ptr<SoundCut>> sounds_;
  PacketPtr packet_ = make_packet();
  PacketPtr pending_ = make_packet();  ///< held until it is known whether it is the last one
  bool has_pending_ = false;
  std::optional<std::int64_t> first_dts_;
  MediaTime begin_;
  MediaTime end_;
  std::int64_t taken_ = 0;  ///< frames of the source
  std::int64_t count_ = 0;  ///< pictures written
  std::int64_t last_pts_ = -1;
  Signature first_{};
  Signature last_{};
};

}  // namespace facetrack::media
