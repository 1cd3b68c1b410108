// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Burned-in text, logos and controls, found by the overlay model and the gate --no-overlay-text:
//   bench_overlays [SEEDS]         rendered films: the part of each kind that is found
//   bench_overlays VIDEO…          the stretches of 3 s in which something is found

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "facetrack/curate.hpp"
#include "facetrack/decoder.hpp"

#include "bench/films_or_videos.hpp"
#include "support/curate_films.hpp"

namespace {

using namespace facetrack;
using testing::BurnedIn;
using testing::OverlayKind;

constexpr int look_every = 3;          // frames
constexpr float sure_overlay = 0.85F;  // as in curate/measures.cpp
constexpr int film_frames = 75;
/// A subtitle is shown this long.
constexpr int subtitle_frames = 30;

/// All stretches of about 3 s, decided by the gate alone.
CurateOptions gate_alone() {
  CurateOptions options;
  options.min_length = {1, {1, 1}};
  options.max_length = {3, {1, 1}};
  options.gates = {no_overlay_text()};
  return options;
}

bool found_in(std::uint64_t seed, OverlayKind kind) {
  testing::TalkingHead head{.seed = seed,
                            .actor = static_cast<int>(seed % 8),
                            .frames = film_frames,
                            .pan = seed % 3 == 0 ? 0.05F : 0.0F};
  testing::Copy copy{.noise = seed % 2 == 0 ? 2.0F : 0.0F, .overlay = {.kind = kind, .seed = seed}};
  if (kind == OverlayKind::subtitle) {
    copy.overlay.begin = static_cast<int>(seed * 7 % (film_frames - subtitle_frames));
    copy.overlay.end = copy.overlay.begin + subtitle_frames;
  }
  const auto scene = testing::talking_head(head);
  const Analysis film = film_of_scene(*scene, copy);
  const auto stretches = curate(film, looks_at_scene(scene, film, copy), gate_alone());
  return std::any_of(stretches.begin(), stretches.end(),
                     [](const Stretch& stretch) { return stretch.reason == "overlay"; });
}

void films(int seeds) {
  constexpr std::array kinds{
      std::pair("clean", OverlayKind::none),          std::pair("subtitle", OverlayKind::subtitle),
      std::pair("plate", OverlayKind::plate),         std::pair("logo", OverlayKind::logo),
      std::pair("watermark", OverlayKind::watermark), std::pair("clock", OverlayKind::clock),
      std::pair("controls", OverlayKind::controls)};
  for (const auto& [name, kind] : kinds) {
    int found = 0;
    for (int seed = 0; seed < seeds; ++seed) {
      const bool says = found_in(5000 + static_cast<std::uint64_t>(seed), kind);
      found += says ? 1 : 0;
      if (says == (kind == OverlayKind::none)) std::printf("  %s: wrong, seed %d\n", name, seed);
    }
    std::printf("%-10s %4d films, found %.4f\n", name, seeds, found / static_cast<double>(seeds));
  }
}

/// Looks at every third frame of the video, also without faces: the middle counts as a face.
void video(const char* file) {
  Analysis film;
  const auto decoder = open_decoder(file);
  film.source = decoder->info();
  FaceTrack track;
  track.id = 1;
  MediaTime end;
  while (const auto frame = decoder->read()) {
    TrackPoint point;
    point.frame = frame->time().index;
    point.pts = frame->time().pts;
    const auto size = static_cast<float>(film.source.height) * 0.4F;
    const auto left = static_cast<float>(film.source.width) * 0.5F - size / 2;
    point.box = {left, size, size, size};
    const auto at = [&](float x, float y) { return Point{left + x * size, size + y * size}; };
    point.landmarks = {at(0.3F, 0.4F), at(0.7F, 0.4F), at(0.5F, 0.6F), at(0.35F, 0.8F),
                       at(0.65F, 0.8F)};
    track.points.push_back(point);
    film.pts.push_back(point.pts);
    end = point.pts + frame->time().duration;
    film.frames = point.frame + 1;
  }
  if (track.points.empty()) return;
  film.pts.push_back(end);
  film.shots.push_back({0, 0, film.frames - 1, {}, {}});
  film.tracks = {track};
  decoder->seek(0);
  const FilmLooks looks = look_at_faces(*decoder, film.tracks, look_every);
  int stretches = 0, found = 0;
  for (const Stretch& stretch : curate(film, looks, gate_alone())) {
    ++stretches;
    if (stretch.reason != "overlay") continue;
    ++found;
    std::printf("  %s: frames %d to %d, %.2f s\n", file, static_cast<int>(stretch.first_frame),
                static_cast<int>(stretch.last_frame), stretch.measures.at("overlay"));
  }
  int sure = 0;
  for (const PictureLook& look : looks.pictures) sure += look.overlay >= sure_overlay ? 1 : 0;
  std::printf("%s: %d stretches, found in %d; %.3f of %d looks\n", file, stretches, found,
              sure / static_cast<double>(looks.pictures.size()),
              static_cast<int>(looks.pictures.size()));
}

}  // namespace

int main(int argc, char** argv) {
  return facetrack::bench::films_or_videos(argc, argv, 50, films, video);
}
