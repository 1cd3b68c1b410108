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

/// One entry of data/models.json, and what was found of it on this machine.
struct ModelInfo {
  std::string name;     ///< "yunet", "retail-0095", "dlib-resnet", ...
  std::string purpose;  ///< "detector", "embedder", "landmarks", "expression"
  std::string what;     ///< one line for people
  std::string file;     ///< file name
  std::uintmax_t size = 0;
  std::string licence;
  std::string url;         ///< empty: shipped with facetrack or not downloadable
  std::string sha256;      ///< of the usable (unpacked) file
  std::string how_to_get;  ///< one command or one sentence
  ModelState state = ModelState::missing;
  std::filesystem::path path;  ///< where it was found
};

/// Finds model files: FACETRACK_MODEL_DIR (colon-separated), the user's data folder, the folders
/// of this installation, /usr/share/dlib. Size and checksum are verified before any parser sees
/// the bytes: dlib's and OpenCV's loaders are not made for hostile input. Thread-safe.

/// Every known model with its state.
FACETRACK_EXPORT std::vector<ModelInfo> list_models();

/// The verified file of model `name`, or of the file `explicit_path` if not empty.
/// Throws Error: missing_model with the one command that gets it; corrupt_input when the checksum
/// is wrong; unsupported when it is unknown and `allow_unverified` is false.
FACETRACK_EXPORT std::filesystem::path find_model(std::string_view name,
                                                  const std::filesystem::path& explicit_path = {},
                                                  bool allow_unverified = false);

/// True when find_model() would succeed.
FACETRACK_EXPORT bool has_model(std::string_view name);

/// Where fetched models go: $FACETRACK_MODEL_DIR's first folder or the user's data folder.
FACETRACK_EXPORT std::filesystem::path user_model_dir();

/// Downloads a model over https into user_model_dir(): resumed where it stopped, checksum pinned,
/// unpacked in process, renamed when complete. Empty: asked to stop; the next call continues.
/// Throws Error: not_found, io, corrupt_input.
FACETRACK_EXPORT std::filesystem::path fetch_model(std::string_view name,
                                                   const RunControl& control = {});

}  // namespace facetrack
