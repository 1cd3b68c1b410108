// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/registry.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "facetrack/error.hpp"

#include "json/json_cursor.hpp"

namespace facetrack {
namespace fs = std::filesystem;

namespace embedded {
extern const char* const models_json;  // data/models.json
}

namespace {

// Limits what a bad entry can make the library download; no model is larger.
constexpr double largest_model = 2e9;  // bytes

bool is_hex(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
}

FileVersion read_version(const JsonCursor& fields) {
  FileVersion version;
  version.size = static_cast<std::uint64_t>(fields["size"].number(1, largest_model));
  version.sha256 = fields["sha256"].text();
  if (version.sha256.size() != 64 ||
      !std::all_of(version.sha256.begin(), version.sha256.end(), is_hex)) {
    fields["sha256"].fail("must be 64 lower-case hexadecimal digits");
  }
  return version;
}

// A file name in the list is appended to folders, so it must not lead out of them.
std::string read_file_name(const JsonCursor& field) {
  std::string name = field.text();
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) {
    field.fail("must be a plain file name");
  }
  return name;
}

KnownFile read_known_file(const JsonCursor& fields) {
  KnownFile file;
  file.name = read_file_name(fields["file"]);
  const JsonCursor versions = fields["versions"];
  for (std::size_t i = 0; i < versions.size(); ++i) {
    file.versions.push_back(read_version(versions[i]));
  }
  if (file.versions.empty()) versions.fail("is empty");
  if (fields.has("download")) {
    const JsonCursor source = fields["download"];
    const bool bz2 = source.has("unpack");
    if (bz2) source["unpack"].require("bz2");
    file.download = Download{source["url"].text(), read_version(source), bz2};
  }
  return file;
}

std::vector<KnownFile> read_known_files(const JsonCursor& list) {
  std::vector<KnownFile> files;
  for (std::size_t i = 0; i < list.size(); ++i) {
    files.push_back(read_known_file(list[i]));
    const KnownFile& first = files.front();
    const KnownFile& last = files.back();
    if (fs::path(first.name).stem() != fs::path(last.name).stem()) {
      list[i]["file"].fail("must differ from the first file's name by its extension alone");
    }
    if (first.download.has_value() != last.download.has_value()) {
      list[i].fail("must have a download if the first file has one, and none otherwise");
    }
  }
  if (files.empty()) list.fail("is empty");
  return files;
}

KnownModel read_model(const JsonCursor& fields) {
  KnownModel model;
  model.name = fields["name"].text();
  model.purpose = fields["purpose"].text();
  model.what = fields["what"].text();
  model.licence = fields["licence"].text();
  model.note = fields.text_or("note", "");
  model.recommended = fields.has("recommended") && fields["recommended"].boolean();
  if (fields.has("files")) {
    model.files = read_known_files(fields["files"]);
  } else {
    model.files = {read_known_file(fields)};  // a model of one file
  }
  if (fields.has("other_formats")) {
    const JsonCursor others = fields["other_formats"];
    for (std::size_t i = 0; i < others.size(); ++i) {
      model.other_formats.push_back(read_known_file(others[i]));
      if (model.other_formats.back().download)
        others[i]["download"].fail("is only possible in files");
    }
  }
  return model;
}

std::vector<KnownModel> load(const std::string& file) {
  std::vector<KnownModel> builtin = parse_models(embedded::models_json, "models.json");
  if (file.empty()) return builtin;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorCode::not_found, file + ": cannot be opened (FACETRACK_MODELS_JSON)");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return merge_models(std::move(builtin), parse_models(text, file), file);
}

bool same_contents(const KnownModel& a, const KnownModel& b) {
  return a.files == b.files && a.other_formats == b.other_formats;
}

std::string names_of(const std::vector<KnownFile>& files) {
  std::string names;
  for (const KnownFile& file : files) names += (names.empty() ? "" : ", ") + file.name;
  return names;
}

bool share_a_file(const KnownModel& a, const KnownModel& b) {
  const auto has = [](const KnownModel& model, const KnownFile& file) {
    const auto is_same = [&](const KnownFile& other) { return other.name == file.name; };
    return std::any_of(model.files.begin(), model.files.end(), is_same) ||
           std::any_of(model.other_formats.begin(), model.other_formats.end(), is_same);
  };
  const auto is_in_a = [&](const KnownFile& file) { return has(a, file); };
  return std::any_of(b.files.begin(), b.files.end(), is_in_a) ||
         std::any_of(b.other_formats.begin(), b.other_formats.end(), is_in_a);
}

}  // namespace

std::vector<KnownModel> parse_models(std::string_view json, const std::string& source) {
  const Json root = parse_json(json, source);
  const JsonCursor fields(root, source);
  fields["schema"].require("facetrack.models/1");
  std::vector<KnownModel> models;
  const JsonCursor entries = fields["models"];
  for (std::size_t i = 0; i < entries.size(); ++i) models.push_back(read_model(entries[i]));
  return models;
}

std::vector<KnownModel> merge_models(std::vector<KnownModel> builtin, std::vector<KnownModel> added,
                                     const std::string& source) {
  for (KnownModel& model : added) {
    const auto taken = std::find_if(builtin.begin(), builtin.end(), [&](const KnownModel& known) {
      return known.name == model.name || share_a_file(known, model);
    });
    if (taken == builtin.end()) {
      builtin.push_back(std::move(model));
    } else if (taken->name != model.name || !same_contents(*taken, model)) {
      throw Error(ErrorCode::invalid_argument,
                  source + ": the model \"" + model.name + "\" (" + names_of(model.files) +
                      ") would replace \"" + taken->name + "\" (" + names_of(taken->files) +
                      "), whose checksums and address cannot be changed; give it another name and "
                      "another file name");
    }
  }
  return builtin;
}

const std::vector<KnownModel>& known_models() {
  static std::mutex mutex;
  static std::map<std::string, std::vector<KnownModel>>
      lists;  // by file; entries stay at their address
  const char* set = std::getenv("FACETRACK_MODELS_JSON");
  const std::string file = set != nullptr ? set : "";
  const std::lock_guard lock(mutex);
  auto found = lists.find(file);
  if (found == lists.end()) found = lists.emplace(file, load(file)).first;
  return found->second;
}

const KnownModel& known_model(std::string_view name) {
  const auto& models = known_models();
  const auto found = std::find_if(models.begin(), models.end(),
                                  [name](const KnownModel& model) { return model.name == name; });
  if (found != models.end()) return *found;
  std::string names;
  for (const KnownModel& model : models) names += (names.empty() ? "" : ", ") + model.name;
  throw Error(ErrorCode::not_found,
              "there is no model \"" + std::string(name) + "\"; known models: " + names);
}

}  // namespace facetrack
