// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// What Tracker promises, on films of bright squares, which a detector of the test's own takes for
// faces.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/track.hpp"

namespace facetrack {
namespace {

constexpr int face_size = 32;
constexpr int face_top = 40;

/// Left edges of the squares on a frame.
using Film = std::function<std::vector<int>(std::int64_t frame)>;

/// The bytes of one frame, counted while somebody holds them.
struct Pixels : std::vector<std::byte> {
  Pixels() { ++held; }
  ~Pixels() { --held; }
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;
  static inline int held = 0;
};

struct Shape {
  int width = 160;
  int height = 120;
  PixelFormat format = PixelFormat::yuv420p;
};

/// A background that is darker at the top, and textured squares on it.
Frame picture(const std::vector<int>& faces, std::int64_t index, const Shape& shape = {}) {
  const int channels = shape.format == PixelFormat::bgr24 ? 3 : 1;
  const auto pixels = std::make_shared<Pixels>();
  const int row = shape.width * channels;
  for (int y = 0; y < shape.height; ++y) {
    pixels->resize(pixels->size() + static_cast<std::size_t>(row),
                   static_cast<std::byte>(30 + y / 3));
    const int v = y - face_top;
    if (v < 0 || v >= face_size) continue;
    std::byte* const line = pixels->data() + static_cast<std::ptrdiff_t>(y) * row;
    for (const int left : faces) {
      for (int i = left * channels; i < std::min((left + face_size) * channels, row); ++i) {
        line[i] = static_cast<std::byte>(250 - ((i / channels - left) / 4 * 7 + v / 4 * 5) % 26);
      }
    }
  }
  const bool chroma = shape.format == PixelFormat::yuv420p;
  const int half_width = (shape.width + 1) / 2;
  const int half_height = (shape.height + 1) / 2;
  const auto luma_bytes = pixels->size();
  if (chroma) {
    const auto bytes = static_cast<std::size_t>(half_width) * static_cast<std::size_t>(half_height);
    pixels->insert(pixels->end(), bytes, std::byte{128});
  }
  const PixelFormat plane = channels == 3 ? PixelFormat::bgr24 : PixelFormat::gray8;
  const ImageView first{pixels->data(), shape.width, shape.height,
                        static_cast<std::ptrdiff_t>(shape.width) * channels, plane};
  ImageView second{};
  if (chroma) {
    second = {pixels->data() + luma_bytes, half_width, half_height, half_width, PixelFormat::gray8};
  }
  const FrameTime time{{index + 7, {1, 25}}, {1, {1, 25}}, index};
  return {pixels, {first, second, second}, shape.format, time, {ColorMatrix::bt601, true}};
}

/// Finds the squares by the columns in which something is bright.
class SquareDetector final : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override {
    if (fails_at >= 0 && calls++ == fails_at)
      throw Error(ErrorCode::backend, "the square is round");
    std::vector<Detection> found;
    int left = -1;
    for (int x = 0; x <= image.width; ++x) {
      const bool bright = x < image.width && column(image, x).second >= 0;
      if (bright && left < 0) left = x;
      if (!bright && left >= 0) {
        add(image, left, x, found);
        left = -1;
      }
    }
    return found;
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "square"; }

  int fails_at = -1;
  int calls = 0;

