// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <system_error>
#include <utility>

#include "facetrack/file.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "core/files.hpp"
#include "job/result_names.hpp"
#include "report/ledger.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using report::Ledger;

Ledger read_notes(const fs::path& folder) {
  const fs::path file = folder / job::ledger_name;
  if (!files::is_taken(file)) return {};
  if (files::is_link(file)) {
    throw OutputError(OutputError::Reason::not_ours,
                      file.string() + ": is a link, not a record of facetrack; move it away");
  }
  return report::read_ledger(file);
}

bool is(const fs::path& file, const Ledger::Files& files, const std::string& name) {
  const auto known = files.find(name);
  if (known == files.end() || files::is_link(file) || !files::is_ordinary(file)) return false;
  std::error_code error;
  return fs::file_size(file, error) == known->second.size &&
         files::hash_of(file) == known->second.hash;
}

/// The process may have ended after the notes and before the file was written, so the file is known
/// either way.
bool is_known(const Ledger& notes, const fs::path& folder, const std::string& name) {
  return is(folder / name, notes.files, name) || is(folder / name, notes.replaced, name);
}

}  // namespace

OutputNotes::OutputNotes(fs::path folder, std::string job)
    : folder_(std::move(folder)), job_(std::move(job)) {
  const Ledger notes = read_notes(folder_);
  const auto there = notes.question.find("job");
  if (there == notes.question.end() || there->second == job_) return;
  throw OutputError(OutputError::Reason::other_question,
                    folder_.string() + ": contains the results of '" + there->second +
                        "', not of '" + job_ + "'");
}

void OutputNotes::require_own(const std::string& name) const {
  const fs::path file = folder_ / name;
  if (!files::is_taken(file) || is_known(read_notes(folder_), folder_, name)) return;
  throw OutputError(OutputError::Reason::not_ours,
                    file.string() +
                        ": exists, but was not written by facetrack or was changed since; move it "
                        "away or choose another folder");
}

void OutputNotes::adopt(const fs::path& prepared, const std::string& name) {
  require_own(name);
  Ledger notes = read_notes(folder_);
  notes.question = {{"job", job_}};
  notes.complete = notes.replacing = true;
  notes.replaced.erase(name);
  std::error_code error;
  const fs::path file = folder_ / name;
  if (files::is_taken(file)) {
    notes.replaced[name] = {fs::file_size(file, error), files::hash_of(file)};
  }
  notes.files[name] = {fs::file_size(prepared, error), files::hash_of(prepared)};
  write_file(folder_ / job::ledger_name, report::ledger_json(notes));
  if (notes.replaced.contains(name)) {
    fs::rename(prepared, file, error);
    if (error)
      throw Error(ErrorCode::io, file.string() + ": cannot be written: " + error.message());
  } else {
    files::move(prepared, file);
  }
}

void OutputNotes::write(const std::string& name, std::string_view text) {
  require_own(name);
  const fs::path prepared = files::temporary_for(folder_ / name);
  write_file(prepared, text);
  try {
    adopt(prepared, name);
  } catch (...) {
    std::error_code ignored;
    fs::remove(prepared, ignored);
    throw;
  }
}

}  // namespace facetrack
