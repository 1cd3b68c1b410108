// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/job_options.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

std::vector<std::string_view> with_auto(std::span<const std::string_view> backends) {
  std::vector<std::string_view> choices{"auto"};
  for (const std::string_view name : backends) {
    if (name != "auto") choices.push_back(name);
  }
  return choices;
}

/// A card's file, or what results say: the name with the version of its vectors.
bool is_card_or_id(std::string_view embedder) {
  const auto names = embedder_backends();
  return embedder.ends_with(".json") ||
         std::any_of(names.begin(), names.end(), [&](std::string_view name) {
           return embedder.starts_with(std::string(name) + "-");
         });
}

MediaTime seconds(double value) { return {std::llround(value * 1'000'000), {1, 1'000'000}}; }

/// The settings of the analysis that the user names: a stored analysis must have been made with
/// them. What is not named is taken as it is stored.
std::set<std::string> given_settings(const Values& values) {
  constexpr std::pair<const char*, const char*> settings[] = {
      {"preset", "preset"},     {"speed", "preset"},      {"interval", "interval"},
      {"min-face", "min_face"}, {"join-gap", "join_gap"}, {"detector", "detector"},
      {"embedder", "embedder"}, {"start", "start"},       {"end", "end"},
      {"stream", "stream"}};
  std::set<std::string> given;
  for (const auto& [option, setting] : settings) {
    if (values.given(option)) given.insert(setting);
  }
  return given;
}

Effort effort_of(const Values& values) {
  const std::string preset = values.text("preset");
  if (values.flag("speed")) {
    if (values.given("preset") && preset != "fast") {
      throw UsageError("--speed means --preset fast; --preset " + preset + " contradicts it");
    }
    return Effort::fast;
  }
  if (preset == "fast") return Effort::fast;
  return preset == "thorough" ? Effort::thorough : Effort::balanced;
}

void read_audio(const Values& values, ClipWriterOptions& clips) {
  using Audio = ClipWriterOptions::Audio;
  const std::string audio = values.text("audio");
  if (values.flag("no-audio")) {
    if (values.given("audio") && audio != "none") {
      throw UsageError("--no-audio contradicts --audio " + audio);
    }
    clips.audio = Audio::none;
  } else if (audio == "none") {
    clips.audio = Audio::none;
  } else if (audio == "all") {
    clips.audio = Audio::all;
  } else if (audio != "default") {
    clips.audio = Audio::one;
    clips.audio_stream = values.integer("audio", 0, 1000);
  }
}

void read_clips(const Values& values, JobOptions& options) {
  read_picture_and_sound(values, options);
  if (values.text("size") != "auto") options.plan.size = values.integer("size", 16, 16384);
  options.plan.smooth = values.number("smooth", 0, 60);
  options.plan.min_clip = values.number("min-clip", 0, 3600);
  options.clips.copy_streams = values.flag("copy");
  options.clips.codec = values.text("codec");
  if (options.clips.copy_streams) options.plan.crop = CropMode::none;
}

void read_output(const Values& values, JobOptions& options) {
  read_folder(values, options);
  options.reuse = values.flag("reuse");
  options.tracks = values.text("tracks");
  options.save_images = values.given("save-images") ? values.integer("save-images", 1, 1000000) : 0;
  options.flat_metadata = values.text("metadata-style") == "flat";
  const std::vector<std::string> formats = values.list("format");
  const auto wants = [&](const char* name) {
    return std::find(formats.begin(), formats.end(), name) != formats.end();
  };
  options.json = wants("json");
  options.csv = wants("csv");
  options.mot = wants("mot");
  options.edl = wants("edl");
  options.otio = wants("otio");
}

}  // namespace

void prepare_models(const JobOptions& options) {
  make_detector(options.detector, options.model);
  make_embedder(options.embedder, {.allow_unverified = options.model.allow_unverified});
}

void read_video(const Values& values, JobOptions& options) {
  options.video = video_of(values);
  options.decoder = decoder_options(values);
  options.start = values.time("start");
  options.end = values.time("end");
  if (options.start && options.start->ticks < 0)
    throw UsageError("--start: the time must not be negative");
  if (options.start && options.end && !(*options.start < *options.end)) {
    throw UsageError("--end " + values.text("end") + " must be later than --start " +
                     values.text("start"));
  }
}

void check_force_or_resume(const Values& values) {
  if (values.flag("force") && values.flag("resume")) {
    throw UsageError(
        "--force starts again, --resume continues an interrupted run; give only one of them");
  }
}

void read_folder(const Values& values, JobOptions& options) {
  check_force_or_resume(values);
  options.cache = !values.flag("no-cache");
  options.output = values.text("output");
  options.existing = values.flag("force")    ? Existing::overwrite
                     : values.flag("resume") ? Existing::resume
                                             : Existing::refuse;
  options.report = !values.flag("no-report");
}

void read_picture_and_sound(const Values& values, JobOptions& options) {
  const std::string crop = values.text("crop");
  options.plan.crop = crop == "square" ? CropMode::square
                      : crop == "face" ? CropMode::face
                                       : CropMode::none;
  options.plan.margin = values.number("margin", 0, 20);
  read_audio(values, options.clips);
  options.clips.crf = values.integer("crf", 0, 63);
  options.clips.preset = values.text("encoder-preset");
  options.clips.threads = values.integer("encoder-threads", 0, 64);
}

