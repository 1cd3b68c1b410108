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
  bool operator==(const FileVersion&) const = default;
};

struct Download {
  std::string url;
  FileVersion content;  ///< as downloaded
  bool bz2 = false;
  bool operator==(const Download&) const = default;
};

struct KnownFile {
  std::string name;
  std::vector<FileVersion> versions;  ///< accepted contents; the first is the official one
  std::optional<Download> download;
  bool operator==(const KnownFile&) const = default;
};

/// One entry of data/models.json.
struct KnownModel {
  std::string name;
  std::string purpose;
  std::string what;
  std::string licence;
  /// All are needed, in one folder. A loader gets the first; the names differ by their extension
  /// alone. All can be downloaded, or none.
  std::vector<KnownFile> files;
  /// The same network in other formats of one file each. One of them replaces all of `files`.
  std::vector<KnownFile> other_formats;
  bool recommended = false;  ///< part of the set for users who do not want to choose
  std::string note;          ///< how to get it if it cannot be downloaded
};

/// The models of data/models.json as it was when the library was built, so that nobody who can
/// write to a data folder can change their checksums. The list that FACETRACK_MODELS_JSON names
/// adds models. Throws Error(invalid_argument) if that list gives a built-in name or file other
/// contents.
const std::vector<KnownModel>& known_models();

/// Throws Error(not_found) that lists the known names.
const KnownModel& known_model(std::string_view name);

/// `builtin` followed by the models of `added` that are not in it. `source` names the list in
/// messages. Throws Error(invalid_argument) as known_models() does.
std::vector<KnownModel> merge_models(std::vector<KnownModel> builtin, std::vector<KnownModel> added,
                                     const std::string& source);

/// Throws Error(corrupt_input) naming the field that is wrong.
std::vector<KnownModel> parse_models(std::string_view json, const std::string& source);

}  // namespace facetrack
