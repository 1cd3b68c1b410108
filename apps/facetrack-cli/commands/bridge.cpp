// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/bridge.hpp"

#include <cctype>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "facetrack/decoder.hpp"
#include "facetrack/file.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"

namespace facetrack::cli {
namespace {

constexpr double longest_part = 600;  // seconds; all sound of a bridge is held in memory

bool all_digits(const std::string& text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
  }
  return true;
}

std::int64_t frame_number(const std::string& digits, const std::string& option) {
  if (digits.size() > 12) throw UsageError("--" + option + ": there is no frame " + digits);
  return std::stoll(digits);
}

/// A time, a frame ("f400") or a picture to look up.
std::int64_t moment(const std::filesystem::path& video, const Values& values,
                    const std::string& option, Context& context) {
  const std::string text = values.text(option);
  if (text.empty()) throw UsageError("bridge: add --" + option + ": a time, f400 or a picture");
  if ((text.front() == 'f' || text.front() == 'F') && all_digits(text.substr(1))) {
    return frame_number(text.substr(1), option);
  }
  if (std::filesystem::is_regular_file(text)) {
    const std::int64_t frame = find_frame(video, read_image(text), context.control());
    context.console.say("--" + option + " " + text + " is frame " + std::to_string(frame));
    return frame;
  }
  try {
    return frame_at(video, parse_time(text));
  } catch (const Error& e) {
    if (e.code() != ErrorCode::invalid_argument) throw;  // an error of the video, not of the option
    throw UsageError("--" + option + ": " + e.what() +
                     " (expected a time, a frame like f400 or a picture file)");
  }
}

/// "3f" is frames, "0.12" or "0.12s" seconds, "auto" nothing.
std::optional<std::int64_t> length(const Values& values, const std::string& option, Rational rate) {
  const std::string text = values.text(option);
  if (text == "auto") return std::nullopt;
  if (text.ends_with('f') && all_digits(text.substr(0, text.size() - 1))) {
    return frame_number(text.substr(0, text.size() - 1), option);
  }
  try {
    return parse_time(text).in_base({rate.den, rate.num}).ticks;
  } catch (const Error& e) {
    throw UsageError("--" + option + ": " + e.what() +
                     " (expected auto, a time or frames like 3f)");
  }
}

/// Faces are compared if a detector is available; without a model the bridge is made without them.
std::unique_ptr<Detector> detector_if_any(Context& context) {
  try {
    return make_detector("auto");
  } catch (const Error& e) {
    context.console.say(std::string("the faces on both sides of the join are not compared: ") +
                        e.what());
    return nullptr;
  }
}

MediaTime part_of(const Values& values, const char* option, double least) {
  const double seconds = values.number(option, least, longest_part);
  return std::chrono::microseconds(std::llround(seconds * 1e6));
}

BridgeOptions options_from(const Values& values) {
  BridgeOptions options;
  options.before = part_of(values, "before", 0);
  options.between = part_of(values, "between", 0.04);
  options.after = part_of(values, "after", 0.04);
  options.force_join = values.flag("force-join");
  options.method = values.text("method");
  options.audio = !values.flag("no-audio");
  options.overwrite = values.flag("force");
  return options;
}

/// The name of this file is derived from another one, so the user may not expect it.
void require_own(const std::filesystem::path& json_file) {
  std::error_code ignored;
  if (std::filesystem::symlink_status(json_file, ignored).type() ==
      std::filesystem::file_type::not_found) {
    return;
  }
  if (std::filesystem::is_regular_file(json_file, ignored) &&
      read_file(json_file).find("\"facetrack.bridge/1\"") != std::string::npos) {
    return;
  }
  throw OutputError(
      OutputError::Reason::not_ours,
      json_file.string() +
          ": exists and was not written by bridge; move it away or choose another output");
}

std::string summary(const BridgeReport& report) {
  char text[256];
  std::snprintf(text, sizeof text,
                ": A at frame %lld (%.1f dB), B at frame %lld (%.1f dB), %lld frames, cost %.2f: ",
                static_cast<long long>(report.a.frame), report.a.psnr,
                static_cast<long long>(report.b.frame), report.b.psnr,
                static_cast<long long>(report.frames), report.plan.cost);
  return report.file + text + (report.valid() ? "valid" : "not valid") + "\n";
}

}  // namespace

