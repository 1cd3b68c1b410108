// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Whole jobs when a callback of the caller throws, at any call.

#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/log.hpp"
#include "facetrack/report.hpp"
#include "facetrack/shot_job.hpp"

#include "faults/planted.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

/// Every file below a folder, with its bytes where they do not hold times.
std::map<std::string, std::string> tree_of(const fs::path& folder) {
  std::map<std::string, std::string> tree;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const bool bytes = entry.path().extension() == ".mp4" || entry.path().extension() == ".csv" ||
                       entry.path().filename() == "tracks.json";
    tree[fs::relative(entry.path(), folder).string()] = bytes ? read_file(entry.path()) : "";
  }
  return tree;
}

void expect_no_part_files(const fs::path& folder) {
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    EXPECT_FALSE(name.starts_with(".facetrack-part-")) << entry.path();
  }
}

RunControl reporting_to(const FaultPtr& fault) {
  return {{}, [fault](const Progress&) { fault->here(); }};
}

template <typename Options>
Options small_job(const fs::path& folder) {
  Options options;
  options.video = data_dir() / "demo/demo.mp4";
  options.output = folder / "out";
  options.detector = "hog";
  options.embedder = "builtin";
  options.start = MediaTime{6, {1, 1}};
  options.end = MediaTime{72, {1, 10}};
  options.analyze.workers = 1;
  options.plan.size = 96;
  options.clips.threads = 1;
  return options;
}

/// Fails in the progress, and in the pictures of clips on their way; what is left is resumed.
template <typename Options, typename Run>
void fail_in_job(const std::string& what, const std::function<Options(const fs::path&)>& make,
                 const Run& run) {
  const TempDir whole;
  run(make(whole.path()), RunControl{});
  const auto undisturbed = tree_of(whole / "out");
  auto dir = std::make_unique<TempDir>();
  const auto resume = [&] {
    expect_no_part_files(dir->path());
    Options options = make(dir->path());
    options.existing = Existing::resume;
    run(options, RunControl{});
    const auto tree = tree_of(dir->path() / "out");
    EXPECT_EQ(tree.size(), undisturbed.size());
    for (const auto& [file, bytes] : undisturbed) {
      ASSERT_TRUE(tree.contains(file)) << file;
      EXPECT_TRUE(tree.at(file) == bytes) << file;
    }
    dir = std::make_unique<TempDir>();
  };
  const int more = fault_runs() - 1;
  const auto fresh = [&] { dir = std::make_unique<TempDir>(); };
  fail_everywhere(
      what + ", progress", more,
      [&](const FaultPtr& fault) {
        fresh();
        run(make(dir->path()), reporting_to(fault));
      },
      resume);
  fail_everywhere(
      what + ", retouch", more,
      [&](const FaultPtr& fault) {
        fresh();
        Options options = make(dir->path());
        options.clips.retouch = [fault](const Frame& frame) {
          fault->here();
          return frame;
        };
        run(options, RunControl{});
      },
      resume);
}

TEST(jobs_with_faults, run_track_ends_and_is_resumed) {
  fail_in_job<TrackOptions>(
      "run_track",
      [](const fs::path& folder) {
        auto options = small_job<TrackOptions>(folder);
        options.references = {data_dir() / "demo/reference.png"};
        options.end = MediaTime{11, {1, 1}};  // the person is seen later than others
        return options;
      },
      [](const TrackOptions& options, const RunControl& control) { run_track(options, control); });
}

TEST(jobs_with_faults, run_faces_ends_and_is_resumed) {
  fail_in_job<JobOptions>(
      "run_faces", small_job<JobOptions>,
      [](const JobOptions& options, const RunControl& control) { run_faces(options, control); });
}

TEST(jobs_with_faults, run_expressions_ends_and_is_resumed) {
  fail_in_job<ExpressionOptions>(
      "run_expressions",
      [](const fs::path& folder) {
        auto options = small_job<ExpressionOptions>(folder);
        options.expression_model = "builtin";
        options.length = 10;
        options.sequences = 1;
        return options;
      },
      [](const ExpressionOptions& options, const RunControl& control) {
        run_expressions(options, control);
      });
}

