// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/job_options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include "facetrack/file.hpp"

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

MediaTime seconds(double value) { return {std::llround(value * 1'000'000), {1, 1'000'000}}; }

/// The settings of the analysis that the user gave: a stored analysis must have been made with
/// them. Other settings may differ.
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

std::string hash_of(const std::string& file) {
  std::ifstream bytes(file, std::ios::binary);
  return sha256(bytes).substr(0, 16);
}

}  // namespace

std::vector<std::string_view> detector_choices() { return with_auto(detector_backends()); }
std::vector<std::string_view> embedder_choices() { return with_auto(embedder_backends()); }

bool is_card_or_id(std::string_view embedder) {
  const auto names = embedder_backends();
  return embedder.ends_with(".json") ||
         std::any_of(names.begin(), names.end(), [&](std::string_view name) {
           return embedder.starts_with(std::string(name) + "-");
         });
}

void add_model_files(const std::string& name, std::vector<std::filesystem::path>& inputs) {
  const std::filesystem::path file(name);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return;
  for (const char* ending : {".json", ".onnx"}) {
    inputs.push_back(std::filesystem::path(file).replace_extension(ending));
  }
  inputs.push_back(file);
}

ModelChoice model_choice(const Values& values) {
  return {values.text("detector"), values.text("embedder"), values.flag("allow-unverified-model")};
}

JobVideo read_video(const Values& values) {
  JobVideo video;
  video.file = video_of(values);
  video.stages.decoder = from_file(video.file, decoder_options(values));
  AnalyzeOptions& options = video.options;
  options.start = values.time("start");
  options.end = values.time("end");
  options.workers = values.integer("jobs", 0, 1024);
  if (options.start && options.start->ticks < 0)
    throw UsageError("--start: the time must not be negative");
  if (options.start && options.end && !(*options.start < *options.end)) {
    throw UsageError("--end " + values.text("end") + " must be later than --start " +
                     values.text("start"));
  }
  return video;
}

void read_models(const Values& values, JobVideo& video) {
  const ModelChoice models = model_choice(values);
  video.stages.detector = detector_factory(models);
  video.stages.embedder = embedder_factory(models);
  video.settings = {{"stream", values.text("stream")}, {"detector", models.detector},
                    {"embedder", models.embedder},     {"shot_detector", "content"},
                    {"shot_threshold", "1"},           {"min_shot", "0"}};
  if (models.allow_unverified) video.settings["unverified_models"] = "allowed";
  add_model_files(models.embedder, video.inputs);
  if (models.embedder.ends_with(".json") && !video.inputs.empty()) {
    video.settings["embedder_card"] = hash_of(models.embedder);
  }
}

void read_analysis(const Values& values, JobVideo& video) {
  read_models(values, video);
  video.insist = given_settings(values);
  TrackerOptions& tracker = video.options.tracker;
  tracker.effort = effort_of(values);
  if (values.text("interval") != "auto") tracker.interval = values.integer("interval", 1, 1000);
  if (values.given("min-face")) tracker.min_face = values.integer("min-face", 1, 100000);
  tracker.join_gap = seconds(values.number("join-gap", 0, 60));
}

std::optional<float> match_of(const Values& values) {
  const auto threshold = values.number_or_auto("threshold", 0, 100);
  return threshold ? std::optional(static_cast<float>(*threshold)) : std::nullopt;
}

MediaTime seconds_of(const Values& values, std::string_view option) {
  return seconds(values.number(option, 0.04, 86400));
}

double megabytes(const Values& values, std::string_view option) {
  const std::string text = values.text(option);
  if (text.empty()) return 0;
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  const double scale = unit == "G" || unit == "g" ? 1024 : unit == "M" || unit == "m" ? 1 : 0;
  if (end == text.c_str() || !(number > 0) || !(number < 1e9) || scale == 0) {
    throw UsageError("--" + std::string(option) + ": expected a size such as 500M or 2G, got '" +
                     text + "'");
  }
  return number * scale;
}

std::string replacing(const std::string& command_line) {
  const bool replaces = (command_line + ' ').find(" --force ") != std::string::npos;
  return command_line.empty() || replaces ? command_line : command_line + " --force";
}

JobOutput read_folder(const Values& values, const std::string& command_line) {
  JobOutput output = read_results(values, command_line);
  output.tracks = !values.flag("no-cache");
  return output;
}

JobOutput read_results(const Values& values, const std::string& command_line) {
  check_force_or_resume(values);
  JobOutput output;
  output.folder = values.text("output");
  output.existing = values.flag("force")    ? Existing::overwrite
                    : values.flag("resume") ? Existing::resume
                                            : Existing::refuse;
  output.report = !values.flag("no-report");
  output.command = replacing(command_line);
  return output;
}