 private:
  /// First and last bright row; the last is -1 if there is none.
  static std::pair<int, int> column(const ImageView& image, int x) {
    std::pair<int, int> rows{0, -1};
    for (int y = 0; y < image.height; ++y) {
      if (std::to_integer<int>(image.row(y)[3 * x]) < 180) continue;
      if (rows.second < 0) rows.first = y;
      rows.second = y;
    }
    return rows;
  }
  static void add(const ImageView& image, int left, int right, std::vector<Detection>& found) {
    const auto [top, bottom] = column(image, (left + right) / 2);
    if (right - left < 8 || bottom - top < 8) return;
    found.push_back({{static_cast<float>(left), static_cast<float>(top),
                      static_cast<float>(right - left), static_cast<float>(bottom - top + 1)},
                     0.95F,
                     std::nullopt});
  }
};

class OneNumber final : public Embedder {
 public:
  std::string_view model_id() const noexcept override { return "one"; }
  MatchLimits limits() const noexcept override { return {0.5F, 0.45F, 0.7F}; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection> faces) override {
    return std::vector<Embedding>(faces.size(), Embedding{"one", {1}});
  }
};

void sort_by_place(std::vector<FaceTrack>& tracks) {
  std::stable_sort(tracks.begin(), tracks.end(), [](const FaceTrack& a, const FaceTrack& b) {
    return std::pair(a.first_frame(), a.points.front().box.x) <
           std::pair(b.first_frame(), b.points.front().box.x);
  });
}

void add(std::vector<FaceTrack> more, std::vector<FaceTrack>& tracks) {
  std::move(more.begin(), more.end(), std::back_inserter(tracks));
}

/// The contract as a stranger meets it: looks for faces on every frame and continues the track that
/// overlaps most.
class PlainTracker final : public Tracker {
 public:
  PlainTracker(Detector& detector, Embedder* embedder, const TrackerOptions& options)
      : detector_(detector), embedder_(embedder), options_(options) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    if (frame.empty()) throw Error(ErrorCode::invalid_argument, "an empty frame has no faces");
    const Frame bgr = frame.format() == PixelFormat::bgr24 ? frame : to_bgr24(frame);
    std::vector<FaceTrack> now;
    for (const Detection& face : detector_.detect(bgr.image())) {
      FaceTrack track = continued(face.box);
      track.points.push_back({frame.time().index, frame.time().pts, face.box, face.score,
                              BoxSource::detection, face.landmarks});
      if (embedder_ != nullptr &&
          static_cast<int>(track.samples.size()) < options_.samples_per_track) {
        track.samples.push_back(
            {frame.time().index, {}, embedder_->embed(bgr.image(), {&face, 1}).at(0)});
      }
      now.push_back(std::move(track));
    }
    return std::exchange(live_, std::move(now));
  }
  std::vector<FaceTrack> flush() override {
    sort_by_place(live_);
    return std::exchange(live_, {});
  }

 private:
  FaceTrack continued(const Box& box) {
    for (auto track = live_.begin(); track != live_.end(); ++track) {
      if (iou(track->points.back().box, box) < 0.3F) continue;
      FaceTrack found = std::move(*track);
      live_.erase(track);
      return found;
    }
    FaceTrack begun;
    begun.id = next_id_++;
    return begun;
  }

  Detector& detector_;
  Embedder* embedder_;
  TrackerOptions options_;
  int next_id_ = 0;
  std::vector<FaceTrack> live_;
};

struct TrackerBackend {
  std::string_view name;
  std::function<std::unique_ptr<Tracker>(Detector&, Embedder*, TrackerOptions)> make;
};

void PrintTo(const TrackerBackend& backend, std::ostream* out) { *out << backend.name; }

TrackerBackend built_in(std::string_view name, Effort effort) {
  return {name, [effort](Detector& detector, Embedder* embedder, TrackerOptions options) {
            options.effort = effort;
            return make_tracker(detector, embedder, options);
          }};
}

std::vector<TrackerBackend> trackers() {
  return {
      built_in("fast", Effort::fast),
      built_in("balanced", Effort::balanced),
      built_in("thorough", Effort::thorough),
      {"of_a_stranger", [](Detector& detector, Embedder* embedder, const TrackerOptions& options) {
         return std::make_unique<PlainTracker>(detector, embedder, options);
       }}};
}

class TrackerContract : public ::testing::TestWithParam<TrackerBackend> {
 protected:
  std::unique_ptr<Tracker> make(Embedder* embedder = nullptr, const TrackerOptions& options = {}) {
    return GetParam().make(detector, embedder, options);
  }
  static std::vector<FaceTrack> followed(Tracker& tracker, const Film& film, std::int64_t frames,
                                         const Shape& shape = {}, std::int64_t first = 0) {
    std::vector<FaceTrack> tracks;
    for (std::int64_t i = 0; i < frames; ++i) {
      add(tracker.push(picture(film(i), first + i, shape)), tracks);
    }
    add(tracker.flush(), tracks);
    sort_by_place(tracks);
    return tracks;
  }

  SquareDetector detector;
};

/// One square that moves, on frames 10 to 39; from frame 25 on there is another one, to its right.
std::vector<int> two_squares(std::int64_t frame) {
  std::vector<int> faces;
  if (frame >= 10 && frame < 40) faces.push_back(20 + static_cast<int>(frame) / 2);
  if (frame >= 25) faces.push_back(110);
  return faces;
}

