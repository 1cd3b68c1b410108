// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/source_warnings.hpp"

#include "facetrack/log.hpp"

namespace facetrack {

void warn_about_video_streams(const MediaInfo& source, bool has_option) {
  if (source.video_streams.size() < 2) return;
  std::string others;
  for (const int stream : source.video_streams) {
    if (stream == source.stream_index) continue;
    others += (others.empty() ? "" : ", ") + std::to_string(stream);
  }
  log(LogLevel::warning,
      source.path + ": has " + std::to_string(source.video_streams.size()) +
          " video streams; stream " + std::to_string(source.stream_index) + " is used" +
          (has_option ? ", the option 'stream' selects another: " : ", not ") + others);
}

void warn_about_bit_depth(const MediaInfo& source, const std::string& written,
                          const std::string& advice) {
  if (source.bit_depth <= 8) return;
  log(LogLevel::warning,
      source.path + ": the video has " + std::to_string(source.bit_depth) + " bits per sample, " +
          written + " 8" +
          (source.hdr ? "; the result stays HDR (PQ or HLG) and is not converted to SDR" : "") +
          advice);
}

}  // namespace facetrack