void read_reuse(const Values& values, JobVideo& video, JobOutput& output) {
  video.tracks = values.text("tracks");
  if (!values.flag("reuse")) return;
  if (output.existing == Existing::refuse) output.existing = Existing::reuse;
  // With --force, the results of another job, video or person may be replaced, too.
  const std::filesystem::path own = output.folder / "tracks.json";
  std::error_code ignored;
  if (output.existing == Existing::overwrite && video.tracks.empty() &&
      std::filesystem::is_regular_file(own, ignored)) {
    video.tracks = own;
  }
}

ClipFiles read_framing(const Values& values) {
  ClipFiles clips;
  read_crop(values, clips.plan.crop, clips.plan.margin);
  if (values.text("size") != "auto") clips.plan.size = values.integer("size", 16, 16384);
  clips.plan.smooth = seconds(values.number("smooth", 0, 60));
  clips.plan.min_clip = seconds(values.number("min-clip", 0, 3600));
  clips.writer = read_writer(values);
  clips.writer.copy_streams = values.flag("copy");
  clips.writer.codec = values.text("codec");
  if (clips.writer.copy_streams) clips.plan.crop = CropMode::none;
  return clips;
}

ClipFiles read_clips(const Values& values) {
  ClipFiles clips = read_framing(values);
  clips.save_images = values.given("save-images") ? values.integer("save-images", 1, 1000000) : 0;
  clips.flat_metadata = values.text("metadata-style") == "flat";
  const std::vector<std::string> formats = values.list("format");
  const auto wants = [&](const char* name) {
    return std::find(formats.begin(), formats.end(), name) != formats.end();
  };
  clips.json = wants("json");
  clips.csv = wants("csv");
  clips.mot = wants("mot");
  clips.edl = wants("edl");
  clips.otio = wants("otio");
  return clips;
}

void check_force_or_resume(const Values& values) {
  if (values.flag("force") && values.flag("resume")) {
    throw UsageError(
        "--force starts again, --resume continues an interrupted run; give only one of them");
  }
}

void read_crop(const Values& values, CropMode& crop, double& margin) {
  const std::string mode = values.text("crop");
  crop = mode == "square" ? CropMode::square : mode == "face" ? CropMode::face : CropMode::none;
  margin = values.number("margin", 0, 20);
}

ClipWriterOptions read_writer(const Values& values) {
  ClipWriterOptions writer;
  read_audio(values, writer);
  writer.crf = values.integer("crf", 0, 63);
  writer.preset = values.text("encoder-preset");
  writer.threads = values.integer("encoder-threads", 0, 64);
  return writer;
}

namespace {

std::vector<OptionSpec> analysis_options() {
  return {
      {"Analysis", "detector", 0, "NAME", "auto", "face detector", {}, detector_choices()},
      {"Analysis",
       "embedder",
       0,
       "NAME",
       "auto",
       "face recogniser, or the card of an ONNX network (FILE.json)",
       {},
       embedder_choices(),
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
}

std::vector<OptionSpec> clip_options() {
  return {
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
}

std::vector<OptionSpec> folder_options() {
  return {
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
}

/// The options that several commands have, each once.
std::vector<OptionSpec> shared_options() {
  std::vector<OptionSpec> all = folder_options();
  for (const auto& more : {clip_options(), analysis_options()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

void append(std::vector<OptionSpec> options, CommandSpec& spec) {
  spec.options.insert(spec.options.end(), options.begin(), options.end());
}

}  // namespace

void add_options(CommandSpec& spec, std::initializer_list<std::string_view> names,
                 std::string_view group) {
  const std::vector<OptionSpec> all = shared_options();
  for (const std::string_view name : names) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const OptionSpec& option) { return option.name == name; });
    OptionSpec option = *found;
    if (!group.empty()) option.group = group;
    spec.options.push_back(std::move(option));
  }
}

void add_analysis_options(CommandSpec& spec) { append(analysis_options(), spec); }
void add_clip_options(CommandSpec& spec) { append(clip_options(), spec); }

void add_model_options(CommandSpec& spec) {
  add_options(spec, {"detector", "embedder", "min-face", "jobs", "allow-unverified-model"});
}

void add_job_options(CommandSpec& spec) {
  add_video_options(spec);
  append(folder_options(), spec);
  add_analysis_options(spec);
  add_clip_options(spec);
}

}  // namespace facetrack::cli
