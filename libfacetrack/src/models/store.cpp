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
#include <span>
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

bool is_known(const KnownFile& known, const fs::path& file) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(file, failed);
  // The size is compared first, because that needs no reading.
  const auto has_size = [size](const FileVersion& version) { return version.size == size; };
  if (failed || std::none_of(known.versions.begin(), known.versions.end(), has_size)) return false;
  const std::string sha256 = verified_sha256(file);
  const auto matches = [&](const FileVersion& version) { return version.sha256 == sha256; };
  return std::any_of(known.versions.begin(), known.versions.end(), matches);
}

bool is_there(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed);
}

struct Found {
  ModelState state = ModelState::missing;
  fs::path path;   ///< the file that a loader gets
  fs::path wrong;  ///< the damaged file, or the missing one where others of the model are
  const KnownFile* expected = nullptr;  ///< what `wrong` should be
};

/// The files of one format, of which `first` is the one that a loader gets.
Found look_up(std::span<const KnownFile> files, const fs::path& first) {
  Found found{ModelState::verified, first, {}, nullptr};
  bool is_any_there = false;
  for (const KnownFile& known : files) {
    const bool is_first = &known == &files.front();
    const fs::path extension = fs::path(known.name).extension();
    const fs::path file = is_first ? first : fs::path(first).replace_extension(extension);
    if (!is_there(file)) {
      found = {ModelState::missing, first, file, &known};
    } else if (is_known(known, file)) {
      is_any_there = true;
    } else {
      return {ModelState::damaged, first, file, &known};
    }
  }
  if (found.state == ModelState::missing && !is_any_there) return {};
  return found;
}

std::vector<std::span<const KnownFile>> formats_of(const KnownModel& model) {
  std::vector<std::span<const KnownFile>> formats{model.files};
  for (const KnownFile& file : model.other_formats) formats.push_back({&file, 1});
  return formats;
}

// The first intact model is used, in the official format if there is one. Damaged and missing files
// are only reported if there is no intact model.
Found look_up(const KnownModel& model) {
  Found best;
  for (const std::span<const KnownFile> files : formats_of(model)) {
    for (const fs::path& folder : model_folders()) {
      Found found = look_up(files, folder / files.front().name);
      if (found.state == ModelState::verified) return found;
      const bool says_more = best.expected == nullptr || (best.state == ModelState::missing &&
                                                          found.state == ModelState::damaged);
      if (says_more) best = std::move(found);
    }
  }
  return best;
}

std::string contents(std::uintmax_t size, const std::string& sha256) {
  return std::to_string(size) + " bytes with SHA-256 " + sha256;
}

std::string how_to_get(const KnownModel& model) {
  if (model.files.front().download) {
    return "get it with: facetrack-cli models fetch " + model.name;
  }
  return model.note + " (" + user_model_dir().string() + ")";
}

std::string damage(const KnownModel& model, const Found& found) {
  const FileVersion& official = found.expected->versions.front();
  const char* then = model.files.front().download ? "; remove it and " : "; replace it. ";
  return damaged_model(found.wrong, contents(official.size, official.sha256)) + then +
         how_to_get(model);
}

[[noreturn]] void throw_missing(const KnownModel& model, const Found& found) {
  std::string what;
  if (found.expected != nullptr) {
    what = found.wrong.string() + ": is missing, and the model " + model.name + " needs it; ";
  } else {
    std::string names;
    for (const KnownFile& file : model.files) names += (names.empty() ? "" : ", ") + file.name;
    what = "the model " + model.name + " (" + names + ") is not installed; ";
  }
  throw Error(ErrorCode::missing_model, what + how_to_get(model));
}

/// Throws the Error of a model that cannot be used.
void require_intact(const KnownModel& model, const Found& found) {
  if (found.state == ModelState::missing) throw_missing(model, found);
  if (found.state == ModelState::damaged) {
    throw Error(ErrorCode::corrupt_input, damage(model, found));
  }
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
  if (!is_there(file)) {
    throw Error(ErrorCode::missing_model, file.string() + ": no such model file");
  }
  if (allow_unverified) return file;
  // The file may have any name. The other files of the model have the same one.
  for (const KnownModel& model : known_models()) {
    for (const std::span<const KnownFile> files : formats_of(model)) {
      if (!is_known(files.front(), file)) continue;
      require_intact(model, look_up(files, file));
      return file;
    }
  }
  for (const KnownModel& model : known_models()) {
    for (const std::span<const KnownFile> files : formats_of(model)) {
      if (files.front().name == file.filename()) require_intact(model, look_up(files, file));
    }
  }
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
    if (is_there(folder / file_name)) return folder / file_name;
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
    info.licence = model.licence;
    for (const KnownFile& file : model.files) {
      const FileVersion& official = file.versions.front();
      info.files.push_back({file.name, official.size, official.sha256,
                            file.download ? file.download->url : std::string()});
    }
    info.how_to_get = how_to_get(model);
    info.recommended = model.recommended;
    info.state = found.state;
    if (found.state == ModelState::verified) info.path = found.path;
    if (found.state == ModelState::damaged) info.path = found.wrong;
    list.push_back(std::move(info));
  }
  return list;
}

fs::path find_model(std::string_view name, const fs::path& explicit_path, bool allow_unverified) {
  if (!explicit_path.empty()) return find_explicit(explicit_path, allow_unverified);
  const KnownModel& model = known_model(name);
  const Found found = look_up(model);
  if (found.state == ModelState::damaged && allow_unverified) {
    return found.path;
  }
  require_intact(model, found);
  return found.path;
}

bool has_model(std::string_view name) {
  const auto& models = known_models();
  const auto model = std::find_if(models.begin(), models.end(),
                                  [name](const KnownModel& known) { return known.name == name; });
  if (model == models.end()) return false;
  const Found found = look_up(*model);
  if (found.state == ModelState::damaged) report_damage(damage(*model, found));
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
