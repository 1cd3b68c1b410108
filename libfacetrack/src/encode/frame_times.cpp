// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/frame_times.hpp"

#include "encode/clip_source.hpp"

namespace facetrack::media {

std::vector<MediaTime> frame_times(const std::filesystem::path& file, const MediaInfo& info) {
  ClipWriterOptions options;
  options.audio = ClipWriterOptions::Audio::none;
  options.stream_index = info.stream_index;
  DecoderOptions decoding;
  decoding.stream_index = info.stream_index;
  const ClipSource source = describe_source(file, info, decoding, options);
  std::vector<MediaTime> times;
  times.reserve(static_cast<std::size_t>(source.index->frames) + 1);
  for (std::int64_t i = 0; i < source.index->frames; ++i) times.push_back(source.time_of(i).pts);
  if (!times.empty()) {
    const FrameTime last = source.time_of(source.index->frames - 1);
    times.push_back(last.pts + last.duration);
  }
  return times;
}

}  // namespace facetrack::media
