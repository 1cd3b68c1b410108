// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The tracker on films of a bright square, which a detector of the test's own takes for a face.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/track.hpp"

namespace facetrack {
namespace {

constexpr int frame_width = 160;
constexpr int frame_height = 120;
constexpr int face_size = 32;
constexpr int sure = 255;    // brightest pixel of a face that the detector is sure of,
constexpr int unsure = 225;  // and of one it is not

struct Face {
  int left = 60;
  int brightest = sure;
};
using Film = std::function<std::vector<Face>(std::int64_t frame)>;

/// The pixels of one frame, counted while somebody holds them.
struct Pixels : std::vector<std::byte> {
  Pixels() { ++held; }
  ~Pixels() { --held; }
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;
  static inline int held = 0;
};

Frame picture(const std::vector<Face>& faces, std::int64_t index) {
  auto pixels = std::make_shared<Pixels>();
  for (int y = 0; y < frame_height; ++y) {
    for (int x = 0; x < frame_width; ++x) {
      int value = 30 + y / 3;
      for (const Face& face : faces) {
        const int u = x - face.left;
        const int v = y - 40;
        if (u < 0 || v < 0 || u >= face_size || v >= face_size) continue;
        value = face.brightest - (u / 4 * 7 + v / 4 * 5) % 26;
      }
      pixels->push_back(static_cast<std::byte>(value));
    }
  }
  const ImageView luma{pixels->data(), frame_width, frame_height, frame_width, PixelFormat::gray8};
  const FrameTime time{{index, {1, 25}}, {1, {1, 25}}, index};
  return {std::move(pixels), {luma, ImageView{}, ImageView{}}, PixelFormat::gray8, time, {}};
}

/// Finds one square: the box of all pixels brighter than everything else.
class SquareDetector final : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override {
    if (blind) return {};
    int left = image.width, top = image.height, right = -1, bottom = -1, most = 0;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        const int value = std::to_integer<int>(image.row(y)[3 * x]);
        if (value < 180) continue;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
        most = std::max(most, value);
      }
    }
    if (right - left < 8 || bottom - top < 8) return {};
    const Box box{static_cast<float>(left), static_cast<float>(top),
                  static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)};
    return {{box, most > 240 ? 0.95F : 0.62F, std::nullopt}};
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "square"; }

  bool blind = false;
};

std::vector<FaceTrack> push_all(Tracker& tracker, const Film& film, std::int64_t frames,
                                std::int64_t cut = -1) {
  std::vector<FaceTrack> tracks;
  const auto add = [&](std::vector<FaceTrack> more) {
    std::move(more.begin(), more.end(), std::back_inserter(tracks));
  };
  for (std::int64_t i = 0; i < frames; ++i) {
    if (i == cut) add(tracker.flush());
    add(tracker.push(picture(film(i), i)));
  }
  add(tracker.flush());
  return tracks;
}

std::vector<FaceTrack> followed(const Film& film, std::int64_t frames) {
  SquareDetector detector;
  const auto tracker = make_tracker(detector, nullptr, {});
  return push_all(*tracker, film, frames);
}

std::vector<Face> one(bool shown, int left = 60) {
  return shown ? std::vector<Face>{{left}} : std::vector<Face>{};
}

TEST(Tracker, searches_a_small_picture_for_smaller_faces) {
  class SizeRecorder final : public Detector {
   public:
    std::vector<Detection> detect(const ImageView& image) override {
      widest = std::max(widest, image.width);
      return {};
    }
    int preferred_face() const noexcept override { return 32; }
    int smallest_face() const noexcept override { return 12; }
    std::string_view name() const noexcept override { return "recorder"; }
    int widest = 0;
  };
  SizeRecorder detector;
  push_all(
      *make_tracker(detector, nullptr, {}), [](std::int64_t) { return one(false); }, 1);
  // The smallest face that is wanted has an 18th of 120 pixels, and the detector finds 12 pixels.
  EXPECT_EQ(detector.widest, frame_width * 9 / 5);
}

TEST(Tracker, finds_the_first_and_the_last_frame_of_a_face_between_its_looks) {
  for (const std::int64_t late : {0, 1, 2, 3, 5}) {
    const auto tracks = followed(
        [&](std::int64_t i) {
          return one((i >= 7 + late && i <= 33 + late) || i >= 50 + late,
                     60 + static_cast<int>(i % 40));
        },
        70);
    ASSERT_EQ(tracks.size(), 2U) << late;
    EXPECT_EQ(tracks[0].first_frame(), 7 + late);
    EXPECT_EQ(tracks[0].last_frame(), 33 + late);
    EXPECT_EQ(tracks[0].points.size(), 27U) << "no frame is missing";
    EXPECT_EQ(tracks[1].first_frame(), 50 + late);
    EXPECT_EQ(tracks[1].last_frame(), 69);
  }
}

