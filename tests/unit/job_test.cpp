// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/shot_job.hpp"

#include "job/job_output.hpp"
#include "job/job_pages.hpp"
#include "job/settings.hpp"
#include "support/paths.hpp"
#include "support/sample_result.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

TEST(source_id, is_the_same_for_the_same_bytes_and_tells_head_tail_and_length) {
  const testing::TempDir folder;
  const std::string bytes(300'000, 'x');
  write(folder / "a.mp4", bytes);
  write(folder / "copy.mp4", bytes);
  const std::string id = source_id(folder / "a.mp4");
  EXPECT_EQ(source_id(folder / "copy.mp4"), id);
  std::string other = bytes;
  other[10] = 'y';
  write(folder / "head.mp4", other);
  EXPECT_NE(source_id(folder / "head.mp4"), id);
  other = bytes;
  other[other.size() - 10] = 'y';
  write(folder / "tail.mp4", other);
  EXPECT_NE(source_id(folder / "tail.mp4"), id);
  write(folder / "long.mp4", bytes + "x");
  EXPECT_NE(source_id(folder / "long.mp4"), id);
  EXPECT_EQ(source_id(folder / "img_%04d.png"), "name:img_%04d.png");
}

JobOptions into(const fs::path& folder, Existing existing = Existing::refuse) {
  JobOptions options;
  options.output = folder;
  options.existing = existing;
  return options;
}

TEST(limits_of, a_threshold_of_the_users_own_keeps_the_band_of_doubt_above_it) {
  const auto embedder = make_embedder("builtin");
  const IdentifyOptions usual = identify_options(*embedder);
  JobOptions options;
  EXPECT_EQ(job::limits_of(options, *embedder).match, usual.match);
  EXPECT_EQ(job::limits_of(options, *embedder).uncertain, usual.uncertain);
  options.identify.match = usual.match - 0.25F;
  EXPECT_EQ(job::limits_of(options, *embedder).match, usual.match - 0.25F);
  EXPECT_NEAR(job::limits_of(options, *embedder).uncertain, usual.uncertain - 0.25F, 1e-5F);
}

/// A video of 40 frames, 25 a second, that is the only one of its folder.
class Job : public ::testing::Test {
 protected:
  Job() {
    const testing::VideoSpec spec;
    write_test_video(video(), spec, 40, numbered_frames(spec));
  }
  fs::path video() const { return folder_ / "video.mp4"; }

  testing::TempDir folder_;
};

TEST_F(Job, looks_at_the_frames_shown_from_start_to_before_end) {
  JobOptions options;
  options.video = video();
  options.start = parse_time("0.4");
  options.end = parse_time("0.8");
  const Analysis analysis = run_shots(options);
  EXPECT_EQ(analysis.first_frame, 10);
  EXPECT_EQ(analysis.frames, 10);
  ASSERT_EQ(analysis.shots.size(), 1U);
  EXPECT_EQ(analysis.shots[0].first_frame, 10);
  EXPECT_EQ(analysis.shots[0].last_frame, 19);
  options.start = parse_time("0.41");
  EXPECT_EQ(run_shots(options).first_frame, 11);
  options.end = options.start;
  EXPECT_THROW(run_shots(options), Error);
}

TEST_F(Job, a_page_shows_what_the_analysis_kept_without_the_video) {
  JobOptions options;
  options.video = video();
  const Analysis analysis = run_shots(options);
  EXPECT_EQ(analysis.stills.size(), 1U);
  options.report = false;
  const Analysis plain = run_shots(options);
  EXPECT_TRUE(plain.stills.empty());
  const auto page = [&](const Analysis& shown) {
    write_shots_page(options, shown, folder_ / "page.html");
    return read_file(folder_ / "page.html");
  };
  EXPECT_THAT(page(plain), HasSubstr("data:image/jpeg;base64,")) << "taken from the video";
  fs::remove(video());
  EXPECT_THAT(page(analysis), HasSubstr("data:image/jpeg;base64,"));
  EXPECT_THROW(page(plain), Error);
}

TEST(track_pictures, are_those_that_the_analysis_kept_and_only_the_others_are_looked_up) {
  const testing::TempDir folder;
  Analysis analysis = testing::sample_analysis();
  for (FaceTrack& track : analysis.tracks) {
    track.samples[1].portrait = "portrait " + std::to_string(track.id);
  }
  analysis.stills = {{12, "still 0"}, {41, "still 1"}, {65, "mixed"}, {99, "still 2"}};
  TrackResult result = testing::sample_result(analysis);
  result.references.clear();
  JobOptions options;
  options.video = folder / "gone.mp4";
  const report::PagePictures kept = job::track_pictures(options, result, {});
  EXPECT_THAT(kept.tracks, ElementsAre(Pair(0, "portrait 0"), Pair(1, "portrait 1")));
  EXPECT_THAT(kept.shots, ElementsAre(Pair(0, "still 0"), Pair(1, "still 1"), Pair(2, "still 2")));

  analysis.stills.erase(41);
  EXPECT_THROW(job::track_pictures(options, result, {}), Error) << "there is no video to look at";
  const testing::VideoSpec spec;
  write_test_video(options.video, spec, 100, numbered_frames(spec));
  analysis.tracks[0].samples[1].portrait.clear();
  const report::PagePictures mixed = job::track_pictures(options, result, {});
  EXPECT_THAT(mixed.tracks, ElementsAre(Pair(0, StartsWith("\xFF\xD8")), Pair(1, "portrait 1")));
  EXPECT_THAT(mixed.shots,
              ElementsAre(Pair(0, "still 0"), Pair(1, StartsWith("\xFF\xD8")), Pair(2, "still 2")));
}

Analysis forty_frames() {
  Analysis analysis;
  analysis.frames = 40;
  for (int i = 0; i <= 40; ++i) analysis.pts.push_back({i, {1, 25}});
  return analysis;
}

TEST_F(Job, goes_on_with_the_clips_that_are_there_and_still_fit) {
  JobOptions options = into(folder_ / "out");
  options.video = video();
  options.clips.preset = "ultrafast";
  const Analysis analysis = forty_frames();
  ClipPlan plan;
  plan.name = "clip_001";
  plan.first_frame = 3;
  plan.last_frame = 7;
  const fs::path clip = folder_ / "out/clips/clip_001.mp4";
  const auto write_clip = [&](const JobOptions& with) {
    job::ResultFolder results(job::folder_request(with, "track"));
    results.begin();
    EXPECT_EQ(job::write_clips(with, analysis, results, "", std::vector{plan}, {}).size(), 1U);
    return fs::exists(results.work() / "clips/clip_001.mp4");
  };
  EXPECT_TRUE(write_clip(options));
  EXPECT_TRUE(fs::exists(clip)) << "a run that ends early leaves what it has finished";
  options.existing = Existing::resume;
  EXPECT_FALSE(write_clip(options)) << "it is kept, not made again";
  fs::remove(clip);
  EXPECT_TRUE(write_clip(options)) << "it was lost: made again";
  JobOptions finer = options;
  finer.clips.crf = options.clips.crf - 5;
  EXPECT_TRUE(write_clip(finer));
}

TEST_F(Job, finds_the_clips_of_every_codec_again) {
  for (const char* codec : {"h265", "vp9", "ffv1"}) {
    JobOptions options = into(folder_ / codec);
    options.video = video();
    options.clips.codec = codec;
    options.clips.preset = "ultrafast";
    const Analysis analysis = forty_frames();
    ClipPlan plan;
    plan.name = "clip_001";
    plan.first_frame = 3;
    plan.last_frame = 7;
    const auto write_once = [&] {
      options.output = folder_ / codec;
      options.existing = Existing::resume;
      job::ResultFolder results(job::folder_request(options, "track"));
      results.begin();
      return job::write_clips(options, analysis, results, "", std::vector{plan}, {}).at(0).file;
    };
    const fs::path clip = write_once();
    EXPECT_EQ(clip.filename(), "clip_001" + clip_ending(codec));
    const auto written = fs::last_write_time(clip);
    EXPECT_EQ(write_once(), clip);
    EXPECT_EQ(fs::last_write_time(clip), written) << codec << ": was written again";
  }
}

}  // namespace
}  // namespace facetrack
