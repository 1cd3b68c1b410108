// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The pipeline on stages of the tests' own: order, memory, errors and stopping, without a file.

#include "facetrack/pipeline.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

namespace facetrack {
namespace {

constexpr int width = 160;
constexpr int height = 120;
constexpr int face_size = 32;
constexpr std::int64_t film_frames = 1200;
constexpr std::int64_t cut_at = 430;  // inside a segment

std::atomic<int> live_frames = 0;
std::atomic<int> most_live_frames = 0;

/// A bright square on a dark ramp, walking to and fro; from `cut_at` on a white one.
Frame picture(std::int64_t index) {
  constexpr std::size_t luma = width * height;
  struct Pixels {
    std::vector<std::byte> bytes = std::vector<std::byte>(luma * 3 / 2 + 64, std::byte{128});
    Pixels() {
      const int live = ++live_frames;
      for (int most = most_live_frames;
           live > most && !most_live_frames.compare_exchange_weak(most, live);) {
      }
    }
    Pixels(const Pixels&) = delete;
    Pixels& operator=(const Pixels&) = delete;
    ~Pixels() { --live_frames; }
  };
  auto pixels = std::make_shared<Pixels>();
  const bool second = index >= cut_at;
  const auto walked = static_cast<int>(index % 160);
  const int left = 20 + (walked < 80 ? walked : 160 - walked);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool face = x >= left && x < left + face_size && y >= 40 && y < 40 + face_size;
      // Texture inside the square, so that it can be recognised from frame to frame.
      const int value = face ? 200 + (x - left + y) % 40 : (second ? 120 - y / 2 : 30 + y / 3);
      pixels->bytes[static_cast<std::size_t>(y * width + x)] = static_cast<std::byte>(value);
    }
  }
  const std::byte* data = pixels->bytes.data();
  const ImageView y{data, width, height, width, PixelFormat::gray8};
  const ImageView cb{data + luma, width / 2, height / 2, width / 2, PixelFormat::gray8};
  const ImageView cr{data + luma * 5 / 4, width / 2, height / 2, width / 2, PixelFormat::gray8};
  const FrameTime time{{index, {1, 25}}, {1, {1, 25}}, index};
  return {std::move(pixels), {y, cb, cr}, PixelFormat::yuv420p, time, {}};
}

class FilmDecoder final : public Decoder {
 public:
  explicit FilmDecoder(std::int64_t fails_at = -1) : fails_at_(fails_at) {
    info_.path = "film";
    info_.width = width;
    info_.height = height;
    info_.frame_rate = Rational{25, 1};
    for (std::int64_t i = 0; i < film_frames; i += 125) keys_.push_back({i, {i, {1, 25}}});
  }
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override {
    if (next_ == fails_at_) throw Error(ErrorCode::io, "film: the disk is gone");
    if (next_ >= film_frames) return std::nullopt;
    return picture(next_++);
  }
  void seek(std::int64_t index) override { next_ = index; }
  const std::vector<KeyFrame>& key_frames() override { return keys_; }
  std::int64_t count_frames() override { return film_frames; }
  std::int64_t skipped_frames() const noexcept override { return 0; }

 private:
  std::int64_t fails_at_;
  std::int64_t next_ = 0;
  MediaInfo info_;
  std::vector<KeyFrame> keys_;
};

/// Finds the square: the box of all pixels brighter than everything else.
class SquareDetector final : public Detector {
 public:
  explicit SquareDetector(int fails_after = -1) : calls_left_(fails_after) {}
  std::vector<Detection> detect(const ImageView& image) override {
    if (calls_left_ == 0) throw Error(ErrorCode::backend, "square: no more");
    --calls_left_;
    int left = image.width, top = image.height, right = -1, bottom = -1;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        if (std::to_integer<int>(image.row(y)[3 * x]) < 180) continue;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
    }
    if (right < 0) return {};
    return {{{static_cast<float>(left), static_cast<float>(top),
              static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)},
             0.95F,
             std::nullopt}};
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "square"; }

 private:
  int calls_left_;
};

/// To whom every face is the same.
class OnePerson final : public Embedder {
 public:
  std::string_view model_id() const noexcept override { return "one"; }
  float match_distance() const noexcept override { return 1; }
  float uncertain_distance() const noexcept override { return 1; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection> faces) override {
    return std::vector<Embedding>(faces.size(), {"one", {1}});
  }
};

Stages stages() {
  Stages made;
  made.decoder = std::make_unique<FilmDecoder>();
  made.shots = make_shot_detector();
  made.detector = std::make_unique<SquareDetector>();
  return made;
}

AnalyzeOptions workers(int count) {
  AnalyzeOptions options;
  options.workers = count;
  return options;
}

TEST(analyze, follows_a_face_to_the_exact_frame_of_a_cut_and_across_seams) {
  const Analysis found = analyze(stages, workers(2));
  EXPECT_EQ(found.frames, film_frames);
  EXPECT_EQ(found.pts.size(), static_cast<std::size_t>(film_frames) + 1);
  ASSERT_EQ(found.shots.size(), 2U);
  EXPECT_EQ(found.shots[1].first_frame, cut_at);
  ASSERT_EQ(found.tracks.size(), 2U);
  EXPECT_EQ(found.tracks[0].first_frame(), 0);
  EXPECT_EQ(found.tracks[0].last_frame(), cut_at - 1);
  EXPECT_EQ(found.tracks[0].ends_because, TrackEnd::cut);
  EXPECT_EQ(found.tracks[1].first_frame(), cut_at);
  EXPECT_EQ(found.tracks[1].last_frame(), film_frames - 1);
  EXPECT_EQ(found.tracks[1].ends_because, TrackEnd::end);
}

