// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/result_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "core/files.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

// A run of # stands for at least as many digits. A name that ends with a slash is a folder's.
constexpr std::array of_persons = {"metadata.json",
                                   "metadata.csv",
                                   "clips.edl",
                                   "clips.otio",
                                   "mot.txt",
                                   "clips/",
                                   "clips/clip_###.mp4",
                                   "clips/clip_###.mkv",
                                   "clips/clip_###.webm",
                                   "images/",
                                   "images/clip_###/",
                                   "images/clip_###/frame_######.jpg"};
constexpr std::array of_folders = {"report.html",
                                   "tracks.json",
                                   "overlay.mp4",
                                   "persons.json",
                                   "person_##/",
                                   "person_##/face.jpg",
                                   "analysis/",
                                   "analysis/frame_data.json",
                                   "analysis/sequences.json",
                                   "clips/clip_###_frames_######_######.mp4",
                                   "clips/clip_###_frames_######_######.mkv",
                                   "clips/clip_###_frames_######_######.webm",
                                   "clips/clip_metadata.json",
                                   "clips/extraction_summary.txt",
                                   "manifest.jsonl",
                                   "rejected.jsonl",
                                   "summary.json",
                                   "analysis/######.tracks.json",
                                   "analysis/######.looks.json",
                                   "clips/######.mp4",
                                   "clips/######.mkv",
                                   "clips/######.webm",
                                   "clips/######.wav",
                                   "shards/",
                                   "shards/######.tar"};
constexpr std::array of_stills = {"shot_###.jpg", "contact_sheet.jpg"};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// The rest of `text` after the part that `pattern` matches; nothing if it does not match.
bool matches(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    if (pattern.front() != '#') {
      if (text.empty() || text.front() != pattern.front()) return false;
      pattern.remove_prefix(1);
      text.remove_prefix(1);
      continue;
    }
    const std::size_t least = std::min(pattern.find_first_not_of('#'), pattern.size());
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits < least) return false;
    pattern.remove_prefix(least);
    text.remove_prefix(digits);
  }
  return text.empty();
}

bool is_one_of(std::span<const char* const> patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](std::string_view pattern) { return matches(pattern, path); });
}

void collect(ResultNames names, const fs::path& folder, const std::string& below,
             std::vector<std::string>& found) {
  for (const fs::path& entry : files::entries(folder)) {
    const std::string path = below + entry.filename().string();
    if (is_result_name(names, path + "/")) {
      if (files::is_real_folder(entry))
        collect(names, entry, path + "/", found);
      else
        found.push_back(path);
    } else if (is_result_name(names, path)) {
      found.push_back(path);
    }
  }
}

}  // namespace

bool is_result_name(ResultNames names, std::string_view path) {
  if (names == ResultNames::stills) return is_one_of(of_stills, path);
  if (is_one_of(of_persons, path) || is_one_of(of_folders, path)) return true;
  const std::size_t slash = path.find('/');
  return slash != std::string_view::npos && matches("person_##", path.substr(0, slash)) &&
         is_one_of(of_persons, path.substr(slash + 1));
}

std::vector<std::string> taken_names(ResultNames names, const fs::path& folder) {
  std::vector<std::string> found;
  if (files::is_folder(folder)) collect(names, folder, "", found);
  return found;
}

}  // namespace facetrack::job
