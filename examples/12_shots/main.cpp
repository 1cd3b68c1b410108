// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Only the shots, as a list, an edit list and a page:  12_shots VIDEO FOLDER

#include <cstdio>
#include <filesystem>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 12_shots VIDEO FOLDER\n"), 2;
  const std::filesystem::path folder = argv[2];
  std::filesystem::create_directories(folder);
  const Analysis film = analyze({.decoder = from_file(argv[1]), .detector = nullptr});
  for (const Shot& shot : film.shots) {
    std::printf("shot %d from %s\n", shot.id + 1,
                film.time_of(shot.first_frame).to_string().c_str());
  }
  write_file(folder / "shots.edl", shots_edl(film));
  write_file(folder / "shots.html", shots_page(film));
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