TEST(jobs_with_faults, run_shots_ends) {
  const TempDir dir;
  fail_everywhere("run_shots, observer", 2 * fault_runs(), [&](const FaultPtr& fault) {
    auto options = small_job<JobOptions>(dir.path());
    options.shot_observer = [fault](const ContentMeasures&) { fault->here(); };
    run_shots(options);
  });
}

TEST(jobs_with_faults, the_error_of_a_log_sink_ends_a_job) {
  const TempDir dir;
  fail_everywhere("log sink", 0, [&](const FaultPtr& fault) {
    set_log_sink([fault](LogLevel, std::string_view) { fault->here(); });
    struct Reset {
      ~Reset() { set_log_sink({}); }
    } const reset;
    run_shots(small_job<JobOptions>(dir.path()));
  });
}

TEST(jobs_with_faults, a_bridge_ends_and_leaves_nothing) {
  const TempDir dir;
  VideoSpec spec;
  spec.width = 160;
  spec.height = 96;
  const fs::path source = dir / "source.mp4";
  write_test_video(source, spec, 120, numbered_frames(spec));
  BridgeOptions options;
  options.before = options.between = options.after = 0.8;
  options.force_join = true;
  options.audio = false;
  const fs::path file = dir / "bridge.mp4";
  const auto run = [&](const FaultPtr& fault) {
    fs::remove(file);
    const RunControl control = reporting_to(fault);
    const BridgePlan plan = plan_bridge(source, 40, 70, options, control);
    make_bridge(source, plan, file, options, control);
  };
  fail_everywhere("bridge, progress", fault_runs(), run, [&] { expect_no_part_files(dir.path()); });

  class Faulty final : public Detector {
   public:
    explicit Faulty(FaultPtr fault) : fault_(std::move(fault)) {}
    std::vector<Detection> detect(const ImageView&) override {
      fault_->here();
      return {};
    }
    int preferred_face() const noexcept override { return 32; }
    int smallest_face() const noexcept override { return 16; }
    std::string_view name() const noexcept override { return "faulty"; }

   private:
    FaultPtr fault_;
  };
  fail_everywhere("bridge, detector", fault_runs(), [&](const FaultPtr& fault) {
    Faulty detector(fault);
    BridgeOptions with_faces = options;
    with_faces.detector = &detector;
    plan_bridge(source, 40, 70, with_faces);
  });
}

TEST(jobs_with_faults, a_clip_writer_ends_and_goes_on_afterwards) {
  const TempDir dir;
  VideoSpec spec;
  spec.width = 96;
  spec.height = 64;
  const fs::path source = dir / "source.mp4";
  write_test_video(source, spec, 60, numbered_frames(spec));
  std::vector<ClipPlan> plans(3);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    plans[i].name = "clip_" + std::to_string(i);
    plans[i].first_frame = static_cast<std::int64_t>(7 * i);
    plans[i].last_frame = plans[i].first_frame + 30;
  }
  FaultPtr planted;
  ClipWriterOptions options;
  options.overwrite = true;
  options.retouch = [&](const Frame& frame) {
    planted->here();
    return frame;
  };
  const auto writer = make_clip_writer(source, dir / "clips", options);
  planted = std::make_shared<Fault>();
  writer->write(plans);
  std::map<std::string, std::string> undisturbed = tree_of(dir / "clips");
  const auto again = [&] {
    expect_no_part_files(dir.path());
    for (const auto& [file, bytes] : tree_of(dir / "clips"))
      EXPECT_TRUE(bytes == undisturbed[file]);
    planted = std::make_shared<Fault>();
    writer->write(plans);
    EXPECT_TRUE(tree_of(dir / "clips") == undisturbed);
  };
  fail_everywhere(
      "clip writer, retouch", 2 * fault_runs(),
      [&](const FaultPtr& fault) {
        planted = fault;
        writer->write(plans);
      },
      again);
}

}  // namespace
}  // namespace facetrack::testing
