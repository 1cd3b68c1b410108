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

/// Every option that influences the result of an analysis, and the settings of the stages, by the
/// name under which they are stored.
std::map<std::string, std::string> settings_of(const JobVideo& video);

/// Pure. True if the setting `stored` is one that `asked` allows.
bool fits_setting(const std::string& name, const std::string& asked, const std::string& stored);

/// The shortened checksum of the installed model file of the detector; empty if there is none.
/// Stored as the setting "detector_model".
std::string detector_model(const std::string& detector);

/// The identity of the video and of the analysed part.
std::string part_id(const JobVideo& video);

/// Throws Error(unsupported) if the analysis in `file` is of another video. Throws OutputError if
/// settings that the job insists on differ, and names them. Logs other settings that differ.
void require_settings(const JobVideo& video, const Analysis& analysis,
                      const std::filesystem::path& file);

/// The request of a job for its output folder; `job` is the name of the job.
FolderRequest folder_request(const JobVideo& video, const JobOutput& output,
                             const std::string& job);

/// An identity of the bytes of all these pictures, independent of their order.
std::string pictures_id(const std::vector<std::filesystem::path>& pictures);

}  // namespace facetrack::job