void read_analysis(const Values& values, JobOptions& options) {
  options.detector = values.text("detector");
  options.embedder = values.text("embedder");
  options.model.allow_unverified = values.flag("allow-unverified-model");
  options.analyze.tracker.effort = effort_of(values);
  if (values.text("interval") != "auto") {
    options.analyze.tracker.interval = values.integer("interval", 1, 1000);
  }
  if (values.given("min-face")) {
    options.analyze.tracker.min_face = values.integer("min-face", 1, 100000);
  }
  options.analyze.tracker.join_gap = seconds(values.number("join-gap", 0, 60));
  options.analyze.workers = values.integer("jobs", 0, 1024);
  options.insist = given_settings(values);
  if (const auto threshold = values.number_or_auto("threshold", 0, 100)) {
    options.identify.match = static_cast<float>(*threshold);
  }
}

void add_analysis_options(CommandSpec& spec) {
  const std::vector<OptionSpec> options = {
      {"Analysis",
       "detector",
       0,
       "NAME",
       "auto",
       "face detector",
       {},
       with_auto(detector_backends())},
      {"Analysis",
       "embedder",
       0,
       "NAME",
       "auto",
       "face recogniser, or the card of an ONNX network (FILE.json)",
       {},
       with_auto(embedder_backends()),
       is_card_or_id},
      {"Analysis",
       "preset",
       0,
       "P",
       "balanced",
       "fast or thorough analysis",
       {},
       {"fast", "balanced", "thorough"}},
      {"Analysis", "speed", 0, "", "", "same as --preset fast"},
      {"Analysis", "interval", 0, "auto|N", "auto", "search for faces on every N-th frame"},
      {"Analysis", "threshold", 0, "auto|D", "auto",
       "largest distance at which a face is the person"},
      {"Analysis", "min-face", 0, "PX", "", "ignore faces smaller than PX pixels"},
      {"Analysis", "join-gap", 0, "S", "0.5",
       "keep following a face that is not found for up to S seconds"},
      {"Analysis", "jobs", 'j', "N", "0", "number of workers; 0: one per core", "num-processes"},
      {"Analysis", "allow-unverified-model", 0, "", "",
       "load model files whose checksum is not known"}};
  spec.options.insert(spec.options.end(), options.begin(), options.end());
}

void add_job_options(CommandSpec& spec) {
  add_video_options(spec);
  const std::vector<OptionSpec> options = {
      {"Input", "start", 0, "T", "", "analyse from this time: 90, 1:30 or 00:01:30.5"},
      {"Input", "end", 0, "T", "", "analyse up to this time"},
      {"Output", "output", 'o', "DIR", "Results", "output folder"},
      {"Output", "force", 0, "", "",
       "start again; existing results are replaced when the new ones are complete"},
      {"Output", "resume", 0, "", "", "continue an interrupted run"},
      {"Output", "reuse", 0, "", "",
       "use the analysis in DIR/tracks.json; for other clips of the same person"},
      {"Output", "tracks", 0, "FILE", "",
       "use the analysis in FILE; for another person: -o DIR/NAME --tracks DIR/tracks.json"},
      {"Output", "no-cache", 0, "", "",
       "do not write tracks.json, which holds face data of everybody in the video"},
      {"Output",
       "format",
       0,
       "LIST",
       "json,csv",
       "metadata formats to write, separated by commas",
       {},
       {"json", "csv", "mot", "edl", "otio"}},
      {"Output",
       "metadata-style",
       0,
       "STYLE",
       "facetrack",
       "layout of metadata.json",
       {},
       {"facetrack", "flat"}},
      {"Output", "save-images", 0, "N", "", "save every N-th face of each clip as a picture"},
      {"Output", "no-report", 0, "", "", "do not write report.html"},
  };
  spec.options.insert(spec.options.end(), options.begin(), options.end());
  add_analysis_options(spec);
  const std::vector<OptionSpec> clips = {
      {"Clips",
       "crop",
       0,
       "MODE",
       "square",
       "part of the picture to keep",
       {},
       {"square", "face", "none"}},
      {"Clips", "margin", 0, "F", "0.4", "margin around the face, as a fraction of its size"},
      {"Clips", "size", 0, "PX", "auto", "width and height of the clips; auto never enlarges"},
      {"Clips", "smooth", 0, "S", "0.5",
       "how long the motion of the crop window is averaged, in seconds"},
      {"Clips", "min-clip", 0, "S", "0.2", "write no clips shorter than S seconds"},
      {"Clips", "no-audio", 0, "", "", "write clips without sound"},
      {"Clips", "audio", 0, "N|all|none", "default", "audio track to keep"},
      {"Clips", "copy", 0, "", "", "copy without encoding: clips begin at a key frame, no crop"},
      {"Clips",
       "codec",
       0,
       "NAME",
       "h264",
       "video codec of the clips",
       {},
       {"h264", "h265", "vp9", "ffv1"}},
      {"Clips", "crf", 0, "N", "18", "quality of the encoder; lower is better"},
      {"Clips", "encoder-preset", 0, "P", "veryfast", "speed of the encoder, ultrafast to placebo"},
      {"Clips", "encoder-threads", 0, "N", "0", "threads of each encoder; 0: one per core"}};
  spec.options.insert(spec.options.end(), clips.begin(), clips.end());
}

void read_job_options(const Values& values, JobOptions& options) {
  read_video(values, options);
  read_analysis(values, options);
  read_clips(values, options);
  read_output(values, options);
}

}  // namespace facetrack::cli
