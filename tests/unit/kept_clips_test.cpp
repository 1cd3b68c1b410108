// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Clips that a run finds finished are described as if it had written them.

#include <stop_token>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/job.hpp"

#include "job/job_output.hpp"
#include "job/settings.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

struct ThreeClips {
  testing::TempDir folder;
  JobVideo video;
  JobOutput output;
  ClipFiles files;
  ClipWriterOptions writer;
  Analysis analysis;
  std::vector<ClipPlan> plans;

  ThreeClips() {
    testing::VideoSpec spec;
    spec.width = 67;
    spec.height = 45;
    spec.codec = "ffv1";
    spec.start = 1.5;
    video.file = folder / "source.mkv";
    output.folder = folder / "out";
    output.existing = Existing::resume;
    writer.threads = 1;
    writer.overwrite = true;
    write_test_video(video.file, spec, 60, numbered_frames(spec));
    const auto decoder = open_decoder(video.file);
    analysis.source = decoder->info();
    MediaTime end;
    while (const auto frame = decoder->read()) {
      analysis.pts.push_back(frame->time().pts);
      end = frame->time().pts + frame->time().duration;
    }
    analysis.frames = static_cast<std::int64_t>(analysis.pts.size());
    analysis.pts.push_back(end);
    // The first one is the last to begin: stopped between, it is the one that lacks.
    for (const auto& [name, first, last, side] :
         {std::tuple{"clip_001", 30, 59, 0}, {"clip_002", 0, 9, 33}, {"clip_003", 5, 20, 0}}) {
      ClipPlan plan;
      plan.name = name;
      plan.first_frame = first;
      plan.last_frame = last;
      plan.width = plan.height = side;
      plans.push_back(plan);
    }
  }
  std::vector<WrittenClip> write(const RunControl& control = {}) const {
    job::ResultFolder results(job::folder_request(video, output, "track"));
    results.begin();
    const job::ClipJob clips{video, output.folder, files, writer};
    return job::write_clips(clips, analysis, results, "", plans, control);
  }
};

void expect_equal(const std::vector<WrittenClip>& a, const std::vector<WrittenClip>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].file, b[i].file);
    EXPECT_EQ(a[i].frames, b[i].frames);
    EXPECT_EQ(a[i].width, b[i].width);
    EXPECT_EQ(a[i].height, b[i].height);
    EXPECT_EQ(a[i].range.begin, b[i].range.begin);
    EXPECT_EQ(a[i].range.end, b[i].range.end);
    EXPECT_EQ(a[i].first_frame, b[i].first_frame);
    EXPECT_EQ(a[i].last_frame, b[i].last_frame);
    EXPECT_EQ(a[i].plan, b[i].plan);
  }
}

TEST(KeptClips, are_described_as_the_writer_describes_them) {
  for (const char* codec : {"h264", "ffv1"}) {
    ThreeClips job;
    job.writer.codec = codec;
    const auto written = job.write();
    ASSERT_EQ(written.size(), 3U);
    const auto last_written = std::filesystem::last_write_time(written[0].file);
    const auto kept = job.write();
    EXPECT_EQ(std::filesystem::last_write_time(kept[0].file), last_written) << "written again";
    expect_equal(kept, written);
  }
}

TEST(KeptClips, are_those_that_were_written_when_a_run_is_stopped) {
  ThreeClips job;
  std::stop_source stop;
  job.writer.retouch = [&](const Frame& frame) {
    if (frame.time().index == 40) stop.request_stop();
    return frame;
  };
  EXPECT_TRUE(job.write({stop.get_token(), {}}).empty()) << "the first plan is not done";
  job.writer.retouch = {};
  const auto resumed = job.write();
  ASSERT_EQ(resumed.size(), 3U);
  for (std::size_t i = 0; i < resumed.size(); ++i) {
    EXPECT_EQ(resumed[i].file.stem(), job.plans[i].name);
    EXPECT_EQ(resumed[i].plan, i);
    EXPECT_EQ(resumed[i].first_frame, job.plans[i].first_frame);
  }
}

}  // namespace
}  // namespace facetrack
