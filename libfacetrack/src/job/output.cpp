// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/output.hpp"

#include <cctype>
#include <map>
#include <vector>

#include "core/files.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

/// True if `name` belongs to the image sequence `pattern` ("img_%04d.png"). Longer numbers and
/// other widths count as well, because it is safer to keep a file too many.
bool is_in_sequence(const std::string& name, const std::string& pattern) {
  const std::size_t percent = pattern.find('%');
  const std::size_t end = pattern.find('d', percent);
  if (end == std::string::npos) return false;
  const std::string before = pattern.substr(0, percent);
  const std::string after = pattern.substr(end + 1);
  if (name.size() <= before.size() + after.size() || !name.starts_with(before) ||
      !name.ends_with(after)) {
    return false;
  }
  for (std::size_t i = before.size(); i < name.size() - after.size(); ++i) {
    if (std::isdigit(static_cast<unsigned char>(name[i])) == 0) return false;
  }
  return true;
}

/// The files that an input refers to.
std::vector<fs::path> files_of(const fs::path& input) {
  std::vector<fs::path> found{input};
  const bool sequence =
      !files::exists(input) && input.filename().string().find('%') != std::string::npos;
  const fs::path folder = !sequence                 ? input
                          : input.has_parent_path() ? input.parent_path()
                                                    : fs::path(".");
  if (!files::is_folder(folder)) return found;
  for (const fs::path& file : files::entries(folder)) {
    if (!sequence || is_in_sequence(file.filename().string(), input.filename().string())) {
      found.push_back(file);
    }
  }
  return found;
}

}  // namespace

OutputError::OutputError(Reason reason, const std::string& what)
    : Error(reason == Reason::another_analysis ? ErrorCode::unsupported : ErrorCode::io, what),
      reason_(reason) {}
OutputError::~OutputError() = default;

void keep_inputs(std::span<const fs::path> outputs, std::span<const fs::path> inputs) {
  std::map<files::Identity, fs::path> kept;
  for (const fs::path& input : inputs) {
    if (input.empty()) continue;
    for (const fs::path& file : files_of(input)) {
      if (const auto identity = files::identity_of(file)) kept.emplace(*identity, file);
    }
  }
  for (const fs::path& output : outputs) {
    const auto identity = files::identity_of(output);
    const auto clash = identity ? kept.find(*identity) : kept.end();
    if (clash == kept.end()) continue;
    throw Error(ErrorCode::invalid_argument,
                output.string() + " would be overwritten, but it is the input " +
                    clash->second.string() + "; choose another output");
  }
}

}  // namespace facetrack