TEST(Tracker, sees_that_a_face_was_hidden_between_two_looks) {
  for (const std::int64_t at : {20, 21, 22, 23}) {
    const auto tracks = followed([&](std::int64_t i) { return one(i != at && i != at + 1); }, 45);
    for (const FaceTrack& track : tracks) {
      EXPECT_FALSE(track.first_frame() <= at && track.last_frame() >= at) << at;
      EXPECT_FALSE(track.first_frame() <= at + 1 && track.last_frame() >= at + 1) << at;
    }
    ASSERT_EQ(tracks.size(), 2U) << at;
    EXPECT_EQ(tracks[0].last_frame(), at - 1);
    EXPECT_EQ(tracks[1].first_frame(), at + 2);
  }
}

TEST(Tracker, a_head_that_is_shaken_stays_one_track) {
  for (const double swing : {8.0, 12.0, 16.0}) {
    for (const int rest : {0, 1, 2, 3, 5}) {
      const auto tracks = followed(
          [&](std::int64_t i) {
            const double time = std::max<double>(0, static_cast<double>(i) - 10 - rest);
            return one(true, 64 + static_cast<int>(std::lround(swing * std::sin(time / 1.9))));
          },
          60);
      ASSERT_EQ(tracks.size(), 1U) << swing << " pixels, from frame " << 10 + rest;
      EXPECT_EQ(tracks[0].points.size(), 60U);
    }
  }
}

TEST(Tracker, drops_what_looked_like_a_face_only_at_first) {
  const auto shown = [](int from_frame_10) {
    return followed(
        [=](std::int64_t i) {
          return std::vector<Face>{{60, i < 10 ? sure : from_frame_10}};
        },
        60);
  };
  EXPECT_EQ(shown(sure).size(), 1U);
  EXPECT_EQ(shown(unsure).size(), 0U);
}

TEST(Tracker, a_cut_ends_every_track_on_the_frame_before_it) {
  SquareDetector detector;
  const auto tracker = make_tracker(detector, nullptr, {});
  const auto tracks = push_all(
      *tracker, [](std::int64_t) { return one(true); }, 40, 18);
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_EQ(tracks[0].last_frame(), 17);
  EXPECT_EQ(tracks[1].first_frame(), 18);
}

TEST(Tracker, holds_few_frames_however_long_it_waits_for_a_face) {
  SquareDetector detector;
  TrackerOptions options;
  options.join_gap = {60, {1, 1}};
  const auto tracker = make_tracker(detector, nullptr, options);
  std::size_t ended = 0;
  for (std::int64_t i = 0; i < 150; ++i) {
    detector.blind = i > 20;  // the face is there all the while: its motion can be followed
    ended += tracker->push(picture(one(true), i)).size();
    // Frames are let go of at a look; here every fourth frame has one.
    ASSERT_LE(Pixels::held, 40 + 4) << i;
  }
  EXPECT_EQ(ended + tracker->flush().size(), 1U);
}

TEST(Tracker, hands_a_long_track_out_in_pieces_that_fit_together) {
  const auto film = [](std::int64_t i) { return one(i < 190, 60 + static_cast<int>(i % 10)); };
  SquareDetector detector;
  TrackerOptions options;
  options.longest_track = std::chrono::seconds(2);
  const auto whole = push_all(*make_tracker(detector, nullptr), film, 200);
  const auto pieces = push_all(*make_tracker(detector, nullptr, options), film, 200);
  ASSERT_EQ(whole.size(), 1U);
  ASSERT_GE(pieces.size(), 3U);
  std::vector<TrackPoint> points;
  for (const FaceTrack& piece : pieces) {
    EXPECT_EQ(piece.id, pieces.front().id);
    EXPECT_EQ(piece.ends_because == TrackEnd::goes_on, &piece != &pieces.back());
    EXPECT_LE(piece.points.size(), 60U);
    points.insert(points.end(), piece.points.begin(), piece.points.end());
  }
  ASSERT_EQ(points.size(), whole[0].points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].frame, whole[0].points[i].frame);
    EXPECT_EQ(points[i].box, whole[0].points[i].box) << i;
  }
  EXPECT_EQ(pieces.back().ends_because, whole[0].ends_because);
}

}  // namespace
}  // namespace facetrack
