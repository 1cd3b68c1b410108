// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/ledger.hpp"

#include <limits>

#include "facetrack/file.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "json/json_cursor.hpp"
#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

constexpr std::size_t most_files = 10'000'000;  // every face of ten hour-long videos
constexpr std::size_t most_bytes = std::size_t{1} << 30;
constexpr std::size_t most_text = 1 << 20;  // hashes of 50,000 photos

Json files_json(const Ledger::Files& files) {
  Json json = Json::array();
  for (const auto& [path, file] : files) {
    json.push_back({{"path", path}, {"size", file.size}, {"hash", file.hash}});
    if (!file.plan.empty()) json.back()["plan"] = file.plan;
  }
  return json;
}

/// True for a path that stays below the folder: a ledger must not make us remove files elsewhere.
bool is_below(const std::string& path) {
  const std::filesystem::path below(path);
  if (path.empty() || below.is_absolute() || below != below.lexically_normal()) return false;
  return *below.begin() != ".." && *below.begin() != "." && below.has_filename();
}

Ledger::Files read_files(const JsonCursor& at) {
  Ledger::Files files;
  for (std::size_t i = 0; i < at.size(most_files); ++i) {
    const JsonCursor entry = at[i];
    const std::string& path = entry["path"].text(most_text);
    if (!is_below(path)) entry["path"].fail("must be a path below the folder");
    files[path] = {static_cast<std::uint64_t>(
                       entry["size"].integer(0, std::numeric_limits<std::int64_t>::max())),
                   entry["hash"].text(64), entry.text_or("plan", "")};
  }
  return files;
}

}  // namespace

std::string ledger_json(const Ledger& ledger) {
  Json json = {{"schema", "facetrack.results/1"},
               {"generator", std::string(generator) + FACETRACK_VERSION},
               {"question", Json::object()},
               {"complete", ledger.complete},
               {"files", files_json(ledger.files)}};
  for (const auto& [key, value] : ledger.question) json["question"][key] = value;
  if (ledger.replacing) json["replaces"] = files_json(ledger.replaced);
  return to_text(json);
}

Ledger ledger_from_json(std::string_view text, std::string_view name) {
  const Json json = parse_json(text, name);
  const JsonCursor at(json, name);
  at["schema"].require("facetrack.results/1");
  Ledger ledger;
  for (const std::string& key : at["question"].keys(64)) {
    ledger.question[key] = at["question"][key].text(most_text);
  }
  ledger.complete = at["complete"].boolean();
  ledger.files = read_files(at["files"]);
  ledger.replacing = at.has("replaces");
  if (ledger.replacing) ledger.replaced = read_files(at["replaces"]);
  return ledger;
}

Ledger read_ledger(const std::filesystem::path& file) {
  try {
    return ledger_from_json(read_file(file, most_bytes), file.string());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt_input) throw;
    std::string what = error.what();
    if (what.starts_with(file.string() + ": ")) what.erase(0, file.string().size() + 2);
    throw OutputError(
        OutputError::Reason::not_ours,
        file.string() + ": damaged, so it is not known which files facetrack wrote (" + what +
            "); move the folder " + file.parent_path().string() + " away, or choose another one");
  }
}

}  // namespace facetrack::report
