// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <map>
#include <string>
#include <vector>

#include "facetrack/job.hpp"

namespace facetrack::report {

/// Small JPEG files for a page; what is missing is drawn without a picture.
struct PagePictures {
  std::vector<std::string> references;  ///< like TrackResult::references
  std::map<int, std::string> tracks;    ///< the best face, by track id
  std::map<int, std::string> shots;     ///< a frame of the middle, by shot id
};

/// report.html of `track`, `faces` and `shots`: one file that asks for nothing else, but for the
/// clips it plays.
std::string track_page(const TrackResult& result, const PagePictures& pictures);
std::string faces_page(const FacesOutcome& outcome, const PagePictures& pictures);
std::string shots_page(const Analysis& analysis, const PagePictures& pictures,
                       const std::string& settings);

}  // namespace facetrack::report
