// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Says when a person is to be seen:  02_track_video VIDEO PICTURE

#include <cstdio>
#include <iostream>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 02_track_video VIDEO PICTURE\n"), 2;
  // [README]
  const auto detector = make_detector();
  const auto embedder = make_embedder();
  const Reference person = make_reference(argv[2], read_image(argv[2]), *detector, *embedder);

  const Analysis found = analyze({.decoder = from_file(argv[1])});
  for (const Identification& who :
       identify(found.tracks, {&person, 1}, identify_options(*embedder))) {
    if (who.verdict != Verdict::target) continue;
    const FaceTrack& track = found.tracks[static_cast<std::size_t>(who.track)];
    std::cout << "frames " << track.first_frame() << " to " << track.last_frame() << '\n';
  }
  // [README]
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
