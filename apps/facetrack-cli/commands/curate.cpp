// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "facetrack/curate_job.hpp"
#include "facetrack/time.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

/// An option that sets a limit of a gate.
struct GateOption {
  std::string_view name;
  std::string_view measure;
  bool is_least;
  double most;  ///< the largest value that makes sense
  std::string_view help;
};
constexpr GateOption gate_options[] = {
    {"min-face", "face_size", true, 100000, "smallest face: shorter side of its box, in pixels"},
    {"max-yaw", "yaw", false, 180, "largest turn to the side, in degrees"},
    {"max-pitch", "pitch", false, 180, "largest turn up or down, in degrees"},
    {"max-roll", "roll", false, 180, "largest tilt to a shoulder, in degrees"},
    {"min-sharpness", "sharpness", true, 1, "least sharpness of the face, 0 to 1"},
    {"min-brightness", "brightness", true, 255, "least brightness of the face, 0 to 255"},
    {"max-brightness", "brightness", false, 255, "largest brightness of the face, 0 to 255"},
    {"min-motion", "motion", true, 100, "least speed of the head, in face widths per second"},
    {"max-motion", "motion", false, 100, "largest speed of the head, in face widths per second"},
    {"max-camera-motion", "camera", false, 100,
     "largest speed of the camera, in picture widths per second"},
    {"min-agreement", "agreement", true, 1, "least similarity of the face to itself, 0 to 1"}};

/// An option without a value that sets a gate.
struct GateFlag {
  std::string_view name;
  Gate (*gate)();
  std::string_view help;
};
constexpr GateFlag gate_flags[] = {
    {"mouth-visible", mouth_visible, "nothing covers the mouth for more than 0.2 s"},
    {"eyes-visible", eyes_visible, "eyes are not covered or closed for more than 0.5 s"},
    {"no-overlay-text", no_overlay_text,
     "no text, logo or player control lies over the picture for more than 0.35 s"}};

Gate gate_of(const GateOption& option, double limit) {
  const std::string measure(option.measure);
  return option.is_least ? Gate{measure, limit, {}} : Gate{measure, {}, limit};
}

/// Replaces the gate of the preset for the same measure and bound, or adds one.
void set_gate(std::vector<Gate>& gates, const Gate& wanted) {
  const auto known = std::find_if(gates.begin(), gates.end(), [&](const Gate& gate) {
    return gate.measure == wanted.measure && gate.least.has_value() == wanted.least.has_value();
  });
  if (known == gates.end())
    gates.push_back(wanted);
  else
    *known = wanted;
}

CurateOptions choice_of(const Values& values) {
  CurateOptions choice = curate_preset(values.text("preset"));
  if (values.given("min-length")) choice.min_length = seconds_of(values, "min-length");
  if (values.given("max-length")) choice.max_length = seconds_of(values, "max-length");
  if (choice.max_length < choice.min_length) {
    throw UsageError("--max-length must be at least --min-length");
  }
  if (values.flag("single-face")) choice.single_face = true;
  for (const GateOption& option : gate_options) {
    if (!values.given(option.name)) continue;
    set_gate(choice.gates, gate_of(option, values.number(option.name, 0, option.most)));
  }
  for (const GateFlag& flag : gate_flags) {
    if (values.flag(flag.name)) set_gate(choice.gates, flag.gate());
  }
  return choice;
}

/// "0.9,0.05,0.05"
std::vector<double> shares_of(const Values& values) {
  std::vector<double> shares;
  std::stringstream text(values.text("split"));
  for (std::string part; std::getline(text, part, ',');) {
    char* end = nullptr;
    shares.push_back(std::strtod(part.c_str(), &end));
    if (part.empty() || *end != '\0') shares.back() = -1;
  }
  double sum = 0;
  for (const double share : shares) sum += share;
  const bool sane = (shares.size() == 2 || shares.size() == 3) && std::abs(sum - 1) < 1e-3 &&
                    *std::min_element(shares.begin(), shares.end()) >= 0;
  if (values.given("split") && !sane) {
    throw UsageError("--split: expected two or three shares that add up to 1, such as " +
                     std::string("0.9,0.05,0.05, got '") + values.text("split") + "'");
  }
  return shares;
}

CurateJob curate_job(const Values& values, const std::string& command_line = {}) {
  CurateJob job;
  for (const std::string& name : values.texts("video")) job.videos.emplace_back(name);
  for (const std::string& name : values.positional()) job.videos.emplace_back(name);
  if (job.videos.empty()) {
    throw UsageError("curate: no video given (facetrack-cli curate VIDEO|FOLDER… -o DATASET)");
  }
  job.decoder = decoder_options(values);
  read_models(values, job.analysis);
  job.analysis.options.workers = values.integer("jobs", 0, 1024);
  job.output = read_results(values, command_line);
  if (values.flag("reuse") && job.output.existing == Existing::refuse) {
    job.output.existing = Existing::reuse;
  }
  job.choice = choice_of(values);
  job.match = match_of(values);
  for (const std::string& name : values.texts("reference")) job.references.emplace_back(name);
  read_crop(values, job.plan.crop, job.plan.margin);
  job.plan.size = values.text("size") == "auto" ? 0 : values.integer("size", 16, 16384);
  job.crop_bars = values.flag("no-letterbox");
  job.no_copies = values.flag("no-duplicates");
  job.wav = values.flag("wav");
  constexpr double bytes = 1 << 20;  // of a MiB
  job.shard_size = static_cast<std::int64_t>(megabytes(values, "webdataset") * bytes);
  job.split = shares_of(values);
  if (values.text("fps") != "source")
    job.frame_rate = parse_rate(values.text("fps"));
  else
    job.frame_rate = {0, 1};
  job.writer = read_writer(values);
  job.writer.sample_rate =
      values.text("sample-rate") == "source" ? 0 : values.integer("sample-rate", 8000, 96000);
  return job;
}

