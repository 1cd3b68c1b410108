// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/result_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "core/files.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;
using report::Ledger;
using report::read_ledger;

constexpr const char* run_name = "run.json";  // in the hidden folder: says which run it belongs to

Ledger::File stamp(const fs::path& file) {
  std::error_code error;
  const std::uint64_t size = fs::file_size(file, error);
  if (error) throw Error(ErrorCode::io, file.string() + ": " + error.message());
  return {size, files::hash_of(file)};
}

/// True if the file still has the bytes that were written. False for a link.
bool is_unchanged(const fs::path& file, const Ledger::File& written) {
  if (files::is_link(file) || !files::is_ordinary(file)) return false;
  std::error_code error;
  return fs::file_size(file, error) == written.size && !error &&
         files::hash_of(file) == written.hash;
}

/// Every file below `folder`, as a path below it, except hidden ones, which are notes of a run.
void list_files(const fs::path& folder, const std::string& below, std::vector<std::string>& found) {
  if (!files::is_folder(folder)) return;
  for (const fs::path& entry : files::entries(folder)) {
    const std::string name = entry.filename().string();
    if (name.starts_with('.')) continue;
    if (files::is_real_folder(entry))
      list_files(entry, below + name + "/", found);
    else
      found.push_back(below + name);
  }
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> found;
  list_files(folder, "", found);
  return found;
}

/// True if the folder contains any file, hidden ones included. Without a run's notes its finished
/// files cannot be used.
bool has_any_file(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_directory(error)) return true;
  }
  return false;
}

/// Removes the empty folders above `name`, up to `folder`.
void remove_empty_above(const fs::path& folder, const std::string& name) {
  for (fs::path below = fs::path(name).parent_path(); !below.empty(); below = below.parent_path()) {
    files::remove_if_empty(folder / below);
  }
}

std::string difference(const std::string& part, const std::string& there,
                       const std::string& asked) {
  if (part == "job") return "the results of '" + there + "', not of '" + asked + "'";
  if (part == "video") return "the results of another video";
  if (part == "videos") return "the results of other videos";
  return "the results of another person or other photos (" + part + " differs)";
}

}  // namespace

ResultFolder::ResultFolder(FolderRequest request) : request_(std::move(request)) {
  if (request_.folder.empty()) {
    throw Error(ErrorCode::invalid_argument, "the name of the output folder is empty", "output");
  }
  work_ = request_.folder / work_name;
  fresh_ = work_ / "new";
  old_ = work_ / "old";
  if (!files::is_folder(request_.folder)) return;
  try {
    lock();
    inspect();
  } catch (...) {
    if (lock_ >= 0) ::close(lock_);
    throw;
  }
}

ResultFolder::~ResultFolder() {
  try {
    if (begun_ && !finished_) publish();
  } catch (const std::exception& error) {
    log(LogLevel::warning, std::string(error.what()) +
                               "; a resumed run finds the finished files in " + work_.string());
  }
  if (!begun_ && lock_ >= 0) files::remove_if_empty(work_);  // its notes could not be written
  if (created_folder_ && lock_ >= 0) files::remove_if_empty(request_.folder);
  if (lock_ >= 0) ::close(lock_);
}

/// Locks the folder itself, so that no lock file can be left behind. The system releases the lock
/// of a killed process.
void ResultFolder::lock() {
  lock_ = ::open(request_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK) {
    ::close(lock_);
    lock_ = -1;  // whatever is in the folder belongs to the run that holds the lock
    throw OutputError(OutputError::Reason::in_use,
                      request_.folder.string() + ": another run is writing there");
  }
  // Some network file systems cannot lock folders; the run then goes without a lock.
}

bool ResultFolder::is_ours(const std::string& name) const {
  const auto known = ledger_.files.find(name);
  return known != ledger_.files.end() && is_unchanged(place(name), known->second);
}

bool ResultFolder::same_question(const FolderRequest::Question& there) const {
  if (request_.same.empty()) return there == request_.question;
  return std::all_of(request_.same.begin(), request_.same.end(), [&](const std::string& part) {
    const auto one = there.find(part);
    return one != there.end() && one->second == request_.question.at(part);
  });
}

void ResultFolder::require_same(const FolderRequest::Question& there) const {
  if (same_question(there)) return;
  for (const auto& [part, asked] : request_.question) {
    if (!request_.same.empty() && !request_.same.contains(part)) continue;
    const auto one = there.find(part);
    const std::string stored = one == there.end() ? "" : one->second;
    if (stored == asked) continue;
    throw OutputError(OutputError::Reason::other_question,
                      request_.folder.string() + ": contains " + difference(part, stored, asked));
  }
  throw OutputError(
      OutputError::Reason::other_question,
      request_.folder.string() + ": contains the results of another job, video or person");
}

