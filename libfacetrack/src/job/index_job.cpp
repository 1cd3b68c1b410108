// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/index_job.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/library_report.hpp"

#include "core/files.hpp"
#include "core/parallel.hpp"
#include "job/videos.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

/// The bytes of the file; empty if it is not there or cannot be read.
std::string bytes_of(const fs::path& file) {
  try {
    return files::is_ordinary(file) ? source_id(file) : std::string();
  } catch (const Error&) {
    return {};
  }
}

class Indexing {
 public:
  Indexing(const IndexJob& job, Library& library, const RunControl& control)
      : job_(job), library_(library), control_(control) {}

  IndexOutcome run(const std::vector<fs::path>& videos) {
    compare(videos);
    look_through_new();
    if (!control_.stop.stop_requested()) note_missing();
    library_.group_persons();
    outcome_.cancelled = control_.stop.stop_requested();
    return std::move(outcome_);
  }

 private:
  struct New {
    fs::path file;
    std::string bytes;
  };

  void report(IndexedVideo video) {
    const std::lock_guard lock(mutex_);
    if (job_.on_video) job_.on_video(video);
    outcome_.videos.push_back(std::move(video));
  }

  /// Finds out which videos are known, and moves those with another name.
  void compare(const std::vector<fs::path>& videos) {
    std::map<std::string, LibraryVideo> known;
    for (LibraryVideo& video : library_.videos()) known[video.source_id] = std::move(video);
    std::map<std::int64_t, fs::path> moved;
    std::set<std::string> met;
    for (const fs::path& file : videos) {
      std::string bytes;
      try {
        bytes = source_id(file);
      } catch (const Error& error) {
        report({file, IndexedVideo::State::failed, 0, 0, error.what()});
        continue;
      }
      const auto there = known.find(bytes);
      const bool is_copy = !met.insert(bytes).second;
      if (there == known.end() && !is_copy) {
        new_.push_back({file, bytes});
      } else if (is_copy || there->second.file == file || bytes_of(there->second.file) == bytes) {
        report({file, IndexedVideo::State::known});
      } else {
        moved[there->second.id] = file;
        report({file, IndexedVideo::State::moved});
      }
    }
    if (!moved.empty()) library_.move_files(moved);
  }

  void look_through_new() {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads =
        job_.looks.workers > 0 ? static_cast<std::size_t>(job_.looks.workers) : cores;
    const std::size_t videos = std::max<std::size_t>(1, std::min(threads, new_.size()));
    LookOptions options = job_.looks;
    options.workers = static_cast<int>(std::max<std::size_t>(1, threads / videos));
    const auto owner = std::this_thread::get_id();
    in_parallel(new_.size(), static_cast<int>(videos), [&] {
      return [&, is_owner = owner == std::this_thread::get_id()](std::size_t i) {
        index(new_[i], options, is_owner);
        return !control_.stop.stop_requested();
      };
    });
  }

  void index(const New& video, const LookOptions& options, bool is_owner) {
    try {
      StageTimes times;
      SeenVideo seen = look_through(stages_of(video.file), options, progress(is_owner), &times);
      if (control_.stop.stop_requested()) return;
      seen.facts.file = video.file;
      seen.facts.source_id = video.bytes;
      const IndexedVideo done{video.file, IndexedVideo::State::indexed,
                              seen.facts.duration.seconds(), static_cast<int>(seen.persons.size())};
      store(seen, times);
      report(done);
    } catch (const Error& error) {
      if (control_.stop.stop_requested() || is_of_library(error)) throw;
      report({video.file, IndexedVideo::State::failed, 0, 0, error.what()});
    }
    ++done_;
  }

  Stages stages_of(const fs::path& file) {
    Stages stages = job_.stages;
    stages.decoder = from_file(file, job_.decoder);
    // One thread at a time creates the stages of all videos.
    stages.detector = [this] {
      const std::lock_guard lock(factories_);
      return job_.stages.detector();
    };
    stages.embedder = [this] {
      const std::lock_guard lock(factories_);
      return job_.stages.embedder();
    };
    return stages;
  }

  /// An error of the library or of a model ends the job; one of a video costs only the video.
  bool is_of_library(const Error& error) const {
    return failed_to_store_ || error.code() == ErrorCode::missing_model ||
           error.code() == ErrorCode::invalid_argument;
  }

  void store(const SeenVideo& seen, const StageTimes& times) {
    const std::lock_guard lock(mutex_);
    failed_to_store_ = true;
    library_.add(seen);
    failed_to_store_ = false;
    outcome_.seconds += seen.facts.duration.seconds();
    outcome_.times.decode += times.decode;
    outcome_.times.detect += times.detect;
    outcome_.times.embed += times.embed;
  }

  /// The progress of all videos. Only the thread that made the call reports it.
  RunControl progress(bool is_owner) {
    if (!is_owner || !control_.on_progress) return {control_.stop, {}};
    return {control_.stop, [this](const Progress& one) {
              const auto count = static_cast<double>(std::max<std::size_t>(new_.size(), 1));
              Progress all = one;
              all.fraction = std::min(1.0, (static_cast<double>(done_) + one.fraction) / count);
              {
                const std::lock_guard lock(mutex_);
                all.media_seconds += outcome_.seconds;
              }
              control_.on_progress(all);
            }};
  }

  void note_missing() {
    for (const LibraryVideo& video : library_.videos()) {
      const bool missing = !files::exists(video.file);
      if (missing && job_.forget_missing) {
        library_.remove(video.id);
        report({video.file, IndexedVideo::State::removed});
        continue;
      }
      if (missing != video.missing) library_.set_missing(video.id, missing);
      if (missing) report({video.file, IndexedVideo::State::missing});
    }
  }

  const IndexJob& job_;
  Library& library_;
  const RunControl& control_;
  std::vector<New> new_;
  std::atomic<int> done_ = 0;
  std::mutex mutex_;  ///< of the library and the outcome
  std::mutex factories_;
  std::atomic<bool> failed_to_store_ = false;
  IndexOutcome outcome_;
};

/// Throws if the folder has an index.json of somebody else.
void require_own_summary(const fs::path& file) {
  if (!files::exists(file) || read_file(file).find("\"facetrack.index/1\"") != std::string::npos) {
    return;
  }
  throw Error(ErrorCode::io, file.string() +
                                 ": exists and was not written by facetrack; move it away or "
                                 "choose another folder");
}

}  // namespace

IndexOutcome run_index(const IndexJob& job, const RunControl& control) {
  std::vector<fs::path> videos = job::videos_of(job.videos);
  for (fs::path& video : videos) video = job::whole_path(video);
  if (!job.stages.detector || !job.stages.embedder) {
    throw Error(ErrorCode::invalid_argument, "index: needs a detector and an embedder");
  }
  const fs::path summary = job.library / "index.json";
  require_own_summary(summary);
  Library library = Library::create_or_open(job.library, *job.stages.embedder());
  IndexOutcome outcome = Indexing(job, library, control).run(videos);
  if (!outcome.cancelled) {
    write_file(summary, index_json(job.library.string(), library.model(), library.videos(),
                                   library.persons().size()));
  }
  return outcome;
}

}  // namespace facetrack
