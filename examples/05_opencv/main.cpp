// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Follows the faces in pictures that OpenCV reads one by one, in bounded memory:
//   05_opencv VIDEO [PICTURE]    a video file or the number of a camera, and a photo of a person

#include <chrono>
#include <cstdio>
#include <string>

#include <opencv2/videoio.hpp>

#include "facetrack/facetrack.hpp"
#include "facetrack/opencv.hpp"

using namespace facetrack;

namespace {

void print(const LiveFindings& found, const Gallery& people) {
  for (const FaceTrack& track : found.tracks) {
    std::string name = "somebody";
    if (!people.persons.empty()) {
      const Identification who = identify(track, people);
      if (who.verdict == Verdict::match) name = who.person;
    }
    std::printf("%s, frames %lld to %lld, until %s\n", name.c_str(),
                static_cast<long long>(track.first_frame()),
                static_cast<long long>(track.last_frame()),
                track.points.back().pts.to_string().c_str());
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) return std::fprintf(stderr, "usage: 05_opencv VIDEO [PICTURE]\n"), 2;
  const std::string name = argv[1];
  const bool is_camera = name.find_first_not_of("0123456789") == std::string::npos;
  cv::VideoCapture source;
  if (!(is_camera ? source.open(std::stoi(name)) : source.open(name))) {
    return std::fprintf(stderr, "%s: cannot be opened\n", argv[1]), 1;
  }
  Gallery people;
  if (argc > 2) {
    const auto detector = make_detector();
    const auto embedder = make_embedder();
    people = Gallery(*embedder);
    people.enrol("Ann", sample_photo(read_image(argv[2]), *detector, *embedder, argv[2]));
  }

  LiveAnalysis live;
  const auto begin = std::chrono::steady_clock::now();
  for (cv::Mat picture; source.read(picture); picture = cv::Mat()) {  // pixels are shared
    // A camera has no times: the clock gives them. A file's own times are in milliseconds.
    const auto time = is_camera ? std::chrono::duration_cast<std::chrono::microseconds>(
                                      std::chrono::steady_clock::now() - begin)
                                : std::chrono::microseconds(static_cast<std::int64_t>(
                                      1000 * source.get(cv::CAP_PROP_POS_MSEC)));
    FrameTime shown;
    shown.pts = time;
    print(live.push(from_mat(picture, shown)), people);
  }
  print(live.finish(), people);
  return 0;
} catch (const facetrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
