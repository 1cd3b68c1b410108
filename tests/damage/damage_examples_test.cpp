// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Damage that once shifted numbers, lost frames or read beyond a vector.

#include <chrono>
#include <fstream>
#include <random>

#include <gmock/gmock.h>

#include "facetrack/file.hpp"

#include "damage/checks.hpp"
#include "support/damage.hpp"
#include "support/paths.hpp"

namespace facetrack::damage {
namespace {

namespace fs = std::filesystem;

const Base& base_named(const std::string& name) {
  for (const Base& base : bases()) {
    if (name == base.name) return base;
  }
  throw std::runtime_error("no base " + name);
}

/// All that holds of a damaged file whose times are those of the undamaged one.
Analysis check(const fs::path& file, const fs::path& sound, const fs::path& folder) {
  const Analysis analysis = look_at(file);
  Counts counts;
  check_shape(analysis);
  check_times(analysis, file);
  check_lists(analysis);
  check_clips(analysis, file, folder, numbers_by_time(sound), true, counts);
  EXPECT_GT(counts.clips, 0);
  EXPECT_EQ(counts.unreadable, 0);
  return analysis;
}

// Every number after the damage was too small by the frames that were lost.
TEST(Damage, zeros_in_the_middle_of_an_mp4_shift_no_number_and_no_time) {
  const testing::TempDir folder;
  const fs::path file = folder / "zeros.mp4";
  write_video(base_named("h264_mp4"), file, 500);
  fs::copy_file(file, folder / "sound.mp4");
  testing::zero_bytes(file, static_cast<std::int64_t>(fs::file_size(file) / 2), 24 << 10);
  const Analysis analysis = check(file, folder / "sound.mp4", folder / "clips");
  EXPECT_EQ(analysis.frames, 500);
  EXPECT_EQ(analysis.shots.back().last_frame, 499);
  EXPECT_GT(analysis.skipped_frames, 0);
  EXPECT_LT(analysis.skipped_frames, 100) << "decoding begins anew at the next key frame";
}

// Of 14 damages 13 shifted the times of shots.
TEST(Damage, no_random_damage_shifts_the_times_of_shots) {
  const testing::TempDir folder;
  const fs::path sound = folder / "sound.mp4";
  write_video(base_named("h264_mp4"), sound, 500);
  const Analysis before = look_at(sound);
  ASSERT_TRUE(before.damaged.empty());
  for (unsigned seed = 0; seed < 14; ++seed) {
    std::mt19937 random(seed);
    const fs::path file = folder / ("damaged" + std::to_string(seed) + ".mp4");
    fs::copy_file(sound, file);
    const auto size = static_cast<std::int64_t>(fs::file_size(file));
    // In the pictures, not in the tables that stand at the end.
    testing::zero_bytes(file, size / 10 + static_cast<std::int64_t>(random()) % (size * 7 / 10),
                        4 << 10);
    const Analysis after = look_at(file);
    EXPECT_EQ(after.frames, 500);
    EXPECT_EQ(after.pts, before.pts);
    // A cut whose frames are sound on both sides is where it was.
    for (const Shot& shot : before.shots) {
      const std::int64_t first = shot.first_frame;
      bool clean = true;
      for (std::int64_t frame = first - 12; frame <= first + 12; ++frame) {
        clean = clean && !is_damaged(after, frame);
      }
      if (!clean) continue;
      EXPECT_THAT(after.shots, ::testing::Contains(::testing::Field(&Shot::first_frame, first)))
          << "seed " << seed;
    }
  }
}

// Three seconds were lost and nothing was said of it.
TEST(Damage, frames_that_an_mkv_lost_are_counted_or_reported_as_a_gap) {
  const testing::TempDir folder;
  const fs::path file = folder / "hole.mkv";
  write_video(base_named("h264_mkv"), file, 500);
  fs::copy_file(file, folder / "sound.mkv");
  const auto size = static_cast<std::int64_t>(fs::file_size(file));
  testing::zero_bytes(file, size * 2 / 5, size / 6);
  const Analysis analysis = check(file, folder / "sound.mkv", folder / "clips");
  std::string told;
  const LogSink sink = [&](LogLevel, std::string_view text) { told += text; };
  set_log_sink(sink);
  JobVideo video{.file = file};
  video.stages.detector = nullptr;
  analyze_video(video);
  set_log_sink({});
  EXPECT_THAT(told, ::testing::HasSubstr("the video is damaged"));
  if (analysis.frames < 480) {
    EXPECT_THAT(told, ::testing::HasSubstr("the file has no frames at"));
  }
}

// A header of zeros read as that of a picture that is never shown: numbers after it were too small.
TEST(Damage, a_packet_of_zeros_keeps_its_number) {
  for (const char* name : {"vp8_webm", "vp9_webm"}) {
    SCOPED_TRACE(name);
    const testing::TempDir folder;
    const fs::path file = folder / "zeros.webm";
    fs::copy_file(base_file(base_named(name)), file);
    testing::zero_packet(file, 60);
    const Analysis analysis = look_at(file);
    check_shape(analysis);
    check_times(analysis, file);
    EXPECT_EQ(analysis.frames, look_at(base_file(base_named(name))).frames);
    EXPECT_TRUE(is_damaged(analysis, 60));
  }
}

// The packet at a key picture's place held another picture; what a decoder showed after a jump
// there depended on what it had decoded before.
TEST(Damage, swapped_hevc_packets_give_the_same_with_any_number_of_workers) {
  const testing::TempDir folder;
  const fs::path file = folder / "swapped.mp4";
  std::mt19937 random(2042);
  testing::write_damaged(base_file(base_named("hevc_mp4")), file, testing::DamageKind::swapped,
                         random);
  EXPECT_EQ(tracks_json(look_at(file, 3)), tracks_json(look_at(file, 1)));
}

fs::path damaged_demo(const fs::path& folder, unsigned seed) {
  std::mt19937 random(seed);
  const fs::path file = folder / ("demo" + std::to_string(seed) + ".mp4");
  fs::copy_file(testing::data_dir() / "demo" / "demo.mp4", file);
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  const auto size = static_cast<std::int64_t>(fs::file_size(file));
  testing::zero_bytes(file, size / 10 + static_cast<std::int64_t>(random()) % (size / 10), 6 << 10);
  return file;
}

// "frames must be consecutive", said of its own file.
TEST(Damage, reuse_takes_its_own_tracks_of_a_damaged_video) {
  const testing::TempDir folder;
  TrackJob job{.video = {.file = damaged_demo(folder.path(), 1)},
               .references = {testing::data_dir() / "demo" / "reference.png"},
               .output = {.folder = folder / "out"}};
  job.video.options.end = MediaTime{8, {1, 1}};
  const TrackOutcome first = run_track(job);
  ASSERT_FALSE(first.analysis.damaged.empty());
  EXPECT_GT(first.result.clips.size(), 0U);
  const std::string page = read_file(folder / "out" / "report.html");
  EXPECT_THAT(page, ::testing::HasSubstr("frames cannot be used"));
  const std::string metadata = read_file(folder / "out" / "metadata.json");
  job.output.existing = Existing::reuse;
  const TrackOutcome again = run_track(job);
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(tracks_json(again.analysis), tracks_json(first.analysis));
  EXPECT_EQ(again.result.clips.size(), first.result.clips.size());
  EXPECT_THAT(metadata, ::testing::HasSubstr("\"damaged\""));
}

// "to_bgr24: region 0x0 to 2x2 is empty or too large" for 9 of 15.
TEST(Damage, expressions_end_well_on_damaged_videos) {
  const testing::TempDir folder;
  for (unsigned seed = 0; seed < 3; ++seed) {
    ExpressionJob job{.video = {.file = damaged_demo(folder.path(), seed)},
                      .output = {.folder = folder / ("out" + std::to_string(seed))}};
    job.video.options.end = MediaTime{6, {1, 1}};
    job.sequences = 2;
    job.length = 12;
    const ExpressionOutcome outcome = run_expressions(job);
    for (const ScoredWindow& window : outcome.result.sequences) {
      for (std::int64_t frame = window.first_frame; frame <= window.last_frame; ++frame) {
        EXPECT_FALSE(is_damaged(outcome.analysis, frame));
      }
    }
  }
}

constexpr std::int64_t gap_frames = 264;

bool is_lost(std::int64_t frame) {
  return frame < 3 || (frame >= 40 && frame < 43) || (frame >= 55 && frame < 75) ||
         frame >= gap_frames - 3;
}

/// A decoder of one's own, without time_of(), that has no picture of some frames.
class Gaps final : public Decoder {
 public:
  explicit Gaps(const fs::path& file) : inner_(open_decoder(file)) {}
  const MediaInfo& info() const noexcept override { return inner_->info(); }
  std::optional<Frame> read() override {
    for (;;) {
      auto frame = inner_->read();
      if (!frame || !is_lost(frame->time().index)) return frame;
      ++skipped_;
    }
  }
  void seek(std::int64_t index) override { inner_->seek(index); }
  std::span<const KeyFrame> key_frames() override { return inner_->key_frames(); }
  std::optional<std::int64_t> count_frames() override { return inner_->count_frames(); }
  std::int64_t skipped_frames() const noexcept override { return skipped_; }

