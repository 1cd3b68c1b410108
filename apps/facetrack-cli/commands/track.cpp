// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>

#include "commands/commands.hpp"
#include "commands/job_options.hpp"

namespace facetrack::cli {
namespace {

std::vector<std::filesystem::path> paths(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

std::string summary_text(const TrackOptions& options, const TrackOutcome& outcome) {
  const TrackSummary& summary = outcome.summary;
  const std::string folder = options.output.string();
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
    return s;
  }();
  return spec;
}

namespace {

TrackOptions track_options(const Values& values) {
  TrackOptions options;
  read_job_options(values, options);
  options.references = paths(values.texts("reference"));
  options.not_target = paths(values.texts("not"));
  options.overlay = values.flag("overlay");
  if (values.given("reference-face")) {
    options.reference_face = values.integer("reference-face", 0, 1000);
  }
  if (options.references.empty()) {
    throw UsageError("track: no photo of the person given; add -r photo.jpg ('faces' needs none)");
  }
  return options;
}

}  // namespace

void prepare_track(const Values& values) {
  const TrackOptions options = track_options(values);
  if (!options.json) throw UsageError("--format: add json, because a batch reads metadata.json");
  prepare_models(options);
}

int run_track(const Values& values, Context& context) {
  TrackOptions options = track_options(values);
  options.settings = context.command_line;
  const TrackOutcome outcome = facetrack::run_track(options, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return say_interrupted(context);
  context.console.result(summary_text(options, outcome));
  recommend_detector(options, *outcome.analysis, context);
  return exit_done;
}

}  // namespace facetrack::cli
