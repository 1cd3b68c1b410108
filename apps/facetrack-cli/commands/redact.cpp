// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "facetrack/redact_job.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

constexpr std::size_t most_named_frames = 12;

HideMode mode_of(const Values& values) {
  const std::string mode = values.text("mode");
  return mode == "blur"       ? HideMode::blur
         : mode == "pixelate" ? HideMode::pixelate
         : mode == "fill"     ? HideMode::fill
                              : HideMode::oval;
}

RedactJob redact_job(const Values& values) {
  RedactJob job;
  job.video.file = video_of(values);
  job.video.stages.decoder = from_file(job.video.file, decoder_options(values));
  job.video.options.workers = values.integer("jobs", 0, 1024);
  TrackerOptions& tracker = job.video.options.tracker;
  tracker.effort = Effort::thorough;
  tracker.interval = 1;  // every frame
  const ModelChoice models = model_choice(values);
  job.video.stages.detector = detector_factory(models);
  job.video.stages.embedder = embedder_factory(models);
  job.video.settings = {{"stream", values.text("stream")},
                        {"detector", models.detector},
                        {"embedder", models.embedder}};
  add_model_files(models.embedder, job.video.inputs);
  DetectorOptions generous;
  generous.min_score = RedactJob::lowest_score;
  generous.allow_unverified = models.allow_unverified;
  job.searcher = [models, generous] { return make_detector(models.detector, generous); };
  job.checker = [models] { return RedactJob::make_checker(models.detector); };
  job.output = values.text("output");
  job.keep = values.paths("keep");
  job.only = values.paths("only");
  job.match = match_of(values);
  job.boxes = values.text("boxes");
  job.mode = mode_of(values);
  if (values.given("margin")) job.margin = static_cast<float>(values.number("margin", 0, 10));
  job.crf = values.integer("crf", 0, 51);
  job.preset = values.text("encoder-preset");
  job.threads = values.integer("encoder-threads", 0, 64);
  job.metadata = !values.flag("no-metadata");
  job.overwrite = values.flag("force");
  job.report = values.flag("report");
  return job;
}

void check_names(const Values& values) {
  const std::string ending = std::filesystem::path(values.text("output")).extension().string();
  if (ending != ".mp4" && ending != ".mov" && ending != ".mkv") {
    throw UsageError(
        "redact: give the output with -o, as a name that ends with .mp4, .mov or .mkv");
  }
  if (values.given("keep") && values.given("only")) {
    throw UsageError("--keep hides everybody else, --only hides one person; give only one of them");
  }
  if (values.given("threshold") && !values.given("keep") && !values.given("only")) {
    throw UsageError("--threshold needs --keep or --only; without them nobody is compared");
  }
}

/// "frames 3, 17, 18, …"
std::string frames_of(const std::vector<Sighting>& open) {
  std::set<std::int64_t> frames;
  for (const Sighting& face : open) frames.insert(face.frame);
  std::string text;
  std::size_t named = 0;
  for (const std::int64_t frame : frames) {
    if (named++ == most_named_frames) return text + ", …";
    text += (text.empty() ? "" : ", ") + std::to_string(frame);
  }
  return text;
}

std::string summary(const RedactJob& job, const RedactOutcome& outcome) {
  std::int64_t hidden = 0;
  std::int64_t shown = 0;
  for (const RedactArea& area : outcome.redaction.areas) (area.hide ? hidden : shown) += 1;
  return job.output.string() + ": " + counted(outcome.redaction.frames, "frame") + ", " +
         counted(hidden, "face") + " hidden, " + std::to_string(shown) + " shown\n";
}

}  // namespace

const CommandSpec& redact_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "redact",
        "a copy of a video with hidden faces: everybody, all but one, or one",
        "VIDEO -o OUT.mp4 [--keep IMG… | --only IMG…] [options]",
        1,
        "Searches every frame, hides every face, and searches the written video again before it "
        "gets its name. A person who may have to be hidden is hidden. Frames, times, sound, "
        "subtitles and chapters stay as they are.",
        {{"Who", "keep", 0, "IMG", "",
          "photo of the person who stays visible, or a folder of photos; repeatable"},
         {"Who", "only", 0, "IMG", "",
          "photo of the only person to hide, or a folder of photos; repeatable"},
         {"Who", "threshold", 0, "auto|D", "auto",
          "largest distance at which a face is the person"},
         {"Who", "boxes", 0, "FILE", "",
          "use these areas instead of searching: a corrected NAME.redact.json"},
         {"Look",
          "mode",
          0,
          "MODE",
          "blur",
          "how faces are hidden; from fill and oval nothing can be restored",
          {},
          {"blur", "pixelate", "fill", "oval"}},
         {"Look", "margin", 0, "F", "0.3", "margin around a face, as a fraction of its size"},
         {"Look", "crf", 0, "N", "18", "quality of the encoder; lower is better"},
         {"Look", "encoder-preset", 0, "P", "veryfast",
          "speed of the encoder, ultrafast to placebo"},
         {"Look", "encoder-threads", 0, "N", "0", "threads of the encoder; 0: one per core"},
         {"Output", "output", 'o', "FILE", "",
          "the video to write, .mp4, .mov or .mkv; its record is NAME.redact.json"},
         {"Output", "no-metadata", 0, "", "",
          "leave out titles, place, camera and names that the video carries"},
         {"Output", "report", 0, "", "", "also write NAME.redact.html, a page with pictures"},
         {"Output", "force", 0, "", "", "replace existing files"}},
        {{"redact talk.mp4 -o hidden.mp4", "everybody is blurred"},
         {"redact talk.mp4 --keep ann.jpg -o ann.mp4 --report", "everybody but Ann"},
         {"redact talk.mp4 --boxes hidden.redact.json -o again.mp4",
          "with areas that were corrected by hand"}}};
    add_video_options(s);
    add_options(s, {"detector", "embedder", "jobs", "allow-unverified-model"}, "Search");
    return s;
  }();
  return spec;
}

int run_redact(const Values& values, Context& context) {
  check_names(values);
  const RedactJob job = redact_job(values);
  require_free(job.output, values);
  require_free(redact_record(job.output), values);
  if (job.report) require_free(redact_report(job.output), values);
  const RedactOutcome outcome = facetrack::run_redact(job, context.control());
  context.console.end_progress();
  if (outcome.cancelled) {
    context.console.say("interrupted; nothing was written");
    return exit_interrupted;
  }
  context.console.result(summary(job, outcome));
  if (outcome.is_safe()) return exit_done;
  context.console.error(job.output.string() + ": the check still found open faces on frames " +
                        frames_of(outcome.redaction.open) + "; add areas for them to " +
                        redact_record(job.output).string() + " and give it with --boxes");
  return exit_broken_promise;
}

}  // namespace facetrack::cli
