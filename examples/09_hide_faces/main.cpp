// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Blurs everybody except one person and keeps the sound:  09_hide_faces VIDEO PICTURE FOLDER

#include <cstdio>
#include <vector>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 4) return std::fprintf(stderr, "usage: 09_hide_faces VIDEO PICTURE FOLDER\n"), 2;
  const auto detector = make_detector();
  const auto embedder = make_embedder();
  const Reference person = make_reference(argv[2], read_image(argv[2]), *detector, *embedder);

  AnalyzeOptions options;
  options.tracker.effort = Effort::thorough;  // a missed face stays visible
  const Analysis film = analyze({.decoder = from_file(argv[1])}, options);
  std::vector<FaceTrack> shown;
  for (const Identification& who :
       identify(film.tracks, {&person, 1}, identify_options(*embedder))) {
    if (who.verdict == Verdict::target) {
      shown.push_back(film.tracks[static_cast<std::size_t>(who.track)]);
    }
  }

  ClipWriterOptions writing;
  writing.overwrite = true;
  writing.retouch = hide_faces(film, shown);
  ClipPlan whole;
  whole.name = "hidden";
  whole.first_frame = film.first_frame;
  whole.last_frame = film.first_frame + film.frames - 1;
  for (const WrittenClip& clip : make_clip_writer(argv[1], argv[3], writing)->write({&whole, 1})) {
    std::printf("%s: %zu of %zu tracks shown\n", clip.file.c_str(), shown.size(),
                film.tracks.size());
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
