// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// An output file being written. Every failure is an Error(io) naming the file.
class Muxer {
 public:
  /// `shown_as`: the name that messages use, as `file` is temporary.
  Muxer(const std::filesystem::path& file, const char* format, std::string shown_as);
  ~Muxer();
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;

  AVFormatContext* context() const noexcept { return context_; }
  AVStream* add_stream();
  void set_metadata(const char* key, const std::string& value);
  bool wants_global_header() const noexcept {
    return (context_->oformat->flags & AVFMT_GLOBALHEADER) != 0;
  }

  void begin();
  /// Takes the packet's data. Packets of the streams should come roughly in order of time.
  void write(AVPacket& packet);
  /// Completes and closes the file.
  void finish();

 private:
  std::string name_;
  AVFormatContext* context_ = nullptr;
};

/// Creates the same stream in the output, with its rotation and other side data, without its texts.
AVStream* copy_stream(const AVStream& from, Muxer& muxer);

}  // namespace facetrack::media
