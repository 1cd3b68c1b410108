// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "facetrack/backends/content.hpp"
#include "facetrack/file.hpp"
#include "facetrack/job.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

std::string table(const Analysis& analysis) {
  std::string text = " shot       first        last          start            end  ends with\n";
  for (const Shot& shot : analysis.shots) {
    const auto time = [&](std::int64_t frame) { return analysis.time_of(frame).to_string(); };
    constexpr const char* words[] = {"cut", "dissolve", "fade", "wipe", "end"};
    char line[160];
    std::snprintf(line, sizeof line, "%5d %11lld %11lld %14s %14s  %s\n", shot.id + 1,
                  static_cast<long long>(shot.first_frame), static_cast<long long>(shot.last_frame),
                  time(shot.first_frame).c_str(), time(shot.last_frame + 1).c_str(),
                  words[static_cast<int>(shot.ends_with)]);
    text += line;
  }
  return text;
}

std::string formatted(const Analysis& analysis, const fs::path& file) {
  const std::string ending = file.extension().string();
  if (ending == ".json") return shots_json(analysis);
  if (ending == ".csv") return shots_csv(analysis);
  if (ending == ".edl") return shots_edl(analysis);
  if (ending == ".otio") return shots_otio(analysis);
  return shots_vtt(analysis);
}

void check_output(const fs::path& file, const Values& values) {
  constexpr std::array endings{".json", ".csv", ".edl", ".otio", ".vtt", ".html"};
  if (std::find(endings.begin(), endings.end(), file.extension().string()) == endings.end()) {
    throw UsageError(
        "--output: expected a name that ends with .json, .csv, .edl, .otio, .vtt or "
        ".html, got '" +
        file.string() + "'");
  }
  require_free(file, values);
}

/// The table of --stats: filled during the analysis, written when it is complete.
class Measures {
 public:
  explicit Measures(const Values& values) {
    if (!values.given("stats")) return;
    file_ = values.text("stats");
    require_free(file_, values);
  }
  Measures(const Measures&) = delete;
  Measures& operator=(const Measures&) = delete;

  bool are_wanted() const { return !file_.empty(); }
  void add(const ContentMeasures& m) {
    char line[128];
    std::snprintf(line, sizeof line, "%lld,%.4f,%.3f,%.3f,%.4f\n", static_cast<long long>(m.frame),
                  m.change, m.residual, m.background, m.cut_score);
    text_ += line;
  }
  void write() const {
    if (!file_.empty()) write_file(file_, text_);
  }

 private:
  fs::path file_;
  std::string text_ = "frame,change,residual,background,cut_score\n";
};

ShotOptions shot_options(const Values& values) {
  ShotOptions options;
  options.threshold = static_cast<float>(values.number("threshold", 0.01, 100));
  options.min_frames = values.integer("min-shot", 0, 1'000'000);
  return options;
}

/// Stages that only find shots. The first detector that is created judges the whole video, so its
/// measurements are written.
JobVideo shots_of_video(const Values& values, Measures& measures) {
  JobVideo video = read_video(values);
  video.settings = {{"stream", values.text("stream")}};
  video.stages.detector = nullptr;
  const auto is_first = std::make_shared<bool>(measures.are_wanted());
  video.stages.shots = [name = values.text("detector"), options = shot_options(values), is_first,
                        &measures]() -> std::unique_ptr<ShotDetector> {
    if (!std::exchange(*is_first, false)) return make_shot_detector(name, options);
    return make_content_detector(
        {options, {}, [&measures](const ContentMeasures& m) { measures.add(m); }});
  };
  return video;
}

}  // namespace

const CommandSpec& shots_spec() {
  static const CommandSpec spec = [] {
    const auto backends = shot_detector_backends();
    CommandSpec s{
        "shots",
        "list of shots with cuts, dissolves, fades and wipes",
        "VIDEO [-o FILE] [options]",
        1,
        "The mixed frames of a dissolve, fade or wipe belong to no shot.",
        {{"Input", "start", 0, "T", "", "analyse from this time: 90, 1:30 or 00:01:30.5"},
         {"Input", "end", 0, "T", "", "analyse up to this time"},
         {"Output", "json", 0, "", "", "print JSON instead of a table"},
         {"Output", "output", 'o', "FILE", "",
          "file to write: .json, .csv, .edl, .otio, .vtt (chapters) or .html; repeatable"},
         {"Output", "save-images", 0, "DIR", "",
          "folder for one still per shot and a contact sheet"},
         {"Output", "stats", 0, "FILE.csv", "",
          "table of the measurements on each frame, for adjusting --threshold"},
         {"Output", "force", 0, "", "", "replace existing files"},
         {"Analysis",
          "detector",
          0,
          "NAME",
          "content",
          "shot detector",
          {},
          {backends.begin(), backends.end()}},
         {"Analysis", "threshold", 0, "F", "1", "scales all thresholds; below 1 finds more cuts"},
         {"Analysis", "min-shot", 0, "N", "0",
          "merge shots of fewer than N frames with a neighbour"},
         {"Analysis", "jobs", 'j', "N", "0", "number of workers; 0: one per core",
          "num-processes"}},
        {{"shots film.mp4", "a table"},
         {"shots film.mp4 -o film.edl -o film.html --save-images stills",
          "a list for an editing program, a page and stills"}}};
    add_video_options(s);
    return s;
  }();
  return spec;
}

void prepare_shots(const Values& values) {
  read_video(values);
  values.text("detector");
  shot_options(values);
}

int run_shots(const Values& values, Context& context) {
  Measures measures(values);
  JobVideo video = shots_of_video(values, measures);
  const std::vector<std::string> outputs = values.texts("output");
  const auto is_page = [](const std::string& name) { return name.ends_with(".html"); };
  video.options.pictures = std::any_of(outputs.begin(), outputs.end(), is_page);
  for (const std::string& name : outputs) check_output(name, values);
  std::vector<fs::path> written(outputs.begin(), outputs.end());
  written.emplace_back(values.text("stats"));
  keep_inputs(written, std::vector{video.file});
  JobOutput images;
  images.folder = values.text("save-images");
  images.existing = values.flag("force") ? Existing::overwrite : Existing::refuse;
  const bool wants_images = values.given("save-images");
  if (wants_images) check_shot_images(video, images);
  Analysis analysis = analyze_video(video, context.control());
  context.console.end_progress();
  bool whole = !analysis.cancelled;
  if (whole && video.options.pictures) {
    whole = add_pictures(analysis, *video.stages.decoder(), context.control());
  }
  for (const std::string& name : outputs) {
    if (!whole) break;
    write_file(name, is_page(name) ? shots_page(analysis, replacing(context.command_line))
                                   : formatted(analysis, name));
  }
  if (whole) measures.write();
  if (whole && wants_images) whole = save_shot_images(analysis, video, images, context.control());
  if (!whole) return exit_interrupted;
  if (values.flag("json"))
    context.console.result(shots_json(analysis));
  else if (!values.given("output"))
    context.console.result(table(analysis));
  return exit_done;
}

}  // namespace facetrack::cli
