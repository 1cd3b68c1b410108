// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "decode/input.hpp"
#include "encode/muxer.hpp"

namespace facetrack::media {

/// FFmpeg's name of the container of a film, by the ending of its name. Throws
/// Error(invalid_argument) unless it is .mp4, .mov or .mkv.
const char* film_format(const std::filesystem::path& file);

/// The streams of a film that a copy keeps beside the video.
struct FilmStreams {
  std::vector<int> copied;            ///< indices in the source: sound, subtitles, attached fonts
  std::vector<std::string> left_out;  ///< in words: "stream 3 (subrip): .mp4 cannot hold it"
};

/// Chooses the streams that `format` can hold. Pictures are never copied, because they may show
/// faces: cover art and other videos. Data streams are left out too, because they may hold places.
/// Throws Error(unsupported) if the container cannot hold the sound.
FilmStreams choose_streams(const Input& input, int video, const char* format,
                           const std::string& shown_as);

/// Creates the same stream in the output. `metadata`: with its title and other texts; without them
/// only its language is kept.
AVStream* add_copy(const AVStream& from, Muxer& muxer, bool metadata);

/// Copies the texts of the film and its chapters; without `metadata` the chapters lose their titles
/// and the film its texts.
void copy_descriptions(const AVFormatContext& from, Muxer& muxer, bool metadata);

}  // namespace facetrack::media
