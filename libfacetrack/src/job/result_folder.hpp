// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "facetrack/job.hpp"

#include "job/result_names.hpp"
#include "report/ledger.hpp"

namespace facetrack::job {

/// The requirements of a run for its output folder.
struct FolderRequest {
  using Question = std::map<std::string, std::string>;

  std::filesystem::path folder;
  Existing existing = Existing::refuse;  ///< reuse: replaces only results of the same question
  Question question;
  /// The parts of the question that must be equal for results to be resumed or replaced; empty:
  /// all.
  std::set<std::string> same;
  /// Names of results that the run reads and may keep, also if the user put them there.
  std::set<std::string> sources;
  std::vector<std::filesystem::path> inputs;  ///< files that must not be replaced
  ResultNames names = ResultNames::folder;
};

/// The output folder of one run. A run writes into a hidden folder inside it; finish() moves the
/// files to their places and removes earlier results. Only files that the ledger of the folder
/// lists, with unchanged bytes, are ever removed. While the object lives, no other run can use the
/// folder. One thread at a time.
class ResultFolder {
 public:
  /// Checks the folder and changes nothing, with one exception: if results may be replaced, it
  /// completes a finish() of an earlier run that was interrupted. Throws OutputError,
  /// Error(invalid_argument) for an input that would be replaced, Error(io).
  explicit ResultFolder(FolderRequest request);
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;
  /// If finish() was not called: moves the finished files to their places if the folder has no
  /// earlier result; otherwise leaves them in the hidden folder, where the next run can resume
  /// them.
  ~ResultFolder();

  /// Creates the folder and the hidden one. Call it before the functions below.
  void begin();
  /// The folder to write into. Paths below it are those of the final results.
  const std::filesystem::path& work() const noexcept { return fresh_; }
  /// The path of a file of the interrupted run, or of an earlier result; empty if there is none.
  std::filesystem::path find(const std::string& name) const;
  /// True if a file that find() returns may be replaced, because no user put it there.
  bool may_replace(const std::string& name) const;
  /// Makes an existing result part of the new ones.
  void keep(const std::string& name) { kept_.insert(name); }
  /// Undoes keep().
  void leave_out(const std::string& name) { kept_.erase(name); }
  /// Remembers the plan (a hash) that a clip of the new results is made from.
  void note_plan(const std::string& name, const std::string& plan) { plans_[name] = plan; }
  /// The plan of a clip of the results that a run resumes; empty: not known.
  std::string plan_of(const std::string& name) const;
  /// True if the folder holds results of an earlier run.
  bool has_results() const noexcept { return !ledger_.files.empty(); }
  /// Moves all new results to their places and removes earlier ones. If that fails, the earlier
  /// results are restored. Throws OutputError, Error(io).
  void finish();

 private:
  void lock();
  void inspect();
  void refuse_foreign(const std::vector<std::string>& taken) const;
  void require_same(const FolderRequest::Question& there) const;
  bool same_question(const FolderRequest::Question& there) const;
  bool is_ours(const std::string& name) const;
  void require_way(const std::string& name, const report::Ledger& run) const;
  void swap(const report::Ledger& run);
  void move_all(const report::Ledger& run);
  void publish();
  void write_ledger(const report::Ledger& ledger) const;
  void remove_work() const;
  std::filesystem::path place(const std::string& name) const { return request_.folder / name; }

  FolderRequest request_;
  std::filesystem::path work_;                 ///< the hidden folder
  std::filesystem::path fresh_;                ///< in it: new results
  std::filesystem::path old_;                  ///< in it: earlier results until they are removed
  report::Ledger ledger_;                      ///< of the results in the folder
  std::optional<report::Ledger> interrupted_;  ///< of the run that left the hidden folder
  bool resumes_ = false;                       ///< the files in the hidden folder are kept
  bool created_folder_ = false;                ///< begin() created the folder
  bool begun_ = false;
  bool finished_ = false;
  std::set<std::string> kept_;
  std::map<std::string, std::string> plans_;
  int lock_ = -1;
};

}  // namespace facetrack::job
