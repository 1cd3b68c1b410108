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

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/live.hpp"
#include "facetrack/report.hpp"

namespace facetrack {
namespace {

constexpr int width = 160;
constexpr int height = 120;
constexpr int face_size = 32;
constexpr std::int64_t film_frames = 540;
constexpr std::int64_t cut_at = 430;  // inside a segment: these begin at key frames

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
  std::span<const KeyFrame> key_frames() override { return keys_; }
  std::optional<std::int64_t> count_frames() override { return film_frames; }
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
  MatchLimits limits() const noexcept override { return {1, 0.9F, 1}; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection> faces) override {
    return std::vector<Embedding>(faces.size(), {"one", {1}});
  }
};

Stages stages() {
  Stages made;
  made.decoder = [] { return std::make_unique<FilmDecoder>(); };
  made.detector = [] { return std::make_unique<SquareDetector>(); };
  made.embedder = nullptr;
  return made;
}

AnalyzeOptions workers(int count) {
  AnalyzeOptions options;
  options.workers = count;
  options.pictures = false;
  return options;
}

TEST(analyze, follows_a_face_to_the_exact_frame_of_a_cut_and_across_seams) {
  const Analysis found = analyze(stages(), workers(2));
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
  const std::string one = tracks_json(analyze(stages(), workers(1)));
  EXPECT_EQ(tracks_json(analyze(stages(), workers(2))), one);
  EXPECT_EQ(tracks_json(analyze(stages(), workers(5))), one);
  // More than the film has segments: the others decode ahead.
  EXPECT_EQ(tracks_json(analyze(stages(), workers(32))), one);
}

Stages stages_with_embedder() {
  Stages made = stages();
  made.embedder = [] { return std::make_unique<OnePerson>(); };
  return made;
}

AnalyzeOptions with_pictures(AnalyzeOptions options) {
  options.pictures = true;
  return options;
}

std::vector<std::int64_t> portraits_of(const FaceTrack& track) {
  std::vector<std::int64_t> frames;
  for (const FaceSample& sample : track.samples) {
    if (!sample.portrait.empty()) frames.push_back(sample.frame);
  }
  return frames;
}

TEST(analyze, keeps_a_still_of_each_shot_and_a_portrait_of_each_track_if_pictures_are_wanted) {
  const Analysis plain = analyze(stages_with_embedder(), workers(2));
  EXPECT_TRUE(plain.stills.empty());
  for (const FaceTrack& track : plain.tracks) {
    EXPECT_FALSE(track.samples.empty());
    EXPECT_TRUE(portraits_of(track).empty());
  }
  AnalyzeOptions options = with_pictures(workers(2));
  const Analysis found = analyze(stages_with_embedder(), options);
  ASSERT_EQ(found.stills.size(), 2U);
  EXPECT_EQ(found.stills.begin()->first, 12);
  EXPECT_EQ(found.stills.rbegin()->first, cut_at + 12);
  ASSERT_EQ(found.tracks.size(), 2U);
  for (const FaceTrack& track : found.tracks) {
    EXPECT_GT(track.samples.size(), 1U);
    EXPECT_EQ(portraits_of(track).size(), 1U);
  }
}

TEST(analyze, keeps_the_same_pictures_for_any_number_of_workers) {
  const std::string one = tracks_json(analyze(stages_with_embedder(), with_pictures(workers(1))));
  for (const int count : {2, 5, 32}) {
    EXPECT_EQ(tracks_json(analyze(stages_with_embedder(), with_pictures(workers(count)))), one);
  }
}

TEST(analyze, looks_only_at_the_frames_asked_for) {
  AnalyzeOptions options = workers(2);
  options.start = MediaTime{300, {1, 25}};
  options.end = MediaTime{520, {1, 25}};
  const Analysis found = analyze(stages(), options);
  EXPECT_EQ(found.frames, 220);
  ASSERT_EQ(found.shots.size(), 2U);
  EXPECT_EQ(found.shots.front().first_frame, 300);
  EXPECT_EQ(found.shots.back().last_frame, 519);
}

TEST(analyze, holds_a_bounded_number_of_frames) {
  most_live_frames = 0;
  analyze(stages_with_embedder(), with_pictures(workers(2)));
  // The tracker's frames, those that wait for a cut, and a few in hand: per worker.
  EXPECT_LE(most_live_frames, 2 * (40 + 16));
  EXPECT_EQ(live_frames, 0) << "frames left behind";
}

TEST(analyze, brings_the_error_of_any_stage_home_after_all_workers_ended) {
  Stages failing_decoder = stages();
  failing_decoder.decoder = [] { return std::make_unique<FilmDecoder>(500); };
  Stages failing_detector = stages();
  failing_detector.detector = [] { return std::make_unique<SquareDetector>(40); };
  for (const Stages& failing : {failing_decoder, failing_detector}) {
    for (const int count : {1, 2, 32}) {
      try {
        analyze(failing, workers(count));
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
  const Analysis found = analyze(stages(), workers(2), control);
  EXPECT_TRUE(found.cancelled || found.frames == film_frames);
  EXPECT_EQ(found.pts.size(), found.frames == 0 ? 0U : static_cast<std::size_t>(found.frames) + 1);

  stop.request_stop();
  EXPECT_TRUE(analyze(stages(), workers(2), control).cancelled);
  EXPECT_TRUE(analyze(stages(), workers(32), control).cancelled);
}

TEST(analyze, needs_a_decoder) { EXPECT_THROW(analyze({}), Error); }

TEST(analyze, without_a_shot_detector_takes_the_video_for_one_shot) {
  Stages one_shot = stages();
  one_shot.shots = nullptr;
  const Analysis found = analyze(one_shot, with_pictures(workers(2)));
  ASSERT_EQ(found.shots.size(), 1U);
  EXPECT_EQ(found.shots[0].last_frame, film_frames - 1);
  EXPECT_EQ(tracks_json(analyze(one_shot, with_pictures(workers(5)))), tracks_json(found));
}

/// A detector of the caller's own that looks at whole frames.
class WholeFrames final : public ShotDetector {
 public:
  std::vector<Transition> push(const Frame& frame) override {
    if (frame.width() < width) throw Error(ErrorCode::invalid_argument, "small");
    return inner_->push(frame);
  }
  std::vector<Transition> flush() override { return inner_->flush(); }
  int max_delay() const noexcept override { return inner_->max_delay(); }

 private:
  std::unique_ptr<ShotDetector> inner_ = make_shot_detector();
};

TEST(analyze, a_shot_detector_of_whole_frames_sees_them_and_finds_the_same) {
  Stages whole = stages();
  whole.shots = [] { return std::make_unique<WholeFrames>(); };
  most_live_frames = 0;
  const Analysis found = analyze(whole, workers(2));
  EXPECT_LE(most_live_frames, 40 + 16) << "frames are not kept for the end";
  ASSERT_EQ(found.shots.size(), 2U);
  EXPECT_EQ(found.shots[1].first_frame, cut_at);
  ASSERT_EQ(found.tracks.size(), 2U);
  EXPECT_EQ(found.tracks[0].last_frame(), cut_at - 1);
}

/// The film as a stream: it cannot seek and does not know its length.
class Stream final : public Decoder {
 public:
  const MediaInfo& info() const noexcept override { return film_.info(); }
  std::optional<Frame> read() override { return film_.read(); }

 private:
  FilmDecoder film_;
};

TEST(analyze, reads_a_source_that_cannot_seek_from_its_beginning) {
  Stages stream = stages();
  stream.decoder = [] { return std::make_unique<Stream>(); };
  const Analysis found = analyze(stream, workers(4));
  EXPECT_EQ(found.frames, film_frames);
  EXPECT_EQ(found.shots.size(), 2U);
  ASSERT_EQ(found.tracks.size(), 2U);
  EXPECT_EQ(found.tracks[1].first_frame(), cut_at);
  EXPECT_TRUE(found.damaged.empty());

  AnalyzeOptions part = workers(4);
  part.start = MediaTime{300, {1, 25}};
  part.end = MediaTime{520, {1, 25}};
  const Analysis middle = analyze(stream, part);
  EXPECT_EQ(middle.first_frame, 300);
  EXPECT_EQ(middle.frames, 220);
  EXPECT_TRUE(middle.damaged.empty());
  part.start = MediaTime{film_frames, {1, 25}};
  EXPECT_THROW(analyze(stream, part), Error);
  EXPECT_THROW(Stream().seek(3), Error);
}

TEST(analyze, uses_a_tracker_of_the_callers_own) {
  /// Every frame is a track of its own.
  class Frames final : public Tracker {
   public:
    std::vector<FaceTrack> push(const Frame& frame) override {
      FaceTrack track;
      track.points.push_back({frame.time().index, frame.time().pts, {1, 1, 9, 9}, 1, {}, {}});
      return {track};
    }
    std::vector<FaceTrack> flush() override { return {}; }
  };
  Stages own = stages();
  own.tracker = [](Detector&, Embedder*, const TrackerOptions&) {
    return std::make_unique<Frames>();
  };
  AnalyzeOptions options = workers(1);
  options.end = MediaTime{10, {1, 25}};
  EXPECT_EQ(analyze(own, options).tracks.size(), 10U);
}

TEST(analyze, without_a_detector_finds_shots_only) {
  Stages shots_only = stages();
  shots_only.detector = nullptr;
  const Analysis found = analyze(shots_only, workers(2));
  EXPECT_EQ(found.shots.size(), 2U);
  EXPECT_TRUE(found.tracks.empty());
  EXPECT_EQ(analyze(shots_only, with_pictures(workers(2))).stills.size(), 2U);
}

constexpr Rational base{1, 25};

/// A source that cannot seek and numbers its frames as `time_of` says.
class OddDecoder final : public Decoder {
 public:
  using TimeOf = FrameTime (*)(std::int64_t);
  explicit OddDecoder(TimeOf times) : time_of_(times) {
    info_.width = width;
    info_.height = height;
  }
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override {
    if (next_ == 50) return std::nullopt;
    const FrameTime time = time_of_(next_);
    return picture(next_++).at(time);
  }

 private:
  TimeOf time_of_;
  std::int64_t next_ = 0;
  MediaInfo info_;
};

TEST(analyze, refuses_frames_that_cannot_follow_each_other) {
  const OddDecoder::TimeOf odd[] = {[](std::int64_t i) {
                                      return FrameTime{{i, base}, {1, base}, 0};
                                    },
                                    [](std::int64_t i) {
                                      return FrameTime{{i, base}, {1, base}, i * 1'000'000'000};
                                    },
                                    [](std::int64_t i) {
                                      return FrameTime{{7, base}, {1, base}, i};
                                    },
                                    [](std::int64_t i) {
                                      return FrameTime{{-i, base}, {1, base}, i};
                                    },
                                    [](std::int64_t i) {
                                      return FrameTime{{i, {0, 0}}, {1, {0, 0}}, i};
                                    }};
  for (const auto time_of : odd) {
    Stages own = stages();
    own.decoder = [time_of] { return std::make_unique<OddDecoder>(time_of); };
    try {
      analyze(own);
      ADD_FAILURE() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
    }
  }
  Stages own = stages();
  own.decoder = [] {
    return std::make_unique<OddDecoder>([](std::int64_t i) {
      return FrameTime{{3 * i, base}, {1, base}, i};
    });
  };
  EXPECT_EQ(analyze(own).frames, 50);
  AnalyzeOptions endless;
  endless.start = MediaTime{1, {0, 0}};
  EXPECT_EQ(analyze(own, endless).frames, 50) << "a base with a zero measures nothing";
}

/// A source whose pictures become smaller in the middle.
class ShrinkingDecoder final : public Decoder {
 public:
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override {
    if (next_ == 50) return std::nullopt;
    const Frame whole = picture(next_++);
    return next_ < 25 ? whole : to_bgr24(whole, {0, 0, 64, 64}, 64, 64).at(whole.time());
  }

 private:
  std::int64_t next_ = 0;
  MediaInfo info_;
};

TEST(analyze, refuses_frames_of_another_size) {
  Stages own = stages();
  own.decoder = [] { return std::make_unique<ShrinkingDecoder>(); };
  try {
    analyze(own);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("frame 24 of 64x64"));
  }
}

struct Findings {
  std::vector<FaceTrack> tracks;
  std::vector<Transition> transitions;

  void add(LiveFindings found) {
    std::move(found.tracks.begin(), found.tracks.end(), std::back_inserter(tracks));
    transitions.insert(transitions.end(), found.transitions.begin(), found.transitions.end());
  }
};

/// All frames of the film, one by one.
Findings watch(LiveAnalysis& live) {
  Findings all;
  FilmDecoder film;
  while (const auto frame = film.read()) all.add(live.push(*frame));
  all.add(live.finish());
  return all;
}

TEST(LiveAnalysis, finds_the_tracks_and_cuts_of_analyze) {
  const Analysis film = analyze(stages_with_embedder(), workers(2));
  TrackerOptions whole_tracks;
  LiveAnalysis live(stages_with_embedder(), whole_tracks);
  for (int round = 0; round < 2; ++round) {
    const Findings found = watch(live);
    ASSERT_EQ(found.transitions.size(), 1U);
    EXPECT_EQ(found.transitions[0].next_shot, cut_at);
    ASSERT_EQ(found.tracks.size(), film.tracks.size());
    for (std::size_t i = 0; i < found.tracks.size(); ++i) {
      EXPECT_EQ(found.tracks[i].first_frame(), film.tracks[i].first_frame());
      EXPECT_EQ(found.tracks[i].last_frame(), film.tracks[i].last_frame());
      EXPECT_EQ(found.tracks[i].ends_because, film.tracks[i].ends_because);
      EXPECT_FALSE(found.tracks[i].samples.empty());
    }
  }
  EXPECT_EQ(live_frames, 0) << "frames left behind";
}

TEST(LiveAnalysis, holds_a_bounded_number_of_frames_and_hands_out_long_tracks_in_pieces) {
  most_live_frames = 0;
  LiveAnalysis live(stages_with_embedder());
  const Findings found = watch(live);
  EXPECT_LE(most_live_frames, 50);
  EXPECT_GT(found.tracks.size(), 2U);
  for (const FaceTrack& piece : found.tracks) {
    EXPECT_LT(piece.points.size(), 25U * 11) << "ten seconds and a look";
  }
}

TEST(LiveAnalysis, numbers_frames_as_they_come_and_estimates_durations) {
  LiveAnalysis live(stages());
  Findings all;
  for (std::int64_t i = 0; i < 60; ++i) {
    FrameTime time;  // as a camera gives it: a time alone
    time.pts = {i * 80 + (i % 3), {1, 1000}};
    time.index = 77;
    all.add(live.push(to_bgr24(picture(i)).at(time)));
  }
  all.add(live.finish());
  ASSERT_EQ(all.tracks.size(), 1U);
  EXPECT_EQ(all.tracks[0].first_frame(), 0);
  EXPECT_EQ(all.tracks[0].last_frame(), 59);
  EXPECT_EQ(all.tracks[0].points[30].pts, (MediaTime{2400, {1, 1000}}));
}

TEST(LiveAnalysis, refuses_frames_out_of_order_and_continues) {
  LiveAnalysis live(stages());
  live.push(picture(0));
  live.push(picture(1));
  EXPECT_THROW(live.push(Frame{}), Error);
  EXPECT_THROW(live.push(picture(1)), Error) << "not later";
  EXPECT_THROW(live.push(shrink(picture(2), width / 2, height / 2)), Error) << "another size";
  live.push(picture(2));
  const LiveFindings found = live.finish();
  ASSERT_EQ(found.tracks.size(), 1U);
  EXPECT_EQ(found.tracks[0].last_frame(), 2);
}

TEST(LiveAnalysis, is_as_new_after_a_stage_has_failed) {
  Stages failing = stages();
  failing.detector = [] { return std::make_unique<SquareDetector>(20); };
  LiveAnalysis live(failing);
  FilmDecoder film;
  EXPECT_THROW(
      {
        while (const auto frame = film.read()) live.push(*frame);
      },
      Error);
  EXPECT_THROW(live.finish(), Error) << "the detector still fails";
  EXPECT_EQ(live_frames, 0);
  EXPECT_TRUE(live.finish().tracks.empty());
}

TEST(LiveAnalysis, does_without_the_parts_that_have_no_factory) {
  Stages none;
  none.shots = nullptr;
  none.detector = nullptr;
  LiveAnalysis nothing(none);
  EXPECT_TRUE(watch(nothing).tracks.empty());
  Stages camera = stages();
  camera.shots = nullptr;
  LiveAnalysis live(camera, TrackerOptions{});
  const Findings found = watch(live);
  EXPECT_TRUE(found.transitions.empty());
  EXPECT_FALSE(found.tracks.empty());
}

}  // namespace
}  // namespace facetrack
