// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// Every option that changes what an analysis finds, by the name under which it is stored.
std::map<std::string, std::string> settings_of(const JobOptions& options);

/// The checksum of the detector's model file on this machine, shortened; empty: there is none. It
/// is stored as the setting "detector_model".
std::string detector_model(const JobOptions& options, const std::string& detector);

/// The video, and the part of it that the options ask for.
std::string part_id(const JobOptions& options);

/// Throws Error(unsupported) if the analysis in `file` is of another video, and OutputError naming
/// each setting on which the options insist and that it was not made with. Remarks which other
/// settings are not those of the options.
void require_settings(const JobOptions& options, const Analysis& analysis,
                      const std::filesystem::path& file);

/// What a job asks of its output folder: `job` is its name, `references` and `not_target` are the
/// pictures of persons.
FolderRequest folder_request(const JobOptions& options, const std::string& job);
/// Bytes of all these pictures as one text, in whatever order they are given.
std::string pictures_id(const std::vector<std::filesystem::path>& pictures);
/// Adds the file of a model, if `name` is one, and those that belong to it.
void add_model(const std::string& name, std::vector<std::filesystem::path>& inputs);

}  // namespace facetrack::job