void ResultFolder::refuse_foreign(const std::vector<std::string>& taken) const {
  for (const std::string& name : taken) {
    if (request_.sources.contains(name) || is_ours(name)) continue;
    throw OutputError(OutputError::Reason::not_ours,
                      place(name).string() +
                          (ledger_.files.contains(name)
                               ? ": was changed since it was written"
                               : ": exists and was not written by this version of facetrack") +
                          "; move it away or choose another folder");
  }
}

void ResultFolder::inspect() {
  const auto foreign = [](const fs::path& path) {
    return OutputError(
        OutputError::Reason::not_ours,
        path.string() +
            ": exists and was not written by facetrack; move it away or choose another folder");
  };
  const fs::path ledger = place(std::string(ledger_name));
  if (files::is_taken(ledger)) {
    if (files::is_link(ledger) || !files::is_ordinary(ledger)) throw foreign(ledger);
    ledger_ = read_ledger(ledger);
  }
  if (files::is_taken(work_)) {
    if (!files::is_real_folder(work_)) throw foreign(work_);
    const bool known = files::is_ordinary(work_ / run_name) && !files::is_link(work_ / run_name);
    if (known) interrupted_ = read_ledger(work_ / run_name);
    const std::vector<fs::path> inside = files::entries(work_);
    if (!known && !std::all_of(inside.begin(), inside.end(), files::is_temporary)) {
      throw foreign(work_);
    }
  }
  std::vector<std::string> taken = taken_names(request_.names, request_.folder);
  for (const auto& [name, file] : ledger_.files) {
    if (files::is_taken(place(name))) taken.push_back(name);
  }
  std::vector<fs::path> outputs;
  for (const std::string& name : taken) outputs.push_back(place(name));
  if (files::is_taken(ledger)) outputs.push_back(ledger);
  for (const std::string& name : files_below(fresh_)) outputs.push_back(fresh_ / name);
  keep_inputs(outputs, request_.inputs);

  const bool has_work = interrupted_ && (interrupted_->replacing || !files_below(fresh_).empty());
  if (request_.existing == Existing::refuse && (!taken.empty() || has_work)) {
    // The advice to replace results would be wrong about a file that is not a result.
    refuse_foreign(taken);
    throw OutputError(OutputError::Reason::results_there,
                      (taken.empty() ? work_ : place(taken.front())).string() + ": already exists");
  }
  if (has_work && interrupted_->replacing) {
    swap(*interrupted_);
    interrupted_.reset();
    return inspect();
  }
  if (request_.names == ResultNames::stills && !ledger_.files.empty()) {
    require_same(ledger_.question);
  }
  if (request_.existing == Existing::resume) {
    resumes_ = interrupted_ && same_question(interrupted_->question);
    const bool as_there = !ledger_.question.empty() && same_question(ledger_.question);
    if (!resumes_ && !as_there) {
      if (has_work) require_same(interrupted_->question);
      if (!ledger_.files.empty()) require_same(ledger_.question);
    }
  } else if (request_.existing == Existing::reuse && !ledger_.files.empty()) {
    require_same(ledger_.question);
  }
  refuse_foreign(taken);
}

void ResultFolder::begin() {
  created_folder_ = !files::is_folder(request_.folder);
  files::make_folder(request_.folder);
  if (lock_ < 0) {
    lock();
    inspect();  // another run may have written there in the meantime
  }
  if (!resumes_) remove_work();
  files::make_folder(work_);
  Ledger run;
  run.question = request_.question;
  write_file(work_ / run_name, report::ledger_json(run));
  begun_ = true;
  files::make_folder(fresh_);
}

fs::path ResultFolder::find(const std::string& name) const {
  if (resumes_ && files::is_ordinary(fresh_ / name)) return fresh_ / name;
  if (!files::is_ordinary(place(name))) return {};
  return request_.sources.contains(name) || is_ours(name) ? place(name) : fs::path();
}

bool ResultFolder::may_replace(const std::string& name) const {
  return (resumes_ && files::is_ordinary(fresh_ / name)) || is_ours(name);
}

std::string ResultFolder::plan_of(const std::string& name) const {
  const auto known = ledger_.files.find(name);
  const bool resumes = request_.existing == Existing::resume && known != ledger_.files.end();
  return resumes ? known->second.plan : std::string();
}

/// Throws if the place of `name` is taken by anything but an earlier result that the run replaces.
void ResultFolder::require_way(const std::string& name, const Ledger& run) const {
  const auto refuse = [](const fs::path& path) {
    throw OutputError(OutputError::Reason::not_ours,
                      path.string() +
                          ": exists and was not written by this version of facetrack; move it away "
                          "or choose another folder");
  };
  for (fs::path below = fs::path(name).parent_path(); !below.empty(); below = below.parent_path()) {
    const fs::path folder = request_.folder / below;
    if (files::is_taken(folder) && !files::is_real_folder(folder)) refuse(folder);
  }
  if (files::is_taken(place(name)) && !run.replaced.contains(name)) refuse(place(name));
}