std::string text_of(const std::vector<FaceTrack>& tracks) {
  std::string text;
  for (const FaceTrack& track : tracks) {
    text += "track\n";
    for (const TrackPoint& p : track.points) {
      text += std::to_string(p.frame) + " " + std::to_string(p.pts.ticks) + " " +
              std::to_string(p.box.x) + " " + std::to_string(p.box.y) + " " +
              std::to_string(p.box.width) + " " + std::to_string(p.box.height) + " " +
              std::to_string(p.score) + "\n";
    }
  }
  return text;
}

TEST_P(TrackerContract, gives_nothing_for_no_frames) {
  const auto tracker = make();
  EXPECT_TRUE(tracker->flush().empty());
  EXPECT_TRUE(tracker->flush().empty());
}

TEST_P(TrackerContract, tracks_have_the_face_on_consecutive_frames_with_the_frames_times) {
  const auto tracker = make();
  const auto tracks = followed(*tracker, two_squares, 60);
  ASSERT_EQ(tracks.size(), 2U) << text_of(tracks);
  EXPECT_EQ(tracks[0].first_frame(), 10);
  EXPECT_EQ(tracks[0].last_frame(), 39);
  EXPECT_EQ(tracks[1].first_frame(), 25);
  EXPECT_EQ(tracks[1].last_frame(), 59);
  for (const FaceTrack& track : tracks) {
    const bool first = &track == &tracks[0];
    for (std::size_t i = 0; i < track.points.size(); ++i) {
      const TrackPoint& point = track.points[i];
      ASSERT_EQ(point.frame, track.first_frame() + static_cast<std::int64_t>(i));
      ASSERT_EQ(point.pts, (MediaTime{point.frame + 7, {1, 25}}));
      const float left = first ? 20.0F + static_cast<float>(point.frame / 2) : 110.0F;
      ASSERT_GT(iou(point.box, {left, face_top, face_size, face_size}), 0.7F) << point.frame;
      ASSERT_GE(point.score, 0.0F);
      ASSERT_LE(point.score, 1.0F);
    }
  }
}

TEST_P(TrackerContract, a_cut_ends_every_track_on_the_frame_before_it) {
  const auto tracker = make();
  std::vector<FaceTrack> tracks;
  for (std::int64_t i = 0; i < 40; ++i) {
    if (i == 18) add(tracker->flush(), tracks);
    add(tracker->push(picture({60}, i)), tracks);
  }
  add(tracker->flush(), tracks);
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_NE(tracks[0].id, tracks[1].id);
  EXPECT_EQ(tracks[0].last_frame(), 17);
  EXPECT_EQ(tracks[1].first_frame(), 18);
}

TEST_P(TrackerContract, flush_orders_tracks_by_first_frame_then_position) {
  const auto tracker = make();
  for (std::int64_t i = 0; i < 50; ++i) {
    const auto faces = i < 20 ? std::vector<int>{110} : std::vector<int>{10, 60, 110};
    EXPECT_TRUE(tracker->push(picture(faces, i)).empty()) << "no face has gone";
  }
  const auto tracks = tracker->flush();
  ASSERT_EQ(tracks.size(), 3U) << text_of(tracks);
  EXPECT_EQ(tracks[0].first_frame(), 0);
  EXPECT_EQ(tracks[1].first_frame(), 20);
  EXPECT_EQ(tracks[2].first_frame(), 20);
  EXPECT_LT(tracks[1].points.front().box.x, tracks[2].points.front().box.x);
}

TEST_P(TrackerContract, hands_a_track_out_soon_after_it_has_ended) {
  const auto tracker = make();
  std::int64_t handed_out = -1;
  for (std::int64_t i = 0; i < 120; ++i) {
    const auto faces = i < 30 ? std::vector<int>{60} : std::vector<int>{};
    if (!tracker->push(picture(faces, i)).empty()) handed_out = i;
  }
  EXPECT_GE(handed_out, 30);
  EXPECT_LT(handed_out, 80);
  EXPECT_TRUE(tracker->flush().empty());
}

TEST_P(TrackerContract, is_as_new_after_flush_and_repeats_itself) {
  const auto tracker = make();
  const std::string first = text_of(followed(*tracker, two_squares, 60));
  EXPECT_EQ(text_of(followed(*tracker, two_squares, 60)), first);
  EXPECT_EQ(text_of(followed(*make(), two_squares, 60)), first);
  EXPECT_EQ(Pixels::held, 0) << "a flushed tracker holds frames";
}

