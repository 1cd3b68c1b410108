// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Enrols a person from a photo and everybody else of a film by number, stores the gallery and says
// who is on screen when:  11_gallery PICTURE GALLERY.json TRACKS.json...

#include <cstdio>
#include <vector>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

int main(int argc, char** argv) try {
  if (argc < 4) {
    return std::fprintf(stderr, "usage: 11_gallery PICTURE GALLERY.json TRACKS.json...\n"), 2;
  }
  std::vector<Analysis> films;
  for (int i = 3; i < argc; ++i) films.push_back(tracks_from_json(read_file(argv[i])));

  const auto detector = make_detector();
  const auto embedder = make_embedder(films[0].embedder);
  Gallery people(*embedder);
  people.enrol("Ann", sample_photo(read_image(argv[1]), *detector, *embedder, argv[1]));
  for (const FoundPerson& somebody : find_persons(films[0], people.limits)) {
    // A person who has a name already is not enrolled twice.
    const Identification known = identify(films[0].track(somebody.best_track), people);
    const std::string name = known.verdict == Verdict::match ? known.person : somebody.name;
    for (const int track : somebody.tracks) people.enrol(name, films[0].track(track), argv[3]);
  }
  write_file(argv[2], gallery_json(people));

  for (const Analysis& film : films) {
    for (const Identification& who : identify(film.tracks, people)) {
      if (who.verdict != Verdict::match) continue;
      const FaceTrack& track = film.track(who.track);
      std::printf("%s: %s from %s to %s\n", film.source.path.c_str(), who.person.c_str(),
                  film.time_of(track.first_frame()).to_string().c_str(),
                  film.time_of(track.last_frame() + 1).to_string().c_str());
    }
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
