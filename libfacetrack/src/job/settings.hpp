// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// Every option that changes what an analysis finds, and the settings of the stages, by the name
/// under which they are stored.
std::map<std::string, std::string> settings_of(const JobVideo& video);

/// The checksum of the detector's model file on this machine, shortened; empty: there is none. It
/// is stored as the setting "detector_model".
std::string detector_model(const std::string& detector);

/// The identity of the video and of the part of it that is analysed.
std::string part_id(const JobVideo& video);

/// Throws Error(unsupported) if the analysis in `file` is of another video, and OutputError naming
/// each setting on which the job insists and that the analysis was not made with. Logs which other
/// settings differ.
void require_settings(const JobVideo& video, const Analysis& analysis,
                      const std::filesystem::path& file);

/// What a job asks of its output folder; `job` is its name.
FolderRequest folder_request(const JobVideo& video, const JobOutput& output,
                             const std::string& job);

/// The bytes of all these pictures as one text, in whatever order they are given.
std::string pictures_id(const std::vector<std::filesystem::path>& pictures);

}  // namespace facetrack::job
