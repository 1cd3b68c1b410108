// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::job {

/// The names that jobs give to their results: those of `track`, `faces`, `expressions` and `curate`
/// together, because a folder holds one result, or those of the stills of shots.
enum class ResultNames { folder, stills };

/// Name of the ledger, and of the hidden folder in which a run prepares its results.
inline constexpr std::string_view ledger_name = ".facetrack-results.json";
inline constexpr std::string_view work_name = ".facetrack-work";

/// True if a job could give this name (a path below the folder) to a file.
bool is_result_name(ResultNames names, std::string_view path);

/// Everything in `folder` that may be in the way of a job's results, as paths below it: files with
/// such names, and anything but a folder that has the name of a folder. Does not follow links.
std::vector<std::string> taken_names(ResultNames names, const std::filesystem::path& folder);

}  // namespace facetrack::job
