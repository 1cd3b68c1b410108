// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/option_rules.hpp"

#include <algorithm>
#include <array>

namespace facetrack::cli {
namespace {

bool has(const Values& values, std::string_view option) {
  const auto& options = values.spec().options;
  return std::any_of(options.begin(), options.end(),
                     [&](const OptionSpec& known) { return known.name == option; });
}

bool given(const Values& values, std::string_view option) {
  return has(values, option) && values.given(option);
}

std::string text(const Values& values, std::string_view option) {
  return has(values, option) ? values.text(option) : std::string();
}

bool copies(const Values& values) { return given(values, "copy"); }
bool keeps_pictures(const Values& values) {
  return !copies(values) && text(values, "crop") == "none";
}

/// The codec, and the option that selects it as the user would write it.
struct Codec {
  std::string name;
  std::string option;
};

Codec codec_of(const Values& values) {
  if (has(values, "codec")) return {text(values, "codec"), "--codec " + text(values, "codec")};
  if (!has(values, "clip-format")) return {"h264", "H.264"};
  const std::string format = text(values, "clip-format");
  const std::string name = format == "webm" ? "vp9" : format == "mkv" ? "ffv1" : "h264";
  return {name, "--clip-format " + format};
}

bool is_lossless(const Values& values) { return codec_of(values).name == "ffv1"; }
bool is_vp9(const Values& values) { return codec_of(values).name == "vp9"; }
bool skips_clips(const Values& values) { return given(values, "skip-extraction"); }
bool skips_analysis(const Values& values) { return given(values, "skip-analysis"); }
bool names_tracks(const Values& values) { return given(values, "tracks"); }
bool names_boxes(const Values& values) { return given(values, "boxes"); }
bool has_no_sound(const Values& values) {
  return values.spec().name == "curate" && given(values, "no-audio");
}
bool only_checks(const Values& values) { return given(values, "check"); }
bool is_no_scan(const Values& values) {
  return values.spec().name == "track" && text(values, "preset") != "scan";
}
bool writes_no_json(const Values& values) {
  if (!given(values, "format")) return false;
  const auto formats = values.list("format");
  return std::find(formats.begin(), formats.end(), "json") == formats.end();
}
bool has_no_measurements(const Values& values) {
  return given(values, "stats") && text(values, "detector") != "content";
}
bool lists_no_models(const Values& values) {
  return values.spec().name == "models" && !values.positional().empty() &&
         values.positional().front() != "list";
}
bool fetches_no_models(const Values& values) {
  return values.spec().name == "models" &&
         (values.positional().empty() || values.positional().front() != "fetch");
}

/// If `holds` is true, the `options` have no effect.
struct Rule {
  bool (*holds)(const Values& values);
  std::string_view with;  ///< the other option; empty: the one that names the codec
  std::string_view why;
  std::array<std::string_view, 9> options;
};

constexpr std::array rules = {
    Rule{copies,
         "--copy",
         "copied clips are not re-encoded",
         {"margin", "smooth", "size", "codec", "crf", "encoder-preset"}},
    Rule{skips_clips,
         "--skip-extraction",
         "no clips are written",
         {"clip-format", "crop", "margin", "no-audio", "audio", "crf", "encoder-preset"}},
    Rule{keeps_pictures,
         "--crop none",
         "whole pictures keep their size",
         {"margin", "smooth", "size"}},
    Rule{is_lossless, "", "it is lossless", {"crf", "encoder-preset"}},
    Rule{is_vp9, "", "its encoder has no such presets", {"encoder-preset"}},
    Rule{skips_analysis,
         "--skip-analysis",
         "the stored analysis is used unchanged",
         {"expression-model", "face-confidence-threshold", "start", "end", "preset", "speed",
          "interval", "min-face", "join-gap"}},
    Rule{names_tracks, "--tracks", "both name the stored analysis to use", {"reuse"}},
    Rule{names_boxes, "--boxes", "the file says who is hidden", {"keep", "only", "threshold"}},
    Rule{writes_no_json,
         "--format",
         "metadata.json is not written; add json to the list",
         {"metadata-style"}},
    Rule{has_no_measurements,
         "--detector",
         "only the detector 'content' has measurements",
         {"stats"}},
    Rule{has_no_sound, "--no-audio", "clips have no sound", {"wav", "sample-rate"}},
    Rule{only_checks, "--check", "it only looks for damage", {"export", "json"}},
    Rule{is_no_scan, "this --preset", "only --preset scan looks at some frames first", {"every"}},
    Rule{lists_no_models, "models fetch or verify", "only models list has this option", {"json"}},
    Rule{fetches_no_models,
         "models list or verify",
         "only models fetch has this option",
         {"recommended"}},
};

void check_rules(const Values& values) {
  for (const Rule& rule : rules) {
    if (!rule.holds(values)) continue;
    const std::string with = rule.with.empty() ? codec_of(values).option : std::string(rule.with);
    for (const std::string_view option : rule.options) {
      if (option.empty() || !given(values, option)) continue;
      throw UsageError("--" + std::string(option) + " has no effect with " + with + ": " +
                       std::string(rule.why) + "; leave one of the two out");
    }
  }
}

/// Presets of x264 and x265.
constexpr std::array encoder_presets = {"ultrafast", "superfast", "veryfast", "faster",
                                        "fast",      "medium",    "slow",     "slower",
                                        "veryslow",  "placebo"};

void check_encoder(const Values& values) {
  const Codec codec = codec_of(values);
  const int most = codec.name == "vp9" ? 63 : 51;
  if (given(values, "crf") && values.integer("crf", 0, 63) > most) {
    throw UsageError("--crf " + text(values, "crf") + ": " + codec.option + " takes 0 to " +
                     std::to_string(most) + "; lower is better");
  }
  const std::string preset = text(values, "encoder-preset");
  if (given(values, "encoder-preset") &&
      std::find(encoder_presets.begin(), encoder_presets.end(), preset) == encoder_presets.end()) {
    std::string names;
    for (const char* name : encoder_presets)
      names += (names.empty() ? "" : ", ") + std::string(name);
    throw UsageError("--encoder-preset " + preset + ": " + codec.option + " takes one of " + names);
  }
}

void check_values(const Values& values) {
  if (copies(values) && given(values, "crop") && text(values, "crop") != "none") {
    throw UsageError("--crop " + text(values, "crop") +
                     " contradicts --copy: copied clips keep whole pictures; leave one of the two "
                     "out");
  }
  if (given(values, "size") && text(values, "size") != "auto") {
    const int size = values.integer("size", 16, 16384);
    if (size % 2 != 0) {
      throw UsageError("--size " + std::to_string(size) + ": clips have an even size; give " +
                       std::to_string(size - 1) + " or " + std::to_string(size + 1));
    }
  }
  if (given(values, "threshold") && text(values, "threshold") != "auto" &&
      values.number("threshold", 0, 100) <= 0) {
    throw UsageError("--threshold " + text(values, "threshold") +
                     ": must be greater than 0; auto uses the threshold of the embedder");
  }
  const auto outputs = has(values, "output") ? values.texts("output") : std::vector<std::string>();
  if (std::find(outputs.begin(), outputs.end(), "") != outputs.end()) {
    throw UsageError(
        "--output: the name is empty; name a folder or file (. is the current folder)");
  }
  if (given(values, "format") && values.list("format").empty()) {
    throw UsageError("--format: the list is empty; name one or more of json, csv, mot, edl, otio");
  }
  if (values.spec().name == "persons" && given(values, "force") && !given(values, "export")) {
    throw UsageError("--force has no effect without --export");
  }
  if (values.spec().name == "persons" && given(values, "export") &&
      values.positional().size() > 1) {
    throw UsageError("persons: --export writes the whole library; leave '" +
                     values.positional()[1] + "' out");
  }
  if (values.spec().name == "models" && values.positional().size() > 1 &&
      values.positional().front() == "list") {
    throw UsageError("models list shows all models; '" + values.positional()[1] +
                     "' has no effect (models verify takes names)");
  }
}

}  // namespace

void check_options(const Values& values) {
  check_values(values);
  check_rules(values);
  if (has(values, "crf")) check_encoder(values);
}

}  // namespace facetrack::cli
