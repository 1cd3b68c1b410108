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

std::string table(const std::vector<ModelInfo>& models) {
  std::string text = padded("name", name_width) + padded("purpose", 12) + padded("state", 12) +
                     padded("licence", 24) + "file\n";
  for (const ModelInfo& model : models) {
    text += padded(model.name, name_width) + padded(model.purpose, 12) +
            padded(std::string(word(model.state)), 12) + padded(model.licence, 24) +
            (model.path.empty() ? model.how_to_get : model.path.string()) + "\n";
  }
  return text;
}

std::string json(const std::vector<ModelInfo>& models) {
  const auto quoted = [](std::string_view text) { return "\"" + json_escaped(text) + "\""; };
  std::string text = "{\"schema\":\"facetrack.models/1\",\"models\":[";
  for (const ModelInfo& model : models) {
    if (&model != &models.front()) text += ',';
    text += "\n {\"name\":" + quoted(model.name) + ",\"what\":" + quoted(model.what) +
            ",\"purpose\":" + quoted(model.purpose) + ",\"state\":" + quoted(word(model.state)) +
            ",\"licence\":" + quoted(model.licence) + ",\"file\":" + quoted(model.file) +
            ",\"path\":" + quoted(model.path.string()) + ",\"size\":" + std::to_string(model.size) +
            ",\"sha256\":" + quoted(model.sha256) + ",\"url\":" + quoted(model.url) +
            ",\"how_to_get\":" + quoted(model.how_to_get) + "}";
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

int fetch(const std::vector<std::string>& names, Context& context) {
  if (names.empty())
    throw UsageError("models fetch: no model named; 'facetrack-cli models list' shows all");
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
      {{"Output", "json", 0, "", "", "print JSON instead of a table"}},
      {{"models list", "all known models: purpose, licence, and the file or how to get it"},
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
  if (what == "fetch") return fetch(names, context);
  throw UsageError("models: expected list, fetch or verify, got '" + what + "'");
}

}  // namespace facetrack::cli
