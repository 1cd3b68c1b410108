// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// bench_live VIDEO...          compares LiveAnalysis with analyze(), names every difference
// bench_live --minutes N VIDEO follows the frames of the video again and again, as those of a
// camera
//                              that runs for so long, and prints the memory that is in use
// bench_live --side N VIDEO    N at a time in one process: all must find the same

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "facetrack/facetrack.hpp"

using namespace facetrack;

namespace {

LiveFindings watch(const std::string& video) {
  TrackerOptions whole;  // no pieces: analyze() makes none either
  LiveAnalysis live({}, whole);
  LiveFindings all;
  const auto take = [&](LiveFindings found) {
    for (FaceTrack& track : found.tracks) all.tracks.push_back(std::move(track));
    for (const Transition& transition : found.transitions) all.transitions.push_back(transition);
  };
  const auto decoder = open_decoder(video);
  while (const auto frame = decoder->read()) take(live.push(*frame));
  take(live.finish());
  return all;
}

bool same_points(const FaceTrack& one, const FaceTrack& other) {
  if (one.points.size() != other.points.size()) return false;
  for (std::size_t i = 0; i < one.points.size(); ++i) {
    if (one.points[i].frame != other.points[i].frame) return false;
    if (one.points[i].box != other.points[i].box) return false;
  }
  return true;
}

/// One face on the same frames, give or take a tenth of them. analyze() works on parts of the video
/// that begin with a detection each, so boxes differ a little.
bool same_face(const FaceTrack& one, const FaceTrack& other) {
  int common = 0;
  float overlap = 0;
  for (const TrackPoint& point : one.points) {
    const TrackPoint* const there = other.at(point.frame);
    if (there == nullptr) continue;
    ++common;
    overlap += iou(point.box, there->box);
  }
  const auto all =
      static_cast<float>(one.points.size() + other.points.size()) - static_cast<float>(common);
  return static_cast<float>(common) >= 0.9F * all && overlap >= 0.8F * static_cast<float>(common);
}

void print(const char* where, const FaceTrack& track) {
  std::printf("    only %s: frames %lld to %lld, at %.0f,%.0f\n", where,
              static_cast<long long>(track.first_frame()),
              static_cast<long long>(track.last_frame()), track.points.front().box.x,
              track.points.front().box.y);
}

using Same = bool (*)(const FaceTrack&, const FaceTrack&);

int only_in(const char* where, const std::vector<FaceTrack>& tracks,
            const std::vector<FaceTrack>& others, Same same) {
  int count = 0;
  for (const FaceTrack& track : tracks) {
    bool found = false;
    for (const FaceTrack& other : others) found = found || same(track, other);
    if (found) continue;
    print(where, track);
    ++count;
  }
  return count;
}

void compare(const std::string& video) {
  AnalyzeOptions options;
  options.workers = 1;
  const Analysis film = analyze({.decoder = from_file(video)}, options);
  const LiveFindings live = watch(video);
  std::printf("%s: %zu tracks, live %zu\n", video.c_str(), film.tracks.size(), live.tracks.size());
  only_in("live", live.tracks, film.tracks, same_face);
  only_in("in analyze()", film.tracks, live.tracks, same_face);
  for (const Shot& shot : film.shots) {
    if (shot.ends_with != ShotEnd::cut && shot.ends_with != ShotEnd::end) {
      std::printf("    gradual transition after frame %lld\n",
                  static_cast<long long>(shot.last_frame));
    }
  }
}

long resident_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

void watch_for(double minutes, const std::string& video) {
  LiveAnalysis live;
  std::size_t tracks = 0;
  MediaTime begin;
  double next = 0;
  for (MediaTime now; now.seconds() < minutes * 60; begin = now) {
    const auto decoder = open_decoder(video);
    while (const auto frame = decoder->read()) {
      FrameTime time = frame->time();
      time.pts = time.pts - decoder->info().start + begin;
      now = time.pts + time.duration;
      tracks += live.push(frame->at(time)).tracks.size();
      if (time.pts.seconds() < next) continue;
      std::printf("%6.1f min: %zu tracks, %ld MB\n", time.pts.seconds() / 60, tracks,
                  resident_kilobytes() / 1024);
      std::fflush(stdout);
      next += 300;
    }
  }
  tracks += live.finish().tracks.size();
  std::printf("%6.1f min: %zu tracks, %ld MB\n", begin.seconds() / 60, tracks,
              resident_kilobytes() / 1024);
}

void watch_side_by_side(int count, const std::string& video) {
  std::vector<LiveFindings> found(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (LiveFindings& one : found) threads.emplace_back([&] { one = watch(video); });
  for (std::thread& thread : threads) thread.join();
  const LiveFindings alone = watch(video);
  int different = 0;
  for (const LiveFindings& one : found) {
    different += only_in("alone", alone.tracks, one.tracks, same_points);
    different += only_in("side by side", one.tracks, alone.tracks, same_points);
  }
  std::printf("%d at a time: %zu tracks, %d differ\n", count, alone.tracks.size(), different);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) return std::fprintf(stderr, "usage: bench_live VIDEO...\n"), 2;
  if (argc == 4 && std::strcmp(argv[1], "--minutes") == 0) {
    watch_for(std::atof(argv[2]), argv[3]);
  } else if (argc == 4 && std::strcmp(argv[1], "--side") == 0) {
    watch_side_by_side(std::atoi(argv[2]), argv[3]);
  } else {
    for (int i = 1; i < argc; ++i) compare(argv[i]);
  }
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
