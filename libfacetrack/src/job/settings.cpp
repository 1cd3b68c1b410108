// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/settings.hpp"

#include <algorithm>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/output.hpp"

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

/// The stored settings. Older files have none; their source_id contains the range.
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

/// True for a setting that is stored only if it is set. A stored value does not fit if none was
/// asked for.
bool is_flag(const std::string& name) {
  return name == "unverified_models" || name == "embedder_card" || name == "detector_model" ||
         name == "scan_for";
}

std::string shown(const std::string& name) {
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

std::map<std::string, std::string> settings_of(const JobVideo& video) {
  const AnalyzeOptions& options = video.options;
  const TrackerOptions& tracker = options.tracker;
  const std::map<std::string, std::string> of_options{
      {"start", seconds_text(options.start)},
      {"end", seconds_text(options.end)},
      {"preset", std::string(effort_word(tracker.effort))},
      {"interval", tracker.interval > 0 ? std::to_string(tracker.interval) : "auto"},
      {"min_face", std::to_string(tracker.min_face)},
      {"join_gap", text_of(tracker.join_gap.seconds())},
      {"samples", std::to_string(tracker.samples_per_track)}};
  std::map<std::string, std::string> settings = video.settings;
  settings.insert(of_options.begin(), of_options.end());
  return settings;
}

bool fits_setting(const std::string& name, const std::string& asked, const std::string& stored) {
  if (asked == stored) return true;
  if (name == "embedder") {
    // The id of a card's embedder is only known to the embedder itself.
    return asked == "auto" || asked.ends_with(".json") || stored.starts_with(asked + "-");
  }
  if (name == "detector_model")
    return asked == "none";  // a model that is not installed cannot be compared
  return name == "detector" && asked == "auto";
}

std::string detector_model(const std::string& detector) {
  constexpr std::size_t digits = 16;  // enough to distinguish any two files
  try {
    DetectorOptions any_file;
    any_file.allow_unverified = true;
    return detector_checksum(detector, any_file).substr(0, digits);
  } catch (const Error&) {
    return {};  // a stored analysis can be used without its detector
  }
}

std::string part_id(const JobVideo& video) {
  std::string id = source_id(video.file);
  const AnalyzeOptions& options = video.options;
  if (options.start) id += " from " + std::to_string(options.start->seconds());
  if (options.end) id += " to " + std::to_string(options.end->seconds());
  return id;
}

void require_settings(const JobVideo& video, const Analysis& analysis, const fs::path& file) {
  const std::string id = source_id(video.file);
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
  auto asked = settings_of(video);
  if (const std::string model = detector_model(analysis.detector); !model.empty()) {
    asked["detector_model"] = model;
  }
  std::string wrong;
  std::string taken;
  for (const auto& [name, value] : stored_settings(analysis, range)) {
    const auto wanted = asked.find(name);
    const std::string want = wanted == asked.end() ? "none" : wanted->second;
    if (wanted == asked.end() && !is_flag(name)) continue;  // the caller has no such setting
    if (fits_setting(name, want, value)) continue;
    const bool insists = name == "scan_for" || !video.insist ||
                         video.insist->contains(name == "detector_model" ? "detector" : name);
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
    // An unreadable picture ends the job later, or the job ignores it.
    hashes.push_back(files::is_ordinary(picture) ? files::hash_of(picture) : "unreadable");
  }
  std::sort(hashes.begin(), hashes.end());
  std::string all;
  for (const std::string& hash : hashes) all += (all.empty() ? "" : " ") + hash;
  return all;
}

FolderRequest folder_request(const JobVideo& video, const JobOutput& output,
                             const std::string& job) {
  FolderRequest request;
  request.folder = output.folder;
  request.existing = output.existing;
  request.question = {{"job", job}, {"video", source_id(video.file)}};
  request.inputs = video.inputs;
  request.inputs.push_back(video.file);
  const fs::path own = output.folder / "tracks.json";
  const bool names_own = !video.tracks.empty() && files::identity_of(own) &&
                         files::identity_of(own) == files::identity_of(video.tracks);
  if (names_own && request.existing == Existing::refuse) request.existing = Existing::reuse;
  if (names_own || request.existing == Existing::reuse || request.existing == Existing::resume) {
    request.sources.insert("tracks.json");
  }
  if (!video.tracks.empty() && !names_own) request.inputs.push_back(video.tracks);
  return request;
}

}  // namespace facetrack::job
