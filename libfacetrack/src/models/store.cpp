// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/models.hpp"

#include "models/folders.hpp"
#include "models/registry.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

// Checksums are cached: reading 22 MB takes 0.1 s, and a pipeline asks once per worker and stage.
struct Remembered {
  std::uintmax_t size = 0;
  fs::file_time_type changed;
  std::string sha256;
};

bool is_known(const KnownModel& model, std::uintmax_t size, const fs::path& file) {
  // The size is compared first, because that needs no reading.
  const auto has_size = [size](const FileVersion& version) { return version.size == size; };
  if (std::none_of(model.versions.begin(), model.versions.end(), has_size)) return false;
  const std::string sha256 = verified_sha256(file);
  const auto matches = [&](const FileVersion& version) { return version.sha256 == sha256; };
  return std::any_of(model.versions.begin(), model.versions.end(), matches);
}

struct Found {
  ModelState state = ModelState::missing;
  fs::path path;
};

// The first intact file is used. A damaged one is only reported if there is no other.
Found look_up(const KnownModel& model) {
  Found found;
  for (const fs::path& folder : model_folders()) {
    const fs::path file = folder / model.file;
    std::error_code failed;
    if (!fs::is_regular_file(file, failed)) continue;
    const std::uintmax_t size = fs::file_size(file, failed);
    if (!failed && is_known(model, size, file)) return {ModelState::verified, file};
    if (found.state == ModelState::missing) found = {ModelState::damaged, file};
  }
  return found;
}

std::string contents(std::uintmax_t size, const std::string& sha256) {
  return std::to_string(size) + " bytes with SHA-256 " + sha256;
}

std::string how_to_get(const KnownModel& model) {
  if (model.download) return "get it with: facetrack-cli models fetch " + model.name;
  return model.note + " (" + user_model_dir().string() + ")";
}

std::string damage(const KnownModel& model, const fs::path& file) {
  const FileVersion& official = model.versions.front();
  return damaged_model(file, contents(official.size, official.sha256)) + "; remove it and " +
         how_to_get(model);
}

/// The file that contains the library's code: the shared library, or the program that it is linked
/// into.
fs::path own_file() {
  Dl_info info{};
  link_map* object = nullptr;
  static const char anchor = 0;
  const int found = ::dladdr1(&anchor, &info, reinterpret_cast<void**>(&object), RTLD_DL_LINKMAP);
  std::error_code failed;
  if (found == 0 || object == nullptr || *object->l_name == '\0') {
    return fs::read_symlink("/proc/self/exe", failed);
  }
  return fs::absolute(object->l_name, failed);
}

/// The data folders of an installation, wherever it was moved to, or of a build tree: libraries and
/// programs are one or two levels below the folder that contains share/.
const std::vector<fs::path>& data_folders() {
  static const std::vector<fs::path> folders = [] {
    std::vector<fs::path> found;
    const fs::path folder = own_file().parent_path();
    if (!folder.empty()) {
      found.push_back((folder / "../share/facetrack").lexically_normal());
      found.push_back((folder / "../../share/facetrack").lexically_normal());
    }
    const fs::path installed = FACETRACK_INSTALL_DATA_DIR;
    if (std::find(found.begin(), found.end(), installed) == found.end()) found.push_back(installed);
    return found;
  }();
  return folders;
}

fs::path find_explicit(const fs::path& file, bool allow_unverified) {
  std::error_code failed;
  if (!fs::is_regular_file(file, failed)) {
    throw Error(ErrorCode::missing_model, file.string() + ": no such model file");
  }
  if (allow_unverified) return file;
  const std::uintmax_t size = fs::file_size(file, failed);
  const auto& models = known_models();
  const bool known = std::any_of(models.begin(), models.end(), [&](const KnownModel& model) {
    return is_known(model, size, file);
  });
  if (known) return file;
  const auto named = std::find_if(models.begin(), models.end(), [&](const KnownModel& model) {
    return model.file == file.filename();
  });
  if (named != models.end()) throw Error(ErrorCode::corrupt_input, damage(*named, file));
  throw Error(ErrorCode::unsupported,
              file.string() +
                  ": not loaded, because its checksum is not known; allow "
                  "unverified models if you trust the file",
              "allow_unverified");
}

}  // namespace

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const char* list = std::getenv("FACETRACK_MODEL_DIR"); list != nullptr) {
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ':');) {
      if (!part.empty()) folders.emplace_back(part);
    }
  }
  if (const fs::path user = user_model_dir();
      std::find(folders.begin(), folders.end(), user) == folders.end()) {
    folders.push_back(user);
  }
  for (const fs::path& data : data_folders()) folders.push_back(data / "models");
  folders.emplace_back("/usr/share/dlib");
  return folders;
}

