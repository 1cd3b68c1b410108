// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// A stored analysis serves for another person and other crops, without decoding the video again for
// analysis:  10_another_person VIDEO TRACKS.json PICTURE FOLDER

#include <cstdio>
#include <filesystem>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc != 5) {
    return std::fprintf(stderr, "usage: 10_another_person VIDEO TRACKS.json PICTURE FOLDER\n"), 2;
  }
  const std::filesystem::path folder = argv[4];
  std::filesystem::create_directories(folder);
  const Analysis film = tracks_from_json(read_file(argv[2]));
  const auto detector = make_detector();
  const auto embedder = make_embedder(film.embedder);

  PersonResult eve{.person = "Eve", .people = Gallery(*embedder)};
  eve.people.enrol("Eve", sample_photo(read_image(argv[3]), *detector, *embedder, argv[3]));
  eve.identifications = identify(film.tracks, eve.people, "Eve");
  eve.plans = plan_clips(film, tracks_of(film, eve.identifications, "Eve"),
                         {.crop = CropMode::face, .margin = 0.8});
  eve.clips = make_clip_writer(argv[1], folder / "clips", {.overwrite = true})->write(eve.plans);
  write_file(folder / "metadata.json", metadata_json(film, eve));
  write_file(folder / "report.html", track_page(film, eve));
  std::printf("%zu clips of %zu tracks\n", eve.clips.size(), film.tracks.size());
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
