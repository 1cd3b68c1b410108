// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/models.hpp"

#include <algorithm>

#include "commands/commands.hpp"

namespace facetrack::cli {
namespace {

std::string_view word(ModelState state) {
  switch (state) {
    case ModelState::missing:
      return "missing";
    case ModelState::verified:
      return "verified";
    case ModelState::unverified:
      return "unverified";
    case ModelState::damaged:
      break;
  }
  return "damaged";
}

constexpr std::size_t name_width = 25;  // face-blendshapes-points, the longest, has 23

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

bool can_be_fetched(const ModelInfo& model) { return !model.files.front().url.empty(); }

/// "2.6 MB" or "2 kB", of all files.
std::string size_of(const ModelInfo& model) {
  std::uintmax_t bytes = 0;
  for (const ModelFile& file : model.files) bytes += file.size;
  if (bytes < 100'000) return std::to_string((bytes + 500) / 1000) + " kB";
  const auto tenths = (bytes + 50'000) / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

std::string table_of_installed(const std::vector<ModelInfo>& models) {
  std::string text = "Installed\n" + padded("name", name_width) + padded("purpose", 12) +
                     padded("state", 12) + padded("licence", 14) + "file\n";
  for (const ModelInfo& model : models) {
    if (model.state == ModelState::missing) continue;
    text += padded(model.name, name_width) + padded(model.purpose, 12) +
            padded(std::string(word(model.state)), 12) + padded(model.licence, 14) +
            model.path.string() + "\n";
  }
  return text;
}

/// The missing models that can be fetched, or those that cannot. Empty if there are none.
std::string table_of_missing(const std::vector<ModelInfo>& models, bool fetched,
                             const std::string& title) {
  std::string text;
  for (const ModelInfo& model : models) {
    if (model.state != ModelState::missing || can_be_fetched(model) != fetched) continue;
    text += padded(model.name, name_width) + padded(model.purpose, 12) +
            padded(size_of(model), 12) + padded(model.licence, 14) +
            (fetched ? model.what + (model.recommended ? " (recommended)" : "")
                     : model.files.front().name) +
            "\n";
  }
  if (text.empty()) return {};
  return "\n" + title + "\n" + padded("name", name_width) + padded("purpose", 12) +
         padded("size", 12) + padded("licence", 14) + (fetched ? "what it is" : "file") + "\n" +
         text;
}

std::string table(const std::vector<ModelInfo>& models) {
  return table_of_installed(models) +
         table_of_missing(models, true,
                          "Can be fetched (facetrack-cli models fetch NAME, or --recommended)") +
         table_of_missing(
             models, false,
             "Have no address; put the file into " + user_model_dir().string() + " if you have it");
}

std::string in_quotes(std::string_view text) { return "\"" + json_escaped(text) + "\""; }

/// "url" is empty if the file cannot be fetched.
std::string json(const ModelFile& file, const std::string& name_key) {
  return "\"" + name_key + "\":" + in_quotes(file.name) + ",\"size\":" + std::to_string(file.size) +
         ",\"sha256\":" + in_quotes(file.sha256) + ",\"url\":" + in_quotes(file.url);
}

std::string json(const std::vector<ModelInfo>& models) {
  std::string text = "{\"schema\":\"facetrack.models/1\",\"models\":[";
  for (const ModelInfo& model : models) {
    if (&model != &models.front()) text += ',';
    text += "\n {\"name\":" + in_quotes(model.name) + ",\"what\":" + in_quotes(model.what) +
            ",\"purpose\":" + in_quotes(model.purpose) +
            ",\"state\":" + in_quotes(word(model.state)) +
            ",\"licence\":" + in_quotes(model.licence) +
            ",\"recommended\":" + (model.recommended ? "true" : "false") +
            ",\"path\":" + in_quotes(model.path.string()) + "," +
            json(model.files.front(), "file") + ",\"files\":[";
    for (const ModelFile& file : model.files) {
      if (&file != &model.files.front()) text += ',';
      text += "{" + json(file, "name") + "}";
    }
    text += "],\"how_to_get\":" + in_quotes(model.how_to_get) + "}";
  }
  return text + "]}\n";
}

/// Damaged or unverified files among the models named, or among all installed ones.
int verify(const std::vector<ModelInfo>& models, const std::vector<std::string>& names,
           Console& console) {
  int result = exit_done;
  for (const std::string& name : names) {
    if (std::none_of(models.begin(), models.end(),
                     [&](const ModelInfo& m) { return m.name == name; })) {
      throw UsageError("models: there is no model '" + name +
                       "'; 'facetrack-cli models list' shows all");
    }
  }
  for (const ModelInfo& model : models) {
    const bool named = std::find(names.begin(), names.end(), model.name) != names.end();
    if (names.empty() ? model.state == ModelState::missing : !named) continue;
    console.result(padded(model.name, name_width) + padded(std::string(word(model.state)), 12) +
                   model.path.string() + "\n");
    if (model.state == ModelState::missing)
      result = exit_missing_model;
    else if (model.state != ModelState::verified)
      result = exit_failed;
  }
  return result;
}

int fetch(std::vector<std::string> names, bool recommended, Context& context) {
  if (recommended && !names.empty()) {
    throw UsageError("models fetch: give either names or --recommended");
  }
  if (recommended) {
    for (const ModelInfo& model : list_models()) {
      if (model.recommended) names.push_back(model.name);
    }
  }
  if (names.empty()) {
    throw UsageError(
        "models fetch: no model named; --recommended gets the best ones, 'facetrack-cli models "
        "list' shows all");
  }
  for (const std::string& name : names) {
    const auto path = fetch_model(name, context.control());
    if (path.empty()) return exit_interrupted;
    context.console.result(path.string() + "\n");
  }
  return exit_done;
}

}  // namespace

const CommandSpec& models_spec() {
  static const CommandSpec spec{
      "models",
      "model files: list, download or verify them",
      "list|fetch|verify [NAME…] [options]",
      -1,
      "facetrack looks for models in $FACETRACK_MODEL_DIR, the user's data folder, this "
      "installation and /usr/share/dlib, and verifies the checksum of a file before it uses it.",
      {{"Download", "recommended", 0, "", "",
        "fetch the best detector and the best embedder that can be downloaded: yunet (0.3 MB) and "
        "retail-0095 (2.6 MB)"},
       {"Output", "json", 0, "", "", "print JSON instead of a table"}},
      {{"models list", "what is installed, what can be fetched, and what has no address"},
       {"models fetch --recommended", "better detection and recognition for 2.9 MB"},
       {"models fetch yunet", "download one model and verify its checksum"}}};
  return spec;
}

int run_models(const Values& values, Context& context) {
  const std::vector<std::string>& words = values.positional();
  const std::string what = words.empty() ? "list" : words.front();
  const std::vector<std::string> names(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (what == "list") {
    const std::vector<ModelInfo> models = list_models();
    context.console.result(values.flag("json") ? json(models) : table(models));
    return exit_done;
  }
  if (what == "verify") return verify(list_models(), names, context.console);
  if (what == "fetch") return fetch(names, values.flag("recommended"), context);
  throw UsageError("models: expected list, fetch or verify, got '" + what + "'");
}

}  // namespace facetrack::cli