fs::path find_in_model_folders(const std::string& file_name) {
  for (const fs::path& folder : model_folders()) {
    std::error_code failed;
    if (fs::is_regular_file(folder / file_name, failed)) return folder / file_name;
  }
  return {};
}

std::string sha256_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorCode::not_found, file.string() + ": cannot be opened");
  return sha256(in);
}

std::string verified_sha256(const fs::path& file) {
  static std::mutex mutex;
  static std::map<fs::path, Remembered> remembered;
  try {
    const fs::path key = fs::absolute(file);
    const std::uintmax_t size = fs::file_size(key);
    const fs::file_time_type changed = fs::last_write_time(key);
    const std::lock_guard lock(mutex);
    Remembered& entry = remembered[key];
    if (entry.sha256.empty() || entry.size != size || entry.changed != changed) {
      entry = {size, changed, sha256_of(key)};
    }
    return entry.sha256;
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::io, file.string() + ": " + error.code().message());
  }
}

fs::path user_model_dir() {
  if (const char* list = std::getenv("FACETRACK_MODEL_DIR"); list != nullptr && *list != '\0') {
    const std::string_view all(list);
    if (const auto first = all.substr(0, all.find(':')); !first.empty()) return first;
  }
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return fs::path(data) / "facetrack/models";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / ".local/share/facetrack/models";
}

std::vector<ModelInfo> list_models() {
  std::vector<ModelInfo> list;
  for (const KnownModel& model : known_models()) {
    const Found found = look_up(model);
    ModelInfo info;
    info.name = model.name;
    info.purpose = model.purpose;
    info.what = model.what;
    info.file = model.file;
    info.size = model.versions.front().size;
    info.licence = model.licence;
    info.url = model.download ? model.download->url : "";
    info.sha256 = model.versions.front().sha256;
    info.how_to_get = how_to_get(model);
    info.state = found.state;
    info.path = found.path;
    list.push_back(std::move(info));
  }
  return list;
}

fs::path find_model(std::string_view name, const fs::path& explicit_path, bool allow_unverified) {
  if (!explicit_path.empty()) return find_explicit(explicit_path, allow_unverified);
  const KnownModel& model = known_model(name);
  const Found found = look_up(model);
  if (found.state == ModelState::verified) return found.path;
  if (found.state == ModelState::damaged) {
    if (allow_unverified) return found.path;
    throw Error(ErrorCode::corrupt_input, damage(model, found.path));
  }
  throw Error(ErrorCode::missing_model, "the model " + model.name + " (" + model.file +
                                            ") is not installed; " + how_to_get(model));
}

bool has_model(std::string_view name) {
  const auto& models = known_models();
  const auto model = std::find_if(models.begin(), models.end(),
                                  [name](const KnownModel& known) { return known.name == name; });
  if (model == models.end()) return false;
  const Found found = look_up(*model);
  if (found.state == ModelState::damaged) report_damage(damage(*model, found.path));
  return found.state == ModelState::verified;
}

std::string damaged_model(const fs::path& file, const std::string& expected) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(file, failed);
  return file.string() + ": the model file is damaged: expected " + expected + ", found " +
         contents(failed ? 0 : size, verified_sha256(file));
}

void report_damage(const std::string& what) {
  static std::mutex mutex;
  static std::set<std::string> reported;
  {
    const std::lock_guard lock(mutex);
    if (!reported.insert(what).second) return;
  }
  log(LogLevel::warning, what);
}

}  // namespace facetrack
