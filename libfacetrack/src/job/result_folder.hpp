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

/// What a run wants of its output folder.
struct FolderRequest {
  using Question = std::map<std::string, std::string>;

  std::filesystem::path folder;
  Existing existing = Existing::refuse;  ///< reuse: only results of the same question go
  Question question;
  /// Parts of the question that decide whether results may be resumed or replaced; empty: all.
  std::set<std::string> same;
  /// Results that the run reads and may keep. They may be the user's own.
  std::set<std::string> sources;
  std::vector<std::filesystem::path> inputs;  ///< must survive
  ResultNames names = ResultNames::folder;
};

/// The output folder of one run. A run writes into a hidden folder inside of it; finish() gives the
/// files their places and removes earlier results. Only files that the folder's ledger names and
/// whose bytes are those the ledger knows are ever removed. One thread at a time. While it lives no
/// other run gets the folder.
class ResultFolder {
 public:
  /// Looks, and changes nothing, except that it completes an earlier run's finish() that was cut
  /// short, if results may be replaced at all. Throws OutputError, Error(invalid_argument) for an
  /// input that would be replaced, Error(io).
  explicit ResultFolder(FolderRequest request);
  ResultFolder(const ResultFolder&) = delete;
  ResultFolder& operator=(const ResultFolder&) = delete;
  /// Without finish(): what is finished gets its place if no earlier result is in the folder;
  /// otherwise it waits in the hidden folder for the run to be resumed.
  ~ResultFolder();

  /// Makes the folder, and the hidden one. Requires: called before the functions below.
  void begin();
  /// Where the run writes, in the same order of folders as in the end.
  const std::filesystem::path& work() const noexcept { return fresh_; }
  /// Where a file of an interrupted run, or of the results that are there, is; empty: nowhere.
  std::filesystem::path find(const std::string& name) const;
  /// The result that is in the folder belongs to the new results, too.
  void keep(const std::string& name) { kept_.insert(name); }
  /// All results are made: they take their places, and earlier ones go. If that fails, all earlier
  /// results are in their places again. Throws OutputError, Error(io).
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
  std::filesystem::path fresh_;                ///< in it: results to be
  std::filesystem::path old_;                  ///< in it: earlier results on their way out
  report::Ledger ledger_;                      ///< of the results that are there
  std::optional<report::Ledger> interrupted_;  ///< of the run that left the hidden folder
  bool goes_on_ = false;                       ///< with what is in the hidden folder
  bool made_ = false;                          ///< the folder itself
  bool begun_ = false;
  bool finished_ = false;
  std::set<std::string> kept_;
  int lock_ = -1;
};

}  // namespace facetrack::job