TEST(analyze, gives_the_same_bytes_for_any_number_of_workers) {
  const std::string one = tracks_json(analyze(stages, workers(1)));
  EXPECT_EQ(tracks_json(analyze(stages, workers(2))), one);
  EXPECT_EQ(tracks_json(analyze(stages, workers(5))), one);
  // More than the film has segments: the others decode ahead.
  EXPECT_EQ(tracks_json(analyze(stages, workers(32))), one);
}

Stages stages_with_embedder() {
  Stages made = stages();
  made.embedder = std::make_unique<OnePerson>();
  return made;
}

AnalyzeOptions with_pictures(AnalyzeOptions options) {
  options.stills = 10;
  options.tracker.portraits = true;
  return options;
}

std::vector<std::int64_t> portraits_of(const FaceTrack& track) {
  std::vector<std::int64_t> frames;
  for (const FaceSample& sample : track.samples) {
    if (!sample.portrait.empty()) frames.push_back(sample.frame);
  }
  return frames;
}

TEST(analyze, keeps_a_still_of_each_shot_and_a_portrait_of_each_track_if_asked_to) {
  const Analysis plain = analyze(stages_with_embedder, workers(2));
  EXPECT_TRUE(plain.stills.empty());
  for (const FaceTrack& track : plain.tracks) {
    EXPECT_FALSE(track.samples.empty());
    EXPECT_TRUE(portraits_of(track).empty());
  }
  AnalyzeOptions options = with_pictures(workers(2));
  const Analysis found = analyze(stages_with_embedder, options);
  ASSERT_EQ(found.stills.size(), 2U);
  EXPECT_EQ(found.stills.begin()->first, 12);
  EXPECT_EQ(found.stills.rbegin()->first, cut_at + 12);
  ASSERT_EQ(found.tracks.size(), 2U);
  for (const FaceTrack& track : found.tracks) {
    EXPECT_GT(track.samples.size(), 1U);
    EXPECT_EQ(portraits_of(track).size(), 1U);
  }
  options.stills = 1;
  EXPECT_EQ(analyze(stages_with_embedder, options).stills.begin()->first, cut_at + 12)
      << "the longer shot";
}

TEST(analyze, keeps_the_same_pictures_for_any_number_of_workers) {
  const std::string one = tracks_json(analyze(stages_with_embedder, with_pictures(workers(1))));
  for (const int count : {2, 5, 32}) {
    EXPECT_EQ(tracks_json(analyze(stages_with_embedder, with_pictures(workers(count)))), one);
  }
}

TEST(analyze, looks_only_at_the_frames_asked_for) {
  AnalyzeOptions options = workers(2);
  options.first_frame = 300;
  options.last_frame = 599;
  const Analysis found = analyze(stages, options);
  EXPECT_EQ(found.frames, 300);
  ASSERT_EQ(found.shots.size(), 2U);
  EXPECT_EQ(found.shots.front().first_frame, 300);
  EXPECT_EQ(found.shots.back().last_frame, 599);
}

TEST(analyze, holds_a_bounded_number_of_frames) {
  most_live_frames = 0;
  analyze(stages_with_embedder, with_pictures(workers(2)));
  // The tracker's frames, those that wait for a cut, and a few in hand: per worker.
  EXPECT_LE(most_live_frames, 2 * (40 + 16));
  EXPECT_EQ(live_frames, 0) << "frames left behind";
}

TEST(analyze, brings_the_error_of_any_stage_home_after_all_workers_ended) {
  const auto failing_decoder = [] {
    Stages made = stages();
    made.decoder = std::make_unique<FilmDecoder>(500);
    return made;
  };
  const auto failing_detector = [] {
    Stages made = stages();
    made.detector = std::make_unique<SquareDetector>(40);
    return made;
  };
  for (const StageFactory& make : {StageFactory(failing_decoder), StageFactory(failing_detector)}) {
    for (const int count : {1, 2, 32}) {
      try {
        analyze(make, workers(count));
        FAIL() << "no error came";
      } catch (const Error& error) {
        EXPECT_TRUE(error.code() == ErrorCode::io || error.code() == ErrorCode::backend);
      }
      EXPECT_EQ(live_frames, 0);
    }
  }
}

TEST(analyze, stops_when_asked_and_says_so) {
  std::stop_source stop;
  RunControl control{stop.get_token(), {}};
  control.on_progress = [&](const Progress& progress) {
    EXPECT_EQ(progress.stage, "analyse");
    stop.request_stop();
  };
  const Analysis found = analyze(stages, workers(2), control);
  EXPECT_TRUE(found.cancelled || found.frames == film_frames);
  EXPECT_EQ(found.pts.size(), found.frames == 0 ? 0U : static_cast<std::size_t>(found.frames) + 1);

  stop.request_stop();
  EXPECT_TRUE(analyze(stages, workers(2), control).cancelled);
  EXPECT_TRUE(analyze(stages, workers(32), control).cancelled);
}

TEST(analyze, needs_a_decoder_and_a_shot_detector) {
  EXPECT_THROW(analyze([] { return Stages{}; }), Error);
}

TEST(analyze, without_a_detector_finds_shots_only) {
  const auto shots_only = [] {
    Stages made = stages();
    made.detector.reset();
    return made;
  };
  const Analysis found = analyze(shots_only, workers(2));
  EXPECT_EQ(found.shots.size(), 2U);
  EXPECT_TRUE(found.tracks.empty());
  EXPECT_EQ(analyze(shots_only, with_pictures(workers(2))).stills.size(), 2U);
}

}  // namespace
}  // namespace facetrack
