// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Writes aligned pictures of all faces, for training:  08_face_chips VIDEO TRACKS.json FOLDER
// TRACKS.json is what `facetrack-cli track` or `faces` leaves in its folder.

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 4) return std::fprintf(stderr, "usage: 08_face_chips VIDEO TRACKS.json FOLDER\n"), 2;
  const Analysis film = tracks_from_json(read_file(argv[2]));
  std::filesystem::create_directories(argv[3]);

  int written = 0;
  const auto decoder = open_decoder(argv[1]);
  cut_chips(*decoder, film.tracks, {.size = 112, .every = 12}, [&](const FaceChip& chip) {
    if (chip.quality.overall < 0.4F || std::abs(chip.pose.yaw) > 40) return;
    const std::string name = "track_" + std::to_string(chip.track) + "_frame_" +
                             std::to_string(chip.picture.time().index) + ".png";
    write_image(std::filesystem::path(argv[3]) / name, chip.picture);
    ++written;
  });
  std::printf("%d chips of %zu tracks\n", written, film.tracks.size());
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
