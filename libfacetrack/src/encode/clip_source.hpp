// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"

#include "decode/input.hpp"
#include "decode/packet_index.hpp"
#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// The properties that all clips of one source share.
struct ClipSource {
  std::filesystem::path file;
  MediaInfo info;
  DecoderOptions decoding;
  std::shared_ptr<const PacketIndex> index;
  std::shared_ptr<const Input>
      streams;          ///< only its streams are used, so they stay as they were found
  Rational base{1, 1};  ///< of the video's times
  Rational average_rate{25, 1};
  // The colour tags as the container has them; the matrix and range are in `info`.
  AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
  AVColorTransferCharacteristic transfer = AVCOL_TRC_UNSPECIFIED;
  std::vector<int> sounds;     ///< stream indices that go into the clips
  bool copies_to_mp4 = false;  ///< MP4 can hold all streams unchanged

  FrameTime time_of(std::int64_t frame) const { return index->time(frame, base, average_rate); }
};

/// Throws Error(invalid_argument) when there is no such sound track.
ClipSource describe_source(const std::filesystem::path& file, const MediaInfo& info,
                           const DecoderOptions& decoding, const ClipWriterOptions& options);

}  // namespace facetrack::media
