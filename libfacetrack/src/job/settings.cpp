// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/settings.hpp"

#include <algorithm>

#include "facetrack/error.hpp"
#include "facetrack/log.hpp"

#include "core/files.hpp"
#include "face/backends.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

std::string text_of(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string seconds_text(const std::optional<MediaTime>& time) {
  return time ? text_of(time->seconds()) : "none";
}

std::string_view effort_word(Effort effort) {
  switch (effort) {
    case Effort::fast:
      return "fast";
    case Effort::thorough:
      return "thorough";
    case Effort::balanced:
      break;
  }
  return "balanced";
}

/// An embedder is stored with the version of its vectors and may be asked for without it.
bool fits(const std::string& name, const std::string& asked, const std::string& stored) {
  if (asked == stored) return true;
  if (name == "embedder") {
    // That of a card has the card's name for it, which only the embedder itself can tell.
    return asked == "auto" || asked.ends_with(".json") || stored.starts_with(asked + "-");
  }
  if (name == "detector_model") return asked == "none";  // what is not here cannot be compared
  return name == "detector" && asked == "auto";
}

/// What is stored. Older files have no settings; their source_id tells the range.
std::map<std::string, std::string> stored_settings(const Analysis& analysis,
                                                   const std::string& range) {
  if (!analysis.settings.empty()) return analysis.settings;
  std::map<std::string, std::string> stored{{"start", "none"},
                                            {"end", "none"},
                                            {"detector", analysis.detector},
                                            {"embedder", analysis.embedder}};
  const std::size_t end = range.find(" to ");
  if (range.starts_with(" from ")) stored["start"] = range.substr(6, end - 6);
  if (end != std::string::npos) stored["end"] = range.substr(end + 4);
  for (const char* name : {"start", "end"}) {
    std::string& text = stored[name];
    if (text.find('.') == std::string::npos) continue;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return stored;
}

std::string shown(const std::string& name) {
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

std::map<std::string, std::string> settings_of(const JobOptions& options) {
  const TrackerOptions& tracker = options.analyze.tracker;
  std::map<std::string, std::string> settings{
      {"start", seconds_text(options.start)},
      {"end", seconds_text(options.end)},
      {"stream",
       options.decoder.stream_index < 0 ? "auto" : std::to_string(options.decoder.stream_index)},
      {"detector", options.detector},
      {"embedder", options.embedder},
      {"preset", std::string(effort_word(tracker.effort))},
      {"interval", tracker.interval > 0 ? std::to_string(tracker.interval) : "auto"},
      {"min_face", std::to_string(tracker.min_face)},
      {"join_gap", text_of(tracker.join_gap.seconds())},
      {"samples", std::to_string(tracker.samples_per_track)},
      {"shot_detector", options.shot_detector},
      {"shot_threshold", text_of(static_cast<double>(options.shots.threshold))},
      {"min_shot", std::to_string(options.shots.min_frames)}};
  if (options.model.allow_unverified) settings["unverified_models"] = "allowed";
  if (options.embedder.ends_with(".json") && files::is_ordinary(options.embedder)) {
    settings["embedder_card"] = files::hash_of(options.embedder);
  }
  return settings;
}

std::string detector_model(const JobOptions& options, const std::string& detector) {
  constexpr std::size_t digits = 16;  // enough to tell any two files apart
  try {
    return detector_checksum(detector, options.model).substr(0, digits);
  } catch (const Error&) {
    return {};  // a stored analysis is of use without its detector
  }
}

std::string part_id(const JobOptions& options) {
  std::string id = source_id(options.video);
  if (options.start) id += " from " + std::to_string(options.start->seconds());
  if (options.end) id += " to " + std::to_string(options.end->seconds());
  return id;
}

void require_settings(const JobOptions& options, const Analysis& analysis, const fs::path& file) {
  const std::string id = source_id(options.video);
  const std::string range =
      analysis.source_id.starts_with(id) ? analysis.source_id.substr(id.size()) : "";
  const bool same_video =
      analysis.source_id.starts_with(id) &&
      (range.empty() || range.starts_with(" from ") || range.starts_with(" to "));
  if (!same_video) {
    throw Error(
        ErrorCode::unsupported,
        file.string() + ": the stored analysis is of another video (" + analysis.source.path + ")");
  }
  if (analysis.settings.empty()) {
    log(LogLevel::warning,
        file.string() + ": has no record of the analysis settings; it is used as it is");
  }
  auto asked = settings_of(options);
  if (const std::string model = detector_model(options, analysis.detector); !model.empty()) {
    asked["detector_model"] = model;
  }
  std::string wrong;
  std::string taken;
  for (const auto& [name, value] : stored_settings(analysis, range)) {
    const auto wanted = asked.find(name);
    const std::string want = wanted == asked.end() ? "none" : wanted->second;
    if (fits(name, want, value)) continue;
    const bool insists =
        !options.insist || options.insist->contains(name == "detector_model" ? "detector" : name);
    std::string& list = insists ? wrong : taken;
    list += (list.empty() ? "" : ", ") + shown(name) + " " + value;
    if (insists) list += " instead of " + want;
  }
  if (!wrong.empty()) {
    throw OutputError(OutputError::Reason::another_analysis,
                      file.string() + ": the stored analysis was made with " + wrong);
  }
  if (!taken.empty()) {
    log(LogLevel::info, file.string() + ": the stored analysis is used (" + taken + ")");
  }
}

std::string pictures_id(const std::vector<fs::path>& pictures) {
  std::vector<std::string> hashes;
  for (const fs::path& picture : pictures) {
    // One that cannot be read ends the job, or is left out of it.
    hashes.push_back(files::is_ordinary(picture) ? files::hash_of(picture) : "unreadable");
  }
  std::sort(hashes.begin(), hashes.end());
  std::string all;
  for (const std::string& hash : hashes) all += (all.empty() ? "" : " ") + hash;
  return all;
}

void add_model(const std::string& name, std::vector<fs::path>& inputs) {
  const fs::path file(name);
  if (!files::is_ordinary(file)) return;
  for (const char* ending : {".json", ".onnx"}) {
    inputs.push_back(fs::path(file).replace_extension(ending));
  }
  inputs.push_back(file);
}

FolderRequest folder_request(const JobOptions& options, const std::string& job) {
  FolderRequest request;
  request.folder = options.output;
  request.existing = options.existing;
  request.reuse = options.reuse;
  request.question = {{"job", job}, {"video", source_id(options.video)}};
  request.inputs = {options.video};
  add_model(options.embedder, request.inputs);
  const fs::path own = options.output / "tracks.json";
  const bool names_own = !options.tracks.empty() && files::identity_of(own) &&
                         files::identity_of(own) == files::identity_of(options.tracks);
  if (names_own) request.reuse = true;
  if (request.reuse || options.existing == Existing::resume) request.sources.insert("tracks.json");
  if (!options.tracks.empty() && !names_own) request.inputs.push_back(options.tracks);
  return request;
}

}  // namespace facetrack::job