std::string line_of(const CuratedVideo& video) {
  double kept = 0;
  double all = 0;
  for (const Stretch& stretch : video.stretches) {
    const double seconds = stretch.range.length().seconds();
    all += seconds;
    if (stretch.reason.empty()) kept += seconds;
  }
  char text[96];
  std::snprintf(text, sizeof text, ": %s, %.1f s of %.1f s with a face",
                counted(std::ssize(video.clips), "clip").c_str(), kept, all);
  return video.file.string() + text;
}

std::string summary(const CurateJob& job, const CurateOutcome& outcome) {
  std::ptrdiff_t clips = 0;
  double kept = 0;
  double all = 0;
  for (const CuratedVideo& video : outcome.videos) {
    clips += std::ssize(video.clips);
    for (const Stretch& stretch : video.stretches) {
      all += stretch.range.length().seconds();
      if (stretch.reason.empty()) kept += stretch.range.length().seconds();
    }
  }
  char text[96];
  std::snprintf(text, sizeof text, ", %.1f s of %.1f s with a face\n", kept, all);
  return counted(clips, "clip") + " from " + counted(std::ssize(outcome.videos), "video") + text +
         job.output.folder.string() + "\n";
}

}  // namespace

const CommandSpec& curate_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "curate",
        "a dataset of face clips that pass stated gates, with a reason for everything else",
        "VIDEO|FOLDER… -o DATASET [options]",
        -1,
        "Measures every stretch of every face, keeps those that pass all gates, and writes them "
        "as clips of one frame rate and size. manifest.jsonl lists them, rejected.jsonl lists all "
        "other stretches with the reason. docs/curate.md explains the measures and presets.",
        {{"Input", "video", 0, "VIDEO", "", "the same as the argument VIDEO; repeatable"},
         {"Input", "stream", 0, "N", "auto", "index of the video stream to use"},
         {"Input", "max-pixels", 0, "N", "134217728", "refuse videos with more pixels"},
         {"Input", "reference", 'r', "IMG", "", "only the person on this photo; repeatable"},
         {"Gates",
          "preset",
          0,
          "NAME",
          "talking-head",
          "gates and lengths to begin with",
          {},
          {curate_presets().begin(), curate_presets().end()}},
         {"Gates", "min-length", 0, "S", "", "shortest stretch, in seconds"},
         {"Gates", "max-length", 0, "S", "",
          "longest stretch; longer ones are divided at still and quiet moments"},
         {"Gates", "single-face", 0, "", "", "nobody else on any frame; searches every frame"}},
        {{"curate videos -o dataset", "talking heads of 3 to 10 s, 512 pixels, 25 fps, 16 kHz"},
         {"curate a.mp4 b.mp4 -o dataset --max-yaw 20 --min-face 256 --size 256",
          "other limits and size"},
         {"curate videos -o dataset --reuse --min-length 5",
          "decide again from the stored measures"}}};
    for (const GateOption& gate : gate_options) {
      s.options.push_back({"Gates", gate.name, 0, "X", "", gate.help});
    }
    for (const GateFlag& flag : gate_flags) {
      s.options.push_back({"Gates", flag.name, 0, "", "", flag.help});
    }
    s.options.push_back({"Gates", "no-duplicates", 0, "", "",
                         "leave out copies of earlier stretches, also from other files"});
    add_options(s, {"threshold"}, "Input");
    s.options.push_back({"Output", "output", 'o', "DIR", "dataset", "folder of the dataset"});
    add_options(s, {"force", "resume"});
    s.options.push_back(
        {"Output", "reuse", 0, "", "", "use the measures of an earlier run in DIR"});
    s.options.push_back(
        {"Output", "webdataset", 0, "SIZE", "",
         "tar files of about this size in shards/ instead of clips/, such as 500M"});
    s.options.push_back({"Output", "split", 0, "SHARES", "",
                         "divide persons into train, validation and test, such as 0.9,0.05,0.05"});
    add_options(s, {"no-report", "crop", "margin"});
    const std::vector<OptionSpec> clips = {
        {"Clips", "size", 0, "PX", "512", "height of the clips in pixels, or auto"},
        {"Clips", "fps", 0, "RATE", "25", "frame rate of the clips, or source"},
        {"Clips", "sample-rate", 0, "HZ", "16000", "sample rate of the sound, or source"},
        {"Clips", "wav", 0, "", "", "also write the sound of each clip as a WAV file"},
        {"Clips", "no-letterbox", 0, "", "", "clips do not show black bars"}};
    s.options.insert(s.options.end(), clips.begin(), clips.end());
    add_options(s, {"no-audio", "audio", "crf", "encoder-preset", "encoder-threads"});
    // --min-face is a gate here: smaller faces must be found, because they count as other faces.
    add_options(s, {"detector", "embedder", "jobs", "allow-unverified-model"});
    return s;
  }();
  return spec;
}

void prepare_curate(const Values& values) {
  curate_job(values);
  stock_models(model_choice(values));
}

int run_curate(const Values& values, Context& context) {
  CurateJob job = curate_job(values, context.command_line);
  int unusable = 0;
  job.on_video = [&](const CuratedVideo& video) {
    if (video.problem.empty())
      context.console.say(line_of(video));
    else
      ++unusable;
  };
  const CurateOutcome outcome = facetrack::run_curate(job, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return report_interrupted(context);
  context.console.result(summary(job, outcome));
  return unusable > 0 ? exit_bad_input : exit_done;
}

}  // namespace facetrack::cli
