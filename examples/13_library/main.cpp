// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Indexes videos into a library, names the person on a picture and says in which videos and when
// the person appears:  13_library LIBRARY PICTURE VIDEO|FOLDER...

#include <cstdio>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc < 4) {
    return std::fprintf(stderr, "usage: 13_library LIBRARY PICTURE VIDEO|FOLDER...\n"), 2;
  }
  IndexJob job;
  job.library = argv[1];
  job.videos.assign(argv + 3, argv + argc);
  job.on_video = [](const IndexedVideo& video) {
    if (video.state == IndexedVideo::State::failed)
      std::fprintf(stderr, "%s\n", video.reason.c_str());
  };
  run_index(job);  // a second run reads only what is new

  const auto detector = make_detector();
  Library library = Library::open_for_writing(argv[1]);
  const auto embedder = make_embedder(library.model());
  Gallery people(*embedder);
  people.enrol("Ann", sample_photo(read_image(argv[2]), *detector, *embedder, argv[2]));
  for (const LibraryHit& hit : library.search(people, "Ann").hits) {
    if (hit.verdict != Verdict::match) continue;
    if (hit.name.empty()) library.name(hit.person, "Ann");
    for (const Appearance& one : hit.appearances) {
      std::printf("%s: Ann from %s to %s\n", hit.video.file.c_str(),
                  one.time.begin.to_string().c_str(), one.time.end.to_string().c_str());
    }
    break;  // a library has each name once; `merge` joins further persons
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
