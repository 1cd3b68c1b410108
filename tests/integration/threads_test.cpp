// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Whatever may be used from several threads, used from several threads at once: for the thread
// sanitizer, and to see that nobody gets the results of another.

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/job.hpp"
#include "facetrack/log.hpp"
#include "facetrack/models.hpp"

#include "support/barcode.hpp"
#include "support/jobs.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using testing::TempDir;

/// Runs all of `work` at once; what one of them throws fails the test.
void at_once(const std::vector<std::function<void()>>& work) {
  std::mutex mutex;
  std::vector<std::jthread> threads;
  for (const auto& task : work) {
    threads.emplace_back([&] {
      try {
        task();
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        ADD_FAILURE() << error.what();
      }
    });
  }
}

std::vector<std::function<void()>> times(int count, const std::function<void()>& task) {
  return std::vector<std::function<void()>>(static_cast<std::size_t>(count), task);
}

/// The first half second of the demo, with models that need no file and two workers.
JobVideo short_video() {
  JobVideo video = testing::with_builtin_models(testing::data_dir() / "demo/demo.mp4");
  video.options.end = MediaTime{1, {1, 2}};
  video.options.workers = 2;
  return video;
}

TEST(Threads, jobs_of_every_kind_run_beside_each_other) {
  const TempDir dir;
  const auto track = [&](const char* name) {
    TrackJob job{.video = short_video(),
                 .references = {testing::data_dir() / "demo/reference.png"},
                 .output = {.folder = dir / name},
                 .overlay = true};
    job.clips.save_images = 5;
    job.clips.writer.threads = 2;
    EXPECT_EQ(run_track(job).result.clips.size(), 1U) << name;
  };
  at_once({[&] { track("one"); }, [&] { track("two"); },
           [&] {
             const FacesJob job{.video = short_video(), .output = {.folder = dir / "faces"}};
             EXPECT_EQ(run_faces(job).persons.size(), 1U);
           },
           [&] {
             ExpressionJob job{.video = short_video(), .output = {.folder = dir / "expressions"}};
             job.model = [] { return make_expression_model("builtin"); };
             job.length = 5;
             job.sequences = 2;
             EXPECT_EQ(run_expressions(job).result.clips.size(), 2U);
           },
           [&] {
             const JobVideo video = short_video();
             const Analysis analysis = analyze_video(video);
             EXPECT_EQ(analysis.shots.size(), 1U);
             EXPECT_TRUE(save_shot_images(analysis, video, {.folder = dir / "shots"}));
           }});
  EXPECT_TRUE(fs::exists(dir / "one/clips/clip_001.mp4"));
  EXPECT_TRUE(fs::exists(dir / "two/overlay.mp4"));
}

TEST(Threads, bridges_are_made_beside_each_other) {
  const TempDir dir;
  testing::VideoSpec spec;
  spec.sounds.push_back({});
  write_test_video(dir / "in.mp4", spec, 75, testing::numbered_frames(spec), testing::clicks);
  std::atomic<int> made = 0;
  const auto bridge = [&] {
    BridgeOptions options;
    options.before = options.between = options.after = std::chrono::milliseconds(400);
    options.interpolated = 2;
    const fs::path file = dir / (std::to_string(++made) + ".mp4");
    const BridgePlan plan = plan_bridge(dir / "in.mp4", 25, 50, options);
    EXPECT_TRUE(make_bridge(dir / "in.mp4", plan, file, options).valid());
  };
  at_once(times(3, bridge));
}

TEST(Threads, decoders_of_one_file_are_opened_read_and_moved_beside_each_other) {
  const TempDir dir;
  testing::VideoSpec spec;
  spec.gop = 8;
  write_test_video(dir / "in.mp4", spec, 40, testing::numbered_frames(spec));
  write_test_video(dir / "other.mp4", spec, 30, testing::numbered_frames(spec));
  std::atomic<int> turn = 0;
  at_once(times(4, [&] {
    const int own = turn++;
    for (int round = 0; round < 3; ++round) {
      const auto decoder =
          open_decoder(dir / ((own + round) % 2 == 0 ? "in.mp4" : "other.mp4"), {.threads = 2});
      for (const std::int64_t at : {0, 17, 5, 29}) {
        decoder->seek(at);
        const auto frame = decoder->read();
        ASSERT_TRUE(frame.has_value());
        EXPECT_EQ(testing::read_barcode(*frame), at);
      }
    }
  }));
}

TEST(Threads, a_frame_is_looked_at_and_let_go_of_by_any_thread) {
  const auto decoder = open_decoder(testing::data_dir() / "demo/demo.mp4");
  for (int i = 0; i < 5; ++i) {
    const auto frame = decoder->read();
    ASSERT_TRUE(frame.has_value());
    at_once(times(3, [copy = *frame] {
      const Frame bgr = to_bgr24(copy, {10, 10, 64, 64}, 32, 32);
      EXPECT_EQ(bgr.width(), 32);
      EXPECT_FALSE(encode_jpeg(bgr).empty());
    }));
  }
}

TEST(Threads, models_are_found_and_made_beside_each_other) {
  at_once(times(4, [] {
    EXPECT_FALSE(list_models().empty());
    EXPECT_FALSE(has_model("no-such-model"));
    EXPECT_NE(make_detector("builtin"), nullptr);
    EXPECT_NE(make_embedder("builtin"), nullptr);
    EXPECT_NE(make_expression_model("builtin"), nullptr);
  }));
}

TEST(Threads, the_log_sink_is_changed_while_others_log) {
  std::atomic<int> heard = 0;
  std::atomic<bool> logged = false;
  const auto talk = [&] {
    for (int i = 0; i < 200; ++i) log(LogLevel::info, "text " + std::to_string(i));
    logged = true;
  };
  at_once({talk, talk, [&] {
             do {
               set_log_sink([&](LogLevel, std::string_view text) {
                 if (text.starts_with("text")) ++heard;
               });
               set_log_sink({});
             } while (!logged);
           }});
  set_log_sink([&](LogLevel, std::string_view) { ++heard; });
  const int before = heard;
  log(LogLevel::warning, "the last sink hears it");
  EXPECT_EQ(heard, before + 1);
  set_log_sink({});
}

}  // namespace
}  // namespace facetrack
