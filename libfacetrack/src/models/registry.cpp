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

KnownModel read_model(const JsonCursor& fields) {
  KnownModel model;
  model.name = fields["name"].text();
  model.purpose = fields["purpose"].text();
  model.what = fields["what"].text();
  model.file = read_file_name(fields["file"]);
  model.licence = fields["licence"].text();
  model.note = fields.text_or("note", "");
  const JsonCursor versions = fields["versions"];
  for (std::size_t i = 0; i < versions.size(); ++i) {
    model.versions.push_back(read_version(versions[i]));
  }
  if (model.versions.empty()) versions.fail("is empty");
  if (fields.has("download")) {
    const JsonCursor source = fields["download"];
    const bool bz2 = source.has("unpack");
    if (bz2) source["unpack"].require("bz2");
    model.download = Download{source["url"].text(), read_version(source), bz2};
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
  return a.file == b.file && a.versions == b.versions && a.download == b.download;
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
      return known.name == model.name || known.file == model.file;
    });
    if (taken == builtin.end()) {
      builtin.push_back(std::move(model));
    } else if (taken->name != model.name || !same_contents(*taken, model)) {
      throw Error(ErrorCode::invalid_argument,
                  source + ": the model \"" + model.name + "\" (" + model.file +
                      ") would replace \"" + taken->name + "\" (" + taken->file +
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
