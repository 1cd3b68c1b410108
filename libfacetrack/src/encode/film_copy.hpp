// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "facetrack/control.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::media {

struct FilmCopyRequest {
  std::filesystem::path source;
  std::filesystem::path target;  ///< the file to write, perhaps temporary
  std::filesystem::path name;    ///< its final name, which decides the container
  int stream_index = -1;         ///< of the video, as in DecoderOptions
  std::int64_t max_pixels = 0;   ///< as in DecoderOptions; 0: its default
  int crf = 18;
  std::string preset = "veryfast";
  int threads = 0;       ///< of the encoder; 0: one per logical core
  bool metadata = true;  ///< keeps titles, places and other texts
  /// Changes each picture, an upright yuv420p frame. Must keep size and format.
  std::function<Frame(const Frame&)> retouch;
};

/// Writes a film again with changed pictures: each frame keeps its time, and the packets of sound
/// and subtitles are copied bit for bit. The video becomes H.264. Pictures are stored in the
/// orientation of the source, with its display matrix. A damaged frame shows the changed picture
/// before it, because nobody knows what the damaged picture shows. An odd width or height is kept
/// with 4:4:4 chroma. Returns false if `control` asked to stop. Throws Error: io, unsupported,
/// invalid_argument, corrupt_input.
bool copy_film(const FilmCopyRequest& request, const RunControl& control);

/// Throws what copy_film() would throw before its first frame, and logs the streams that it leaves
/// out.
void check_film_copy(const FilmCopyRequest& request);

}  // namespace facetrack::media
