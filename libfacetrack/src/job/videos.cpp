// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/videos.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/index_job.hpp"
#include "facetrack/log.hpp"

#include "core/files.hpp"
#include "job/result_names.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

constexpr std::array video_endings{".3gp", ".asf", ".avi", ".flv",  ".m2ts", ".m4v",
                                   ".mkv", ".mov", ".mp4", ".mpeg", ".mpg",  ".mts",
                                   ".mxf", ".ogv", ".ts",  ".vob",  ".webm", ".wmv"};

bool is_video(const fs::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(video_endings.begin(), video_endings.end(), ending) != video_endings.end();
}

bool holds_results(const fs::path& folder) {
  return files::exists(folder / job::ledger_name) || files::exists(folder / job::work_name);
}

void add_videos_below(const fs::path& folder, std::vector<fs::path>& videos) {
  for (const fs::path& entry : files::entries(folder)) {
    if (files::is_real_folder(entry)) {
      if (!holds_results(entry)) {
        add_videos_below(entry, videos);
      } else {
        log(LogLevel::info,
            entry.string() + ": holds results of facetrack; its videos are left out");
      }
    } else if (files::is_ordinary(entry) && is_video(entry)) {
      videos.push_back(entry);
    }
  }
}

}  // namespace

std::vector<fs::path> videos_below(const fs::path& folder) {
  std::vector<fs::path> videos;
  add_videos_below(folder, videos);
  return videos;
}

namespace job {

fs::path whole_path(const fs::path& file) { return fs::absolute(file).lexically_normal(); }

std::vector<fs::path> videos_of(const std::vector<fs::path>& names) {
  std::vector<fs::path> videos;
  std::set<fs::path> there;
  for (const fs::path& name : names) {
    std::vector<fs::path> found{name};
    if (files::is_folder(name)) {
      found = videos_below(name);
      if (found.empty()) {
        throw Error(ErrorCode::not_found, name.string() + ": no video in this folder");
      }
    }
    for (fs::path& file : found) {
      if (there.insert(whole_path(file)).second) videos.push_back(std::move(file));
    }
  }
  return videos;
}

}  // namespace job
}  // namespace facetrack
