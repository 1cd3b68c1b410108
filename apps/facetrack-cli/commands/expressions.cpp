// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>

#include "facetrack/expression_job.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

PositionScale scale_of(const Values& values) {
  const std::string scale = values.text("position-scale");
  return scale == "face"    ? PositionScale::face
         : scale == "frame" ? PositionScale::frame
                            : PositionScale::legacy518;
}

std::string codec_name(const Values& values) {
  const std::string format = values.text("clip-format");
  return format == "mp4" ? "h264" : format == "webm" ? "vp9" : "ffv1";
}

std::string model_name(const Values& values) {
  std::string model = values.text("expression-model");
  if (!model.ends_with(".onnx") && model != "auto" && model != "builtin" &&
      model != "blendshapes") {
    throw UsageError("--expression-model " + model +
                     ": expected auto, builtin, blendshapes or a file that ends with .onnx");
  }
  values.text("device");  // checks the value; there is only one choice so far
  return model;
}

std::unique_ptr<ExpressionModel> make_model(const std::string& name, bool allow_unverified) {
  ModelOptions options;
  options.allow_unverified = allow_unverified;
  return make_expression_model(name, options);
}

void read_output(const Values& values, const std::string& command_line, ExpressionJob& job) {
  job.output = read_folder(values, command_line);
  job.write_clips = !values.flag("skip-extraction");
  if (values.flag("skip-analysis")) job.output.existing = Existing::reuse;
  if (values.flag("skip-analysis") && !job.write_clips) {
    throw UsageError(
        "--skip-analysis and --skip-extraction together leave nothing to do; give only one of "
        "them");
  }
}

ExpressionJob expression_job(const Values& values, const std::string& command_line = {}) {
  ExpressionJob job;
  job.video = read_video(values);
  read_analysis(values, job.video);
  read_output(values, command_line, job);
  const std::string model = model_name(values);
  job.model = [model, unverified = values.flag("allow-unverified-model")] {
    return make_model(model, unverified);
  };
  add_model_files(model, job.video.inputs);
  job.match = match_of(values);
  job.sequences = values.integer("num-sequences", 1, 10000);
  job.length = values.integer("sequence-length", 1, 100000);
  job.weights.expression = values.number("expression-weight", 0, 1000);
  job.weights.position = values.number("position-weight", 0, 1000);
  job.weights.scale = scale_of(values);
  job.allow_overlap = values.flag("allow-overlap");
  job.min_confidence = values.number("face-confidence-threshold", 0, 1);
  if (values.given("subject-id")) job.subject = values.integer("subject-id", 1, 1000000);
  for (const std::string& name : values.texts("reference")) job.references.emplace_back(name);
  if (job.subject > 0 && !job.references.empty()) {
    throw UsageError("--subject-id and --reference both name a person; give only one of them");
  }
  read_crop(values, job.crop, job.margin);
  job.writer = read_writer(values);
  job.writer.codec = codec_name(values);
  return job;
}

std::string summary(const ExpressionJob& job, const ExpressionResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.sequences.size(); ++i) {
    const ScoredWindow& window = result.sequences[i];
    char line[160];
    std::snprintf(line, sizeof line,
                  "%2zu  frames %lld-%lld  combined %.4f  expression %.4f  position %.4f\n", i + 1,
                  static_cast<long long>(window.first_frame),
                  static_cast<long long>(window.last_frame), window.scores.combined,
                  window.scores.variation, window.scores.stability);
    text += line;
  }
  if (result.sequences.empty()) text = "no sequences: " + result.why + "\n";
  return text + job.output.folder.string() + "\n";
}

}  // namespace

