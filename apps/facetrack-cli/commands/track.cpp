// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstdio>

#include "commands/commands.hpp"
#include "commands/job_options.hpp"

namespace facetrack::cli {
namespace {

/// --preset scan and its option.
void add_scan(CommandSpec& spec) {
  const auto preset =
      std::find_if(spec.options.begin(), spec.options.end(),
                   [](const OptionSpec& option) { return option.name == "preset"; });
  *preset = {
      "Analysis",
      "preset",
      0,
      "P",
      "balanced",
      "fast or thorough analysis; scan looks at some frames and analyses only the parts of the "
      "video that may show the person",
      {},
      {"fast", "balanced", "thorough", "scan"}};
  spec.options.insert(preset + 1, {"Analysis", "every", 0, "S", "2",
                                   "with --preset scan: look at least every S seconds"});
}

std::string summary_text(const TrackJob& job, const TrackOutcome& outcome) {
  const TrackSummary summary = summarise(outcome.analysis, outcome.result);
  const std::string folder = job.output.folder.string();
  if (summary.clips == 0) return "no clips: " + summary.why + "\n" + folder + "\n";
  char text[128];
  std::snprintf(text, sizeof text, "%s, %.2f s, %s with the person\n",
                counted(summary.clips, "clip").c_str(), summary.clip_seconds,
                counted(summary.frames_with_target, "frame").c_str());
  return text + folder + "\n";
}

}  // namespace

const CommandSpec& track_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{"track",
                  "clips and metadata of one person, given one or more photos",
                  "VIDEO -r IMG… [-o DIR] [options]",
                  1,
                  "Finds the person on the photos in the video and writes a clip of each "
                  "appearance, exact to the frame, with the box of the face on each frame.",
                  {{"Input", "reference", 'r', "IMG", "",
                    "photo of the person, or a folder of photos; repeatable"},
                   {"Input", "not", 0, "IMG", "", "photo of a person to exclude; repeatable"},
                   {"Input", "reference-face", 0, "N", "",
                    "which face on the photos is the person; 0 is the largest"},
                   {"Output", "overlay", 0, "", "",
                    "also write overlay.mp4: the video with boxes and distances"}},
                  {{"track film.mp4 -r photo.jpg", "every clip of the person, into Results/"},
                   {"track film.mp4 -r ann.jpg -r ann2.jpg --not eve.jpg --crop none -o ann",
                    "two photos, a similar person excluded, no crop"}}};
    add_job_options(s);
    add_scan(s);
    return s;
  }();
  return spec;
}

namespace {

TrackJob track_job(const Values& values, const std::string& command_line = {}) {
  TrackJob job;
  job.video = read_video(values);
  read_analysis(values, job.video);
  job.output = read_folder(values, command_line);
  read_reuse(values, job.video, job.output);
  job.clips = read_clips(values);
  job.match = match_of(values);
  job.references = values.paths("reference");
  job.not_target = values.paths("not");
  job.overlay = values.flag("overlay");
  if (values.text("preset") == "scan") {
    job.scan = seconds_of(values, "every");
    if (job.video.options.start || job.video.options.end) {
      throw UsageError("--preset scan looks at the whole video; leave --start and --end out");
    }
  }
  if (values.given("reference-face")) {
    job.reference_face = values.integer("reference-face", 0, 1000);
  }
  if (job.references.empty()) {
    throw UsageError("track: no photo of the person given; add -r photo.jpg ('faces' needs none)");
  }
  return job;
}

}  // namespace

void prepare_track(const Values& values) {
  const TrackJob job = track_job(values);
  if (!job.clips.json) throw UsageError("--format: a batch reads metadata.json; add json");
  stock_models(model_choice(values));
}

int run_track(const Values& values, Context& context) {
  const TrackJob job = track_job(values, context.command_line);
  const TrackOutcome outcome = facetrack::run_track(job, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return report_interrupted(context);
  context.console.result(summary_text(job, outcome));
  recommend_detector(model_choice(values), outcome.analysis, context);
  return exit_done;
}

}  // namespace facetrack::cli
