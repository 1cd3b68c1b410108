// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Failing system calls below the public functions: only an Error or std::bad_alloc may leave the
// library, whatever the standard library, OpenCV and dlib throw. Each call runs in its own process:
// this program started once more, with fail_preload.cpp loaded into it.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <string>
#include <typeinfo>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/file.hpp"
#include "facetrack/job.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "faults/planted.hpp"
#include "support/jobs.hpp"
#include "support/paths.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* call_variable = "FACETRACK_FAILING_CALL";  // which, in the second process
constexpr int foreign_exit = 77;  // another exception left the library

JobVideo short_video() {
  JobVideo video = with_builtin_models("v.mp4");
  video.options.start = MediaTime{6, {1, 1}};
  video.options.end = MediaTime{66, {1, 10}};
  video.options.workers = 2;
  return video;
}

/// Calls of public functions, in the current folder, which holds a video and a photo.
const std::map<std::string, std::function<void()>>& calls() {
  static const std::map<std::string, std::function<void()>> all = {
      {"bridge",
       [] {
         BridgeOptions options;
         options.before = options.between = options.after = std::chrono::milliseconds(400);
         options.force_join = true;
         const BridgePlan plan = plan_bridge("v.mp4", 30, 60, options);
         make_bridge("v.mp4", plan, "bridge.mp4", options);
       }},
      {"clips",
       [] {
         ClipPlan plan;
         plan.name = "clip";
         plan.last_frame = 9;
         plan.width = plan.height = 32;
         plan.crop.assign(10, Box{10, 10, 40, 40});
         make_clip_writer("v.mp4", "clips")->write({&plan, 1}, {});
       }},
      {"expressions",
       [] {
         ExpressionJob job{.video = short_video(), .output = {.folder = "out"}};
         job.sequences = 1;
         job.length = 8;
         job.model = [] { return make_expression_model("builtin"); };
         run_expressions(job);
       }},
      {"notes",
       [] {
         fs::create_directory("notes");
         OutputNotes("notes", "test").write("a.txt", "text");
         OutputNotes("notes", "test").write("a.txt", "other text");
       }},
      {"pictures",
       [] {
         write_image("copy.png", read_image("p.png"));
         write_file("list.json", read_file("p.png"));
         source_id("v.mp4");
       }},
      {"shots",
       [] {
         JobVideo video = short_video();
         video.stages.detector = nullptr;
         save_shot_images(analyze_video(video), video, {.folder = "stills"});
       }},
      {"track", [] {
         TrackJob job{.video = short_video(), .references = {"p.png"}, .output = {.folder = "out"}};
         job.overlay = true;
         job.clips.plan.size = 96;
         job.clips.save_images = 3;
         run_track(job);
       }}};
  return all;
}

class FailingSystem : public ::testing::TestWithParam<std::string> {
 protected:
  static Ran call_again(const fs::path& folder, const std::string& call, const std::string& kind,
                        std::int64_t at) {
    fs::copy_file(demo(), folder / "v.mp4");
    fs::copy_file(photo(), folder / "p.png");
    const std::vector<std::string> words = {"env",
                                            std::string("LD_PRELOAD=") + FACETRACK_FAIL_PRELOAD,
                                            "FAIL_CALL=" + kind,
                                            "FAIL_AT=" + std::to_string(at),
                                            "FAIL_BELOW=" + fs::canonical(folder).string(),
                                            "FAIL_COUNT=" + (folder / "count").string(),
                                            std::string(call_variable) + "=" + call,
                                            fs::read_symlink("/proc/self/exe").string(),
                                            "--gtest_filter=FailingSystemCall.*",
                                            "--gtest_also_run_disabled_tests"};
    return run_any(words, {.folder = folder});
  }
};

/// The second process.
TEST(FailingSystemCall, DISABLED_throws_an_error) {
  const char* name = std::getenv(call_variable);
  ASSERT_NE(name, nullptr) << "FailingSystem runs it";
  try {
    calls().at(name)();
  } catch (const Error& error) {
    std::fprintf(stderr, "Error: %s\n", error.what());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "out of memory\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "left the library: %s: %s\n", typeid(error).name(), error.what());
    std::_Exit(foreign_exit);
  }
}

TEST_P(FailingSystem, lets_errors_and_nothing_else_out) {
  std::map<std::string, std::int64_t> counts;
  {
    const TempDir dir;
    const Ran ran = call_again(dir.path(), GetParam(), "", 0);
    ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    ASSERT_EQ(ran.err.find("Error: "), std::string::npos) << ran.err;
    std::string kind;
    std::int64_t count = 0;
    for (std::ifstream in(dir / "count"); in >> kind >> count;) counts[kind] = count;
  }
  const bool is_long = fault_runs() > 1;
  for (const auto& [kind, count] : counts) {
    if (!is_long && kind != "open" && kind != "memory" && kind != "thread") continue;
    std::vector<std::int64_t> points = fault_points(count, is_long ? fault_runs() : 0, 5);
    if (!is_long && points.size() > 1) points = {points[points.size() / 2]};
    for (const std::int64_t at : points) {
      const TempDir dir;
      const Ran ran = call_again(dir.path(), GetParam(), kind, at);
      EXPECT_NE(ran.exit_code, foreign_exit) << kind << ' ' << at << ": " << ran.err;
    }
    if (is_long) std::cout << GetParam() << ": " << kind << ": " << points.size() << " runs\n";
  }
}

INSTANTIATE_TEST_SUITE_P(calls, FailingSystem, ::testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const auto& [name, call] : calls()) names.push_back(name);
                           return names;
                         }()),
                         [](const auto& call) { return call.param; });

}  // namespace
}  // namespace facetrack::testing