const CommandSpec& expressions_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "expressions",
        "the most expressive, steadiest face sequences",
        "VIDEO [-o DIR] [options]",
        1,
        "Scores every sequence of the given length that shows one face in one shot: how much the "
        "expression changes and how still the face stays. Writes the sequences with the best total "
        "score as clips. docs/expressions.md explains the scores.",
        {{"Input", "reference", 'r', "IMG", "", "only the person on this photo; repeatable"},
         {"Input", "subject-id", 0, "N", "",
          "only the N-th person; 1 is the person longest on screen, as in 'faces'"},
         {"Input", "start", 0, "T", "", "analyse from this time: 90, 1:30 or 00:01:30.5"},
         {"Input", "end", 0, "T", "", "analyse up to this time"},
         {"Scores", "num-sequences", 0, "N", "10", "number of sequences"},
         {"Scores", "sequence-length", 0, "N", "30", "frames per sequence"},
         {"Scores", "expression-weight", 0, "W", "0.7",
          "weight of the variation of the expression"},
         {"Scores", "position-weight", 0, "W", "0.3", "weight of the stability of the position"},
         {"Scores",
          "position-scale",
          0,
          "SCALE",
          "face",
          "unit of the face's motion: size of the face, of the frame, or 518 pixels",
          {},
          {"face", "frame", "legacy518"}},
         {"Scores", "allow-overlap", 0, "", "", "allow the sequences to overlap"},
         {"Scores", "face-confidence-threshold", 0, "C", "0.7",
          "ignore a face on frames where its confidence is lower"},
         {"Scores", "expression-model", 0, "M", "auto",
          "auto, builtin, blendshapes or FILE.onnx with a card beside it"},
         {"Scores", "device", 0, "NAME", "cpu", "device that runs the model", {}, {"cpu"}},
         {"Output", "output", 'o', "DIR", "clip_generation_output", "output folder"},
         {"Output", "force", 0, "", "",
          "start again; existing results are replaced when the new ones are complete"},
         {"Output", "no-cache", 0, "", "",
          "do not write tracks.json, which holds face data of everybody in the video"},
         {"Output", "resume", 0, "", "", "continue an interrupted run"},
         {"Output", "skip-analysis", 0, "", "",
          "use the analysis that an earlier run left in DIR, and replace its clips"},
         {"Output", "skip-extraction", 0, "", "", "write the analysis but no clips"},
         {"Output", "no-report", 0, "", "", "do not write report.html"},
         {"Clips",
          "clip-format",
          0,
          "F",
          "mp4",
          "file format of the clips",
          {},
          {"mp4", "webm", "mkv"}},
         {"Clips",
          "crop",
          0,
          "MODE",
          "none",
          "part of the picture to keep",
          {},
          {"square", "face", "none"}},
         {"Clips", "margin", 0, "F", "0.4", "margin around the face, as a fraction of its size"},
         {"Clips", "no-audio", 0, "", "", "write clips without sound"},
         {"Clips", "audio", 0, "N|all|none", "default", "audio track to keep"},
         {"Clips", "crf", 0, "N", "18", "quality of the encoder; lower is better"},
         {"Clips", "encoder-preset", 0, "P", "veryfast",
          "speed of the encoder, ultrafast to placebo"},
         {"Clips", "encoder-threads", 0, "N", "0", "threads of each encoder; 0: one per core"}},
        {{"expressions talk.mp4", "the ten best sequences of 30 frames"},
         {"expressions film.mp4 -r ann.jpg --num-sequences 3 --sequence-length 60 -o ann",
          "three longer sequences of one person"},
         {"expressions talk.mp4 --skip-analysis --expression-weight 1 --position-weight 0",
          "use the stored analysis with other weights"}}};
    add_video_options(s);
    add_analysis_options(s);
    return s;
  }();
  return spec;
}

void prepare_expressions(const Values& values) {
  const ExpressionJob job = expression_job(values);
  stock_models(model_choice(values));
  job.model();
}

int run_expressions(const Values& values, Context& context) {
  const ExpressionJob job = expression_job(values, context.command_line);
  const ExpressionOutcome outcome = facetrack::run_expressions(job, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return report_interrupted(context);
  const ExpressionResult& result = outcome.result;
  if (!result.why.empty() && !result.sequences.empty()) {
    context.console.say(std::to_string(result.sequences.size()) + " of " +
                        counted(job.sequences, "sequence") + ": " + result.why);
  }
  context.console.result(summary(job, result));
  recommend_detector(model_choice(values), outcome.analysis, context);
  return exit_done;
}

}  // namespace facetrack::cli