TEST_P(TrackerContract, the_first_frame_may_have_any_index) {
  const auto from_zero = followed(*make(), two_squares, 60);
  const auto later = followed(*make(), two_squares, 60, {}, 100'000);
  ASSERT_EQ(later.size(), from_zero.size());
  for (std::size_t i = 0; i < later.size(); ++i) {
    EXPECT_EQ(later[i].first_frame(), from_zero[i].first_frame() + 100'000);
    EXPECT_EQ(later[i].last_frame(), from_zero[i].last_frame() + 100'000);
  }
}

TEST_P(TrackerContract, finds_the_same_in_every_pixel_format) {
  for (const PixelFormat format : {PixelFormat::yuv420p, PixelFormat::gray8, PixelFormat::bgr24}) {
    SCOPED_TRACE(static_cast<int>(format));
    const auto tracks = followed(*make(), two_squares, 60, {160, 120, format});
    ASSERT_EQ(tracks.size(), 2U) << text_of(tracks);
    EXPECT_EQ(tracks[0].first_frame(), 10);
    EXPECT_EQ(tracks[0].last_frame(), 39);
    EXPECT_EQ(tracks[1].first_frame(), 25);
    EXPECT_EQ(tracks[1].last_frame(), 59);
  }
}

TEST_P(TrackerContract, takes_pictures_of_any_size) {
  const auto nobody = [](std::int64_t) { return std::vector<int>{}; };
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{1, 1}, {2, 1}, {1, 40}, {31, 33}, {501, 7}}) {
    EXPECT_TRUE(followed(*make(), nobody, 20, {width, height}).empty()) << width << "x" << height;
  }
  const auto tracks = followed(*make(), two_squares, 60, {161, 97});
  EXPECT_EQ(tracks.size(), 2U);
}

TEST_P(TrackerContract, refuses_an_empty_frame) {
  const auto tracker = make();
  EXPECT_THROW(tracker->push(Frame{}), Error);
  tracker->push(picture({60}, 0));
  EXPECT_THROW(tracker->push(Frame{}), Error);
}

// Whatever call fails: the error is the detector's own, and flush() leaves a tracker as new.
TEST_P(TrackerContract, passes_an_error_of_the_detector_on_and_can_be_used_again) {
  const std::string whole = text_of(followed(*make(), two_squares, 60));
  for (int at = 0; at < 48; at = at < 8 ? at + 1 : at + 5) {
    SCOPED_TRACE(at);
    const auto tracker = make();
    detector.calls = 0;
    detector.fails_at = at;
    try {
      followed(*tracker, two_squares, 60);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::backend) << error.what();
    }
    detector.fails_at = -1;
    for (const FaceTrack& track : tracker->flush()) EXPECT_FALSE(track.points.empty());
    EXPECT_EQ(Pixels::held, 0);
    EXPECT_EQ(text_of(followed(*tracker, two_squares, 60)), whole);
  }
}

TEST_P(TrackerContract, holds_few_frames) {
  TrackerOptions options;
  options.join_gap = {60, {1, 1}};
  const auto tracker = make(nullptr, options);
  for (std::int64_t i = 0; i < 150; ++i) {
    tracker->push(picture(i < 20 || i > 120 ? std::vector<int>{60} : std::vector<int>{}, i));
    ASSERT_LE(Pixels::held, 40) << i;
  }
}

TEST_P(TrackerContract, samples_are_of_the_tracks_own_frames_and_need_an_embedder) {
  for (const FaceTrack& track : followed(*make(), two_squares, 60))
    EXPECT_TRUE(track.samples.empty());
  OneNumber embedder;
  TrackerOptions options;
  options.samples_per_track = 2;
  const auto tracks = followed(*make(&embedder, options), two_squares, 60);
  ASSERT_EQ(tracks.size(), 2U);
  for (const FaceTrack& track : tracks) {
    EXPECT_GE(track.samples.size(), 1U);
    EXPECT_LE(track.samples.size(), 2U);
    for (const FaceSample& sample : track.samples) {
      EXPECT_GE(sample.frame, track.first_frame());
      EXPECT_LE(sample.frame, track.last_frame());
      EXPECT_EQ(sample.embedding.model, "one");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(backends, TrackerContract, ::testing::ValuesIn(trackers()),
                         [](const auto& backend) { return std::string(backend.param.name); });

}  // namespace
}  // namespace facetrack
