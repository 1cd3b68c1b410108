// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/manifest.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "facetrack/error.hpp"

#include "batch/json.hpp"

namespace facetrack::cli {
namespace {

constexpr std::size_t longest_id = 200;  // bytes; file systems take 255 for a name
constexpr std::size_t longest_text = 4096;
constexpr std::size_t most_references = 1000;
constexpr std::array fields = {"id", "command", "video", "reference", "options"};
// Names that the batch uses in its folder.
constexpr std::array reserved_names = {"results.jsonl", "metadata.jsonl", "manifest.jsonl",
                                       "summary.json",  "report.html",    "shards",
                                       "slurm"};

std::string id_from(const JsonField& field) {
  const std::string& id = field.text(longest_id);
  const bool strange = std::any_of(id.begin(), id.end(), [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  if (id.empty() || strange || id.front() == '.' || id.front() == '-') {
    field.fail(
        "must be a folder name: not empty, without slashes, not beginning with a dot or dash");
  }
  if (std::find(reserved_names.begin(), reserved_names.end(), id) != reserved_names.end()) {
    field.fail("'" + id + "' is reserved for the batch; choose another id");
  }
  return id;
}

std::vector<std::string> texts_from(const JsonField& field, const Json& json) {
  if (json.is_string()) return {field.text(longest_text)};
  std::vector<std::string> texts;
  const std::size_t count = field.size(most_references);
  for (std::size_t i = 0; i < count; ++i) texts.push_back(field[i].text(longest_text));
  return texts;
}

/// A JSON value as an argument of the command line.
std::string value_text(const JsonField& field, const Json& json) {
  if (json.is_string()) return field.text(longest_text);
  if (json.is_number()) return json.dump();
  field.fail("must be a text, a number, true, false or a list of these");
}

void add_option(const JsonField& options, const std::string& name, const Json& json,
                std::vector<std::string>& words) {
  const JsonField field = options[name];
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!plain || name.front() == '-') {
    field.fail("must be the long name of an option, without leading dashes");
  }
  if (json.is_null() || json == false) return;
  if (json == true) {
    words.push_back("--" + name);
  } else if (json.is_array()) {
    const std::size_t count = field.size(most_references);
    for (std::size_t i = 0; i < count; ++i) {
      words.push_back("--" + name + "=" + value_text(field[i], json[i]));
    }
  } else {
    words.push_back("--" + name + "=" + value_text(field, json));
  }
}

BatchJob job_from(const Json& json, const JsonField& line) {
  BatchJob job;
  job.id = id_from(line["id"]);
  for (const auto& [key, value] : json.items()) {
    if (std::find(fields.begin(), fields.end(), key) == fields.end()) {
      line[key].fail("unknown field; a job has id, command, video, reference and options");
    }
  }
  job.command = line["command"].text(64);
  job.video = line["video"].text(longest_text);
  if (job.video.empty()) line["video"].fail("is empty");
  if (line.has("reference")) job.references = texts_from(line["reference"], json["reference"]);
  if (line.has("options")) {
    const JsonField options = line["options"];
    if (!json["options"].is_object()) options.fail("must be an object");
    for (const auto& [name, value] : json["options"].items()) {
      add_option(options, name, value, job.options);
    }
  }
  return job;
}

}  // namespace

std::vector<BatchJob> read_manifest(std::string_view text, std::string_view name) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);  // the byte order mark that some editors write
  std::vector<BatchJob> jobs;
  std::map<std::string, std::size_t> lines;  // of each id
  std::string mistakes;
  std::size_t count = 0;
  const auto report_mistake = [&](const std::string& what) {
    if (++count <= most_mistakes) mistakes += (mistakes.empty() ? "" : "\n") + what;
  };
  each_line(text, [&](std::string_view line, std::size_t number) {
    const std::string place = std::string(name) + ":" + std::to_string(number);
    try {
      const Json json = parse_json(line, place);
      BatchJob job = job_from(json, JsonField(json, place));
      job.line = number;
      const auto [known, is_new] = lines.emplace(job.id, number);
      if (is_new) {
        jobs.push_back(std::move(job));
      } else {
        report_mistake(place + ": id: '" + job.id + "' is already used on line " +
                       std::to_string(known->second));
      }
    } catch (const Error& error) {
      report_mistake(error.what());
    }
  });
  if (count > most_mistakes) {
    mistakes += "\nand " + std::to_string(count - most_mistakes) + " more";
  }
  if (jobs.empty() && count == 0) mistakes = std::string(name) + ": contains no job";
  if (!mistakes.empty()) throw Error(ErrorCode::corrupt_input, mistakes);
  return jobs;
}

std::string manifest_text(std::span<const BatchJob> jobs) {
  std::string text;
  for (const BatchJob& job : jobs) {
    Json options = Json::object();
    for (const std::string& word : job.options) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
      if (equals == std::string::npos) {
        options[name] = true;
      } else if (options.contains(name)) {
        options[name].push_back(word.substr(equals + 1));
      } else {
        options[name] = Json::array({word.substr(equals + 1)});
      }
    }
    const Json json = {{"id", job.id},
                       {"command", job.command},
                       {"video", job.video},
                       {"reference", job.references},
                       {"options", options}};
    text += compact(json) + "\n";
  }
  return text;
}

}  // namespace facetrack::cli
