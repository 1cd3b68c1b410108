// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "facetrack/curate_job.hpp"

#include "job/result_folder.hpp"
#include "job/tar.hpp"

namespace facetrack::job {

/// Writes the clips of a dataset and their lines, video by video.
class CurateClips {
 public:
  /// Both must outlive it.
  CurateClips(const CurateJob& job, ResultFolder& folder);

  /// Writes the clips of the kept stretches of a video and sets `video.clips`. `source` is the
  /// video. Returns false if asked to stop.
  bool write(const JobVideo& source, const Analysis& film, CuratedVideo& video,
             const RunControl& control);
  /// Completes the shards and writes manifest.jsonl.
  void finish();

 private:
  std::vector<ClipPlan> plans_of(const Analysis& film, const CuratedVideo& video);
  void write_sounds(const JobVideo& source, const Analysis& film,
                    const std::vector<ClipPlan>& plans) const;
  void put_into_shard(const ClipPlan& plan, WrittenClip& clip);

  const CurateJob& job_;
  ResultFolder& folder_;
  TarShards shards_;
  std::size_t count_ = 0;  ///< clips of all videos so far
  std::string manifest_;
  std::set<std::string> packed_;  ///< names of files that are also in a shard
};

}  // namespace facetrack::job