void ResultFolder::finish() {
  Ledger run;
  run.question = request_.question;
  run.replacing = true;
  for (const std::string& name : kept_) {
    const auto known = ledger_.files.find(name);
    if (known != ledger_.files.end()) run.files.insert(*known);
  }
  const std::vector<std::string> fresh = files_below(fresh_);
  for (const std::string& name : fresh) run.files[name] = stamp(fresh_ / name);
  for (const auto& [name, plan] : plans_) {
    const auto clip = run.files.find(name);
    if (clip != run.files.end()) clip->second.plan = plan;
  }
  for (const auto& [name, file] : ledger_.files) {
    const bool stays = run.files.contains(name) && !files::exists(fresh_ / name);
    if (!stays && is_unchanged(place(name), file)) run.replaced.emplace(name, file);
  }
  for (const std::string& name : fresh) require_way(name, run);
  write_file(work_ / run_name, report::ledger_json(run));
  swap(run);
  finished_ = true;
}

/// Moves new results to their places; also completes an earlier move that was interrupted.
void ResultFolder::swap(const Ledger& run) {
  move_all(run);
  Ledger done;
  done.question = run.question;
  done.complete = true;
  done.files = run.files;
  write_ledger(done);
  ledger_ = std::move(done);
  remove_work();
  for (const auto& [name, file] : run.replaced) remove_empty_above(request_.folder, name);
}

void ResultFolder::move_all(const Ledger& run) {
  std::vector<std::pair<fs::path, fs::path>> moved;
  const auto move = [&](const fs::path& from, const fs::path& to) {
    files::make_folder(to.parent_path());
    files::move(from, to);
    moved.emplace_back(from, to);
  };
  try {
    for (const auto& [name, file] : run.replaced) {
      const bool follows = files::exists(fresh_ / name);
      if (run.files.contains(name) && !follows) continue;  // the new one was moved already
      if (is_unchanged(place(name), file)) move(place(name), old_ / name);
    }
    for (const auto& [name, file] : run.files) {
      if (!files::exists(fresh_ / name)) continue;
      require_way(name, {});
      move(fresh_ / name, place(name));
    }
  } catch (...) {
    bool undone = true;
    for (auto step = moved.rbegin(); step != moved.rend() && undone; ++step) {
      try {
        files::move(step->second, step->first);
      } catch (const Error& error) {
        undone = false;  // the next run that may replace results completes the move
        log(LogLevel::warning, error.what());
      }
    }
    if (undone) {
      Ledger waits;
      waits.question = run.question;
      write_file(work_ / run_name, report::ledger_json(waits));
    }
    throw;
  }
}

/// Publishes the finished results of a run that ends early.
void ResultFolder::publish() {
  // If results were already being moved, the next run completes that.
  if (read_ledger(work_ / run_name).replacing) return;
  const std::vector<std::string> fresh = files_below(fresh_);
  const bool room =
      ledger_.files.empty() || (!ledger_.complete && ledger_.question == request_.question);
  if (room && !fresh.empty()) {
    // The ledger lists a file before it is moved, so that a kill in between leaves no unknown file.
    Ledger part = ledger_;
    part.question = request_.question;
    part.complete = false;
    std::vector<std::string> whole;
    for (const std::string& name : fresh) {
      if (files::is_taken(place(name))) continue;
      require_way(name, {});
      part.files[name] = stamp(fresh_ / name);
      whole.push_back(name);
    }
    write_ledger(part);
    for (const std::string& name : whole) {
      files::make_folder(place(name).parent_path());
      files::move(fresh_ / name, place(name));
    }
  }
  if (!has_any_file(fresh_)) remove_work();
}

/// Written in the hidden folder first, so that a kill leaves no temporary file beside the results.
void ResultFolder::write_ledger(const Ledger& ledger) const {
  files::make_folder(work_);
  const fs::path prepared = work_ / "ledger.json";
  write_file(prepared, report::ledger_json(ledger));
  std::error_code error;
  const fs::path final_name = place(std::string(ledger_name));
  fs::rename(prepared, final_name, error);
  if (error) {
    throw Error(ErrorCode::io, final_name.string() + ": cannot be written: " + error.message());
  }
}

void ResultFolder::remove_work() const {
  if (!files::is_taken(work_)) return;
  std::error_code error;
  // The notes are removed last, because they identify the hidden folder as this program's.
  for (const fs::path& path : {old_, fresh_, work_}) {
    if (!error) fs::remove_all(path, error);
  }
  if (error) throw Error(ErrorCode::io, work_.string() + ": cannot be removed: " + error.message());
}

}  // namespace facetrack::job
