// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "facetrack/decoder.hpp"

#include "picture/ffmpeg.hpp"

namespace facetrack::media {

/// How an Input finds out what its streams contain.
enum class Probe : std::uint8_t {
  pictures,  ///< by decoding the first pictures: right for every file
  header,    ///< from the header of the container alone: for files written by this library
};

/// An opened container with known streams. Throws if a single read takes longer than the stall
/// limit. Not movable, because FFmpeg keeps a pointer to it.
class Input {
 public:
  /// Throws Error: not_found, io, corrupt_input, unsupported, naming the file.
  Input(const std::filesystem::path& file, const DecoderOptions& options,
        Probe probe = Probe::pictures);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext* context() const noexcept { return context_; }
  AVStream* stream(int index) const noexcept { return context_->streams[index]; }
  const std::string& name() const noexcept { return name_; }
  /// True for a plain file that can be read twice, not for a pipe.
  bool seekable() const noexcept;

  /// False for cover art.
  bool is_video(int index) const;
  /// The video stream that the options ask for, or the best one: never cover art, preferably the
  /// default stream, then the largest. Throws Error: unsupported, invalid_argument.
  int choose_video(int wanted) const;
  /// Skips the packets of all other streams from now on.
  void only(int index);

  /// Reads the next packet; false at the end. Skips and counts unreadable parts. Throws Error(io)
  /// if the input stalls or cannot be read any more.
  bool read(AVPacket& packet);
  /// Seeks to the key frame with these times, or a little before it. False if the input cannot.
  bool seek_to_key(int stream, std::int64_t pts, std::int64_t dts);
  std::int64_t damaged() const noexcept { return damaged_; }

 private:
  static int interrupted(void* self) noexcept;
  void restart_stall_timer() noexcept { deadline_ = std::chrono::steady_clock::now() + limit_; }
  void open(const std::filesystem::path& file);
  void probe_pictures(const DecoderOptions& options);

  std::string name_;
  AVFormatContext* context_ = nullptr;
  std::chrono::steady_clock::duration limit_;
  std::chrono::steady_clock::time_point deadline_;
  std::int64_t damaged_ = 0;
};

}  // namespace facetrack::media
