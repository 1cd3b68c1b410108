// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Prints when a person is visible:  02_track_video VIDEO PICTURE

#include <cstdio>
#include <iostream>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 02_track_video VIDEO PICTURE\n"), 2;
  // [README]
  const Analysis film = analyze({.decoder = from_file(argv[1])});
  const auto detector = make_detector();
  const auto embedder = make_embedder(film.embedder);
  Gallery people(*embedder);
  people.enrol("Ann", sample_photo(read_image(argv[2]), *detector, *embedder, argv[2]));
  for (const FaceTrack& track : tracks_of(film, people, "Ann")) {
    std::cout << "frames " << track.first_frame() << " to " << track.last_frame() << '\n';
  }
  // [README]
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
