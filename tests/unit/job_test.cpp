// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/job.hpp"

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "job/job_output.hpp"
#include "job/job_source.hpp"
#include "job/settings.hpp"
#include "support/paths.hpp"
#include "support/sample_result.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::write_text;

TEST(source_id, is_the_same_for_the_same_bytes_and_tells_head_tail_and_length) {
  const testing::TempDir folder;
  const std::string bytes(300'000, 'x');
  write_text(folder / "a.mp4", bytes);
  write_text(folder / "copy.mp4", bytes);
  const std::string id = source_id(folder / "a.mp4");
  EXPECT_EQ(source_id(folder / "copy.mp4"), id);
  std::string other = bytes;
  other[10] = 'y';
  write_text(folder / "head.mp4", other);
  EXPECT_NE(source_id(folder / "head.mp4"), id);
  other = bytes;
  other[other.size() - 10] = 'y';
  write_text(folder / "tail.mp4", other);
  EXPECT_NE(source_id(folder / "tail.mp4"), id);
  write_text(folder / "long.mp4", bytes + "x");
  EXPECT_NE(source_id(folder / "long.mp4"), id);
  EXPECT_EQ(source_id(folder / "img_%04d.png"), "name:img_%04d.png");
}

TEST(limits_of, a_threshold_of_the_users_own_keeps_the_band_of_doubt_above_it) {
  const auto embedder = make_embedder("builtin");
  const MatchLimits usual = embedder->limits();
  EXPECT_EQ(job::limits_of(*embedder, {}).mean_face, usual.mean_face);
  EXPECT_EQ(job::limits_of(*embedder, {}).uncertain, usual.uncertain);
  const MatchLimits own = job::limits_of(*embedder, usual.mean_face - 0.25F);
  EXPECT_EQ(own.mean_face, usual.mean_face - 0.25F);
  EXPECT_NEAR(own.uncertain, usual.uncertain - 0.25F, 1e-5F);
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

Stages shots_only(const fs::path& video) {
  Stages stages;
  stages.decoder = from_file(video);
  stages.detector = nullptr;
  return stages;
}

TEST_F(Job, analyses_the_frames_shown_from_start_to_before_end) {
  AnalyzeOptions options;
  options.start = parse_time("0.4");
  options.end = parse_time("0.8");
  const Analysis analysis = analyze(shots_only(video()), options);
  EXPECT_EQ(analysis.first_frame, 10);
  EXPECT_EQ(analysis.frames, 10);
  ASSERT_EQ(analysis.shots.size(), 1U);
  EXPECT_EQ(analysis.shots[0].first_frame, 10);
  EXPECT_EQ(analysis.shots[0].last_frame, 19);
  options.start = parse_time("0.41");
  EXPECT_EQ(analyze(shots_only(video()), options).first_frame, 11);
  options.end = options.start;
  EXPECT_THROW(analyze(shots_only(video()), options), Error);
}

TEST_F(Job, a_page_shows_the_pictures_that_the_analysis_has) {
  AnalyzeOptions options;
  const Analysis analysis = analyze(shots_only(video()), options);
  EXPECT_EQ(analysis.stills.size(), 1U);
  EXPECT_THAT(shots_page(analysis), HasSubstr("data:image/jpeg;base64,"));
  options.pictures = false;
  Analysis plain = analyze(shots_only(video()), options);
  EXPECT_TRUE(plain.stills.empty());
  EXPECT_THAT(shots_page(plain), ::testing::Not(HasSubstr("data:image/jpeg;base64,")));
  EXPECT_TRUE(add_pictures(plain, *open_decoder(video())));
  EXPECT_EQ(plain.stills, analysis.stills);
}

TEST(add_pictures, decodes_only_what_is_missing) {
  const testing::TempDir folder;
  Analysis analysis = testing::sample_analysis();
  analysis.tracks[1].samples[1].portrait = "portrait 1";
  analysis.stills = {{12, "still 0"}, {99, "still 2"}};
  const testing::VideoSpec spec;
  write_test_video(folder / "film.mp4", spec, 100, numbered_frames(spec));
  EXPECT_TRUE(add_pictures(analysis, *open_decoder(folder / "film.mp4")));
  EXPECT_THAT(analysis.tracks[0].samples[0].portrait, StartsWith("\xFF\xD8"));
  EXPECT_EQ(analysis.tracks[1].samples[0].portrait, "");
  EXPECT_EQ(analysis.tracks[1].samples[1].portrait, "portrait 1");
  ASSERT_EQ(analysis.stills.size(), 3U);
  EXPECT_THAT(analysis.stills[49], StartsWith("\xFF\xD8")) << "the middle of the second shot";

  std::stop_source stop;
  stop.request_stop();
  analysis.stills.clear();
  EXPECT_FALSE(add_pictures(analysis, *open_decoder(folder / "film.mp4"), {stop.get_token(), {}}));
}

Analysis forty_frames() {
  Analysis analysis;
  analysis.frames = 40;
  for (int i = 0; i <= 40; ++i) analysis.pts.push_back({i, {1, 25}});
  return analysis;
}

ClipPlan five_frames() {
  ClipPlan plan;
  plan.name = "clip_001";
  plan.first_frame = 3;
  plan.last_frame = 7;
  return plan;
}

/// Writes one clip of the video, as a job does; gives the clip, and whether it was made now.
struct OneClip {
  JobVideo video;
  JobOutput output;
  ClipFiles files;

  std::pair<WrittenClip, bool> write(const ClipWriterOptions& writer) const {
    const job::ClipJob clips{video, output.folder, files, writer};
    job::ResultFolder results(job::folder_request(video, output, "track"));
    results.begin();
    const auto written =
        job::write_clips(clips, forty_frames(), results, "", std::vector{five_frames()}, {});
    const fs::path fresh = results.work() / "clips" / written.at(0).file.filename();
    return {written.at(0), fs::exists(fresh)};
  }
};

TEST_F(Job, keeps_the_finished_clips_that_still_fit) {
  OneClip job{{.file = video()}, {.folder = folder_ / "out"}, {}};
  ClipWriterOptions writer;
  writer.preset = "ultrafast";
  writer.overwrite = true;
  const fs::path clip = folder_ / "out/clips/clip_001.mp4";
  EXPECT_TRUE(job.write(writer).second);
  EXPECT_TRUE(fs::exists(clip)) << "a run that ends early leaves what it has finished";
  job.output.existing = Existing::resume;
  EXPECT_FALSE(job.write(writer).second) << "it is kept, not made again";
  fs::remove(clip);
  EXPECT_TRUE(job.write(writer).second) << "it was lost: made again";
  writer.crf -= 5;
  EXPECT_TRUE(job.write(writer).second);
}

TEST_F(Job, finds_the_clips_of_every_codec_again) {
  for (const char* codec : {"h265", "vp9", "ffv1"}) {
    const OneClip job{
        {.file = video()}, {.folder = folder_ / codec, .existing = Existing::resume}, {}};
    ClipWriterOptions writer;
    writer.codec = codec;
    writer.preset = "ultrafast";
    writer.overwrite = true;
    const fs::path clip = job.write(writer).first.file;
    EXPECT_EQ(clip.filename(), "clip_001" + clip_ending(codec));
    const auto written = fs::last_write_time(clip);
    EXPECT_EQ(job.write(writer).first.file, clip);
    EXPECT_EQ(fs::last_write_time(clip), written) << codec << ": was written again";
  }
}

}  // namespace
}  // namespace facetrack
