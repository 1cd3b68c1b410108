// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Whole jobs when a callback of the caller throws, at any call.

#include "support/jobs.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/backends/content.hpp"
#include "facetrack/bridge.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/report.hpp"

#include "cli/program.hpp"
#include "faults/planted.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

/// Every file below a folder, with its bytes where they do not hold times.
std::map<std::string, std::string> written_files(const fs::path& folder) {
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

/// 1.4 s of the demo video, small, with two shots; the person is in the second.
fs::path small_film() {
  static const TempDir dir;
  const fs::path film = dir / "small.mp4";
  if (!fs::exists(film)) {
    const std::string demo = (data_dir() / "demo/demo.mp4").string();
    const Ran cut = run_any({"ffmpeg", "-v", "error", "-ss", "6.6", "-i", demo, "-t", "1.4", "-vf",
                             "scale=320:-2", film.string()});
    EXPECT_EQ(cut.exit_code, 0) << cut.err;
  }
  return film;
}

JobVideo small_video() {
  JobVideo video = with_builtin_models(small_film());
  video.options.start = MediaTime{2, {1, 5}};
  video.options.workers = 1;
  return video;
}

ClipFiles small_clips() {
  ClipFiles clips;
  clips.plan.size = 96;
  clips.writer.threads = 1;
  return clips;
}

ClipWriterOptions& writer_of(TrackJob& job) { return job.clips.writer; }
ClipWriterOptions& writer_of(FacesJob& job) { return job.clips.writer; }
ClipWriterOptions& writer_of(ExpressionJob& job) { return job.writer; }

/// Fails in the progress, and in the pictures of clips on their way; what is left is resumed.
template <typename Job, typename Run>
void fail_in_job(const std::string& what, const std::function<Job(const fs::path&)>& make,
                 const Run& run) {
  const TempDir whole;
  run(make(whole.path()), RunControl{});
  const auto undisturbed = written_files(whole / "out");
  auto dir = std::make_unique<TempDir>();
  const auto resume = [&] {
    expect_no_part_files(dir->path());
    Job job = make(dir->path());
    job.output.existing = Existing::resume;
    run(job, RunControl{});
    const auto tree = written_files(dir->path() / "out");
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
        Job job = make(dir->path());
        writer_of(job).retouch = [fault](const Frame& frame) {
          fault->here();
          return frame;
        };
        run(job, RunControl{});
      },
      resume);
}

TEST(jobs_with_faults, run_track_ends_and_is_resumed) {
  fail_in_job<TrackJob>(
      "run_track",
      [](const fs::path& folder) {
        return TrackJob{.video = small_video(),
                        .references = {data_dir() / "demo/reference.png"},
                        .output = {.folder = folder / "out"},
                        .clips = small_clips()};
      },
      [](const TrackJob& job, const RunControl& control) { run_track(job, control); });
}

TEST(jobs_with_faults, run_faces_ends_and_is_resumed) {
  fail_in_job<FacesJob>(
      "run_faces",
      [](const fs::path& folder) {
        return FacesJob{
            .video = small_video(), .output = {.folder = folder / "out"}, .clips = small_clips()};
      },
      [](const FacesJob& job, const RunControl& control) { run_faces(job, control); });
}

TEST(jobs_with_faults, run_expressions_ends_and_is_resumed) {
  fail_in_job<ExpressionJob>(
      "run_expressions",
      [](const fs::path& folder) {
        ExpressionJob job{.video = small_video(), .output = {.folder = folder / "out"}};
        job.model = [] { return make_expression_model("builtin"); };
        job.length = 10;
        job.sequences = 1;
        job.writer.threads = 1;
        return job;
      },
      [](const ExpressionJob& job, const RunControl& control) { run_expressions(job, control); });
}

JobVideo only_shots() {
  JobVideo video = small_video();
  video.stages.detector = nullptr;
  return video;
}

TEST(jobs_with_faults, an_analysis_of_shots_ends_with_the_error_of_the_observer) {
  fail_everywhere("analyze_video, observer", 2 * fault_runs(), [&](const FaultPtr& fault) {
    JobVideo video = only_shots();
    video.stages.shots = [fault] {
      return make_content_detector({{}, {}, [fault](const ContentMeasures&) { fault->here(); }});
    };
    analyze_video(video);
  });
}

TEST(jobs_with_faults, the_error_of_a_log_sink_ends_a_job) {
  fail_everywhere("log sink", 0, [&](const FaultPtr& fault) {
    set_log_sink([fault](LogLevel, std::string_view) { fault->here(); });
    struct Reset {
      ~Reset() { set_log_sink({}); }
    } const reset;
    analyze_video(only_shots());
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
  options.before = options.between = options.after = std::chrono::milliseconds(800);
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
    BridgeOptions with_faces = options;
    with_faces.detector = [&] { return std::make_unique<Faulty>(fault); };
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
  std::map<std::string, std::string> undisturbed = written_files(dir / "clips");
  const auto again = [&] {
    expect_no_part_files(dir.path());
    for (const auto& [file, bytes] : written_files(dir / "clips"))
      EXPECT_TRUE(bytes == undisturbed[file]);
    planted = std::make_shared<Fault>();
    writer->write(plans);
    EXPECT_TRUE(written_files(dir / "clips") == undisturbed);
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
