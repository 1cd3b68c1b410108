// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"

namespace facetrack {

enum class ModelState { missing, verified, unverified, damaged };

struct ModelFile {
  std::string name;
  std::uintmax_t size = 0;
  std::string sha256;  ///< of the unpacked file
  std::string url;     ///< empty: part of facetrack, or without an address
};

/// One entry of data/models.json and its state on this machine.
struct ModelInfo {
  std::string name;     ///< "yunet", "retail-0095", "dlib-resnet", ...
  std::string purpose;  ///< "detector", "embedder", "landmarks", "visibility", "overlay", ...
  std::string what;     ///< a description of one line
  std::string licence;
  std::vector<ModelFile> files;  ///< all are needed; find_model() returns the first
  std::string how_to_get;        ///< one command or one sentence
  bool recommended = false;      ///< part of the best set that can be downloaded
  ModelState state = ModelState::missing;
  std::filesystem::path path;  ///< the first file where it was found, or the damaged one
};

// Any thread may call these functions at any time. Model files are looked up in the folders of
// FACETRACK_MODEL_DIR (separated by colons), the user's data folder, the folders of this
// installation and /usr/share/dlib. Size and checksum are verified before a file is parsed, because
// the loaders of dlib and OpenCV are not safe for hostile input.

/// Every known model with its state.
FACETRACK_EXPORT std::vector<ModelInfo> list_models();

/// The verified file of model `name`; `explicit_path` names another file for it. The other files of
/// the model are verified too; they lie beside it and differ in their extension. Throws Error:
/// missing_model with the command that downloads it; corrupt_input if a checksum is wrong;
/// unsupported if the checksum is unknown and `allow_unverified` is false.
FACETRACK_EXPORT std::filesystem::path find_model(std::string_view name,
                                                  const std::filesystem::path& explicit_path = {},
                                                  bool allow_unverified = false);

/// True if find_model() would succeed.
FACETRACK_EXPORT bool has_model(std::string_view name);

/// The folder for downloads: the first of FACETRACK_MODEL_DIR, or the user's data folder.
FACETRACK_EXPORT std::filesystem::path user_model_dir();

/// Downloads a model over https into user_model_dir() and returns its first file. Continues an
/// interrupted download, verifies the checksums, unpacks, and renames the files when all of them
/// are complete. Empty: `control` asked to stop. Throws Error: not_found, io, corrupt_input.
FACETRACK_EXPORT std::filesystem::path fetch_model(std::string_view name,
                                                   const RunControl& control = {});

}  // namespace facetrack