 private:
  std::unique_ptr<Decoder> inner_;
  std::int64_t skipped_ = 0;
};

TEST(Damage, holds_for_decoders_without_times_and_across_segments) {
  const testing::TempDir folder;
  const fs::path file = folder / "sound.mp4";
  write_video(base_named("h264_mp4"), file, gap_frames);
  const auto sound = open_decoder(file);
  for (const int workers : {1, 3}) {
    AnalyzeOptions options;
    options.workers = workers;
    Stages stages;
    stages.decoder = [file] { return std::make_unique<Gaps>(file); };
    stages.detector = [] { return std::make_unique<PlainFace>(); };
    stages.embedder = nullptr;
    const Analysis analysis = analyze(stages, options);
    const std::vector<FrameRange> lost{{0, 2}, {40, 42}, {55, 74}, {261, 263}};
    EXPECT_EQ(analysis.damaged, lost);
    EXPECT_EQ(analysis.frames, gap_frames);
    check_shape(analysis);
    EXPECT_GE(analysis.tracks.size(), 4U);
    for (std::int64_t i = 0; i < gap_frames; ++i) {
      EXPECT_EQ(analysis.pts[static_cast<std::size_t>(i)], sound->time_of(i)->pts) << i;
    }
  }
}

TEST(Damage, a_bridge_from_a_damaged_frame_is_refused) {
  const testing::TempDir folder;
  const fs::path file = folder / "zeros.mp4";
  write_video(base_named("h264_mp4"), file, 200);
  testing::zero_bytes(file, static_cast<std::int64_t>(fs::file_size(file) / 2), 6 << 10);
  const Analysis analysis = look_at(file);
  ASSERT_FALSE(analysis.damaged.empty());
  BridgeOptions options;
  options.before = options.between = options.after = std::chrono::milliseconds(400);
  options.force_join = true;
  try {
    const auto plan = plan_bridge(file, analysis.damaged.front().first_frame, 180, options);
    make_bridge(file, plan, folder / "bridge.mp4", options);
    FAIL() << "it was made";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("damaged"));
  }
  EXPECT_FALSE(fs::exists(folder / "bridge.mp4"));
}

}  // namespace
}  // namespace facetrack::damage
