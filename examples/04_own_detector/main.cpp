// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Uses your own detector and tracker:  04_own_detector VIDEO FOLDER
// They follow a red ball instead of a face; shots and clips work as they do for faces.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "facetrack/facetrack.hpp"

namespace {

using namespace facetrack;

/// Finds the box around all strongly red pixels.
class RedBallDetector : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override {
    int left = image.width, top = image.height, right = -1, bottom = -1;
    for (int y = 0; y < image.height; ++y) {
      const std::byte* row = image.row(y);
      for (int x = 0; x < image.width; ++x) {
        if (!is_red(row + 3 * x)) continue;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = y;
      }
    }
    if (right - left < smallest_face() || bottom - top < smallest_face()) return {};
    const Box box{static_cast<float>(left), static_cast<float>(top),
                  static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)};
    return {{box, 1.0F, {}}};
  }

  int preferred_face() const noexcept override { return 40; }
  int smallest_face() const noexcept override { return 8; }
  std::string_view name() const noexcept override { return "red-ball"; }

 private:
  static bool is_red(const std::byte* bgr) {
    const auto channel = [&](int i) { return std::to_integer<int>(bgr[i]); };
    return channel(2) > 150 && channel(0) < 90 && channel(1) < 90;
  }
};

/// Continues the one ball that there is. The built-in tracker would do as well.
class BallTracker : public Tracker {
 public:
  explicit BallTracker(Detector& detector) : detector_(detector) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    const auto found = detector_.detect(to_bgr24(frame).image());
    if (found.empty()) return flush();
    if (ball_.points.empty()) ball_.id = next_id_++;
    ball_.points.push_back({frame.time().index, frame.time().pts, found[0].box, found[0].score,
                            BoxSource::detection, found[0].landmarks});
    return {};
  }
  std::vector<FaceTrack> flush() override {
    if (ball_.points.empty()) return {};
    return {std::exchange(ball_, {})};
  }

 private:
  Detector& detector_;
  FaceTrack ball_;
  int next_id_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 04_own_detector VIDEO FOLDER\n"), 2;
  const Analysis analysis = analyze(
      {.decoder = from_file(argv[1]),
       .detector = [] { return std::make_unique<RedBallDetector>(); },
       .embedder = nullptr,
       .tracker = [](Detector& detector, Embedder*,
                     const TrackerOptions&) { return std::make_unique<BallTracker>(detector); }});
  for (const FaceTrack& track : analysis.tracks) {
    const Point from = track.points.front().box.center();
    const Point to = track.points.back().box.center();
    std::printf("frames %lld to %lld: from %.0f,%.0f to %.0f,%.0f\n",
                static_cast<long long>(track.first_frame()),
                static_cast<long long>(track.last_frame()), from.x, from.y, to.x, to.y);
  }
  const auto writer = make_clip_writer(argv[1], argv[2], {.overwrite = true});
  std::printf("%zu clips\n", writer->write(plan_clips(analysis, analysis.tracks)).size());
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