const CommandSpec& bridge_spec() {
  static const CommandSpec spec{
      "bridge",
      "one video through two moments of a video, with an interpolated join",
      "VIDEO --frame-a A --frame-b B -o OUT.mp4 [options]",
      1,
      "A and B are times (16.2s, 00:00:16.2), frames (f400) or pictures that occur in the video. "
      "bridge searches for the best place of the join, interpolates the frames there, and checks "
      "the written file: A and B must be at their exact frames.",
      {{"Moments", "frame-a", 0, "A", "", "first moment: a time, f400 or a picture file"},
       {"Moments", "frame-b", 0, "B", "", "second moment"},
       {"Moments", "before", 0, "S", "5", "seconds before A"},
       {"Moments", "between", 0, "S", "5", "seconds from A to B in the result"},
       {"Moments", "after", 0, "S", "5", "seconds from B to the end"},
       {"Join", "indent", 0, "T", "auto", "time from A to the join: auto, 1.2s or 30f"},
       {"Join", "interp", 0, "T", "3f", "length of the join: auto, 0.12s or 3f"},
       {"Join",
        "method",
        0,
        "NAME",
        "flow",
        "interpolation method",
        {},
        {"flow", "blend", "minterpolate"}},
       {"Join", "force-join", 0, "", "", "join even if the scenes do not match"},
       {"Output", "output", 'o', "FILE", "", "the video to write; its record is NAME.bridge.json"},
       {"Output", "report", 0, "FILE", "", "also write a page with the frames around the join"},
       {"Output", "no-audio", 0, "", "", "write no sound"},
       {"Output", "force", 0, "", "", "replace existing files"}},
      {{"bridge talk.mp4 --frame-a 16 --frame-b 30 -o bridge.mp4",
        "5 s before 0:16, 5 s between, 5 s after 0:30"},
       {"bridge talk.mp4 --frame-a f400 --frame-b smile.png --interp auto -o b.mp4 --report b.html",
        "B is the frame that looks like smile.png"}}};
  return spec;
}

void prepare_bridge(const Values& values) {
  options_from(values);
  for (const char* option : {"frame-a", "frame-b"}) {
    if (!values.given(option)) throw UsageError(std::string("bridge: add --") + option);
  }
}

int run_bridge(const Values& values, Context& context) {
  if (values.positional().empty())
    throw UsageError(
        "bridge: no video given (facetrack-cli bridge VIDEO --frame-a A --frame-b B -o OUT.mp4)");
  const std::filesystem::path video = values.positional().front();
  const std::filesystem::path file = values.text("output");
  if (file.extension() != ".mp4")
    throw UsageError("bridge: give the output with -o, as a name that ends with .mp4");
  const std::filesystem::path json_file =
      std::filesystem::path(file).replace_extension(".bridge.json");
  BridgeOptions options = options_from(values);
  const std::filesystem::path page = values.text("report");
  if (!page.empty() && (page == file || page == json_file)) {
    throw UsageError("--report " + page.string() +
                     ": is the name of another result; choose a name that ends with .html");
  }
  for (const auto& path : {file, json_file, page}) {
    require_free(path, values);
  }
  keep_inputs(
      std::vector{file, json_file, page},
      std::vector<std::filesystem::path>{video, values.text("frame-a"), values.text("frame-b")});
  require_own(json_file);
  const std::int64_t a = moment(video, values, "frame-a", context);
  const std::int64_t b = moment(video, values, "frame-b", context);
  const Rational rate = bridge_rate(video);
  options.indent = length(values, "indent", rate);
  options.interpolated = length(values, "interp", rate);
  options.detector = [&context] { return detector_if_any(context); };

  BridgePlan plan;
  try {
    plan = plan_bridge(video, a, b, options, context.control());
  } catch (const Error& e) {
    if (e.code() != ErrorCode::unsupported) throw;
    context.console.error(text_of(e));
    return exit_failed;
  }
  if (context.stop.stop_requested()) return exit_interrupted;
  if (plan.variable_rate) {
    context.console.say("the frame rate varies: the result has " + std::to_string(plan.rate.num) +
                        "/" + std::to_string(plan.rate.den) + " frames per second");
  }
  if (plan.overlaps) context.console.say("the middle part repeats frames of the other parts");
  const BridgeReport report = make_bridge(video, plan, file, options, context.control());
  if (context.stop.stop_requested()) return exit_interrupted;
  write_file(json_file, bridge_json(report));
  if (!page.empty()) write_file(page, bridge_html(report));
  context.console.end_progress();
  for (const std::string& problem : report.problems) context.console.error(problem);
  context.console.result(summary(report));
  return report.valid() ? exit_done : exit_broken_promise;
}

}  // namespace facetrack::cli
