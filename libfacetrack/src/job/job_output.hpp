// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

#include "facetrack/job.hpp"

namespace facetrack::job {

/// The distances that decide: the user's, else the embedder's.
IdentifyOptions limits_of(const JobOptions& options, const Embedder& embedder);
/// The tracks that were found to be the target.
std::vector<FaceTrack> target_tracks(const TrackResult& result);
std::vector<ClipPlan> plans_of(const JobOptions& options, const Analysis& analysis,
                               const std::vector<FaceTrack>& tracks);

/// Makes the output folder ready as `options.existing` says: refuses, or removes what an earlier
/// run of a job has written there and nothing else. Throws Error(io).
void prepare_output(const JobOptions& options);

/// Removes the clips and the report that an earlier run has written, and nothing else.
void remove_clips(const std::filesystem::path& folder);

/// Writes the clips of one person into folder/clips. What an interrupted run has finished is kept
/// when it still fits. Fewer results than plans: it was asked to stop.
std::vector<WrittenClip> write_clips(const JobOptions& options, const Analysis& analysis,
                                     const std::filesystem::path& folder,
                                     std::span<const ClipPlan> plans, const RunControl& control);

/// Writes metadata and the other lists of one person into `folder`.
void write_lists(const JobOptions& options, const TrackResult& result,
                 const std::filesystem::path& folder);

/// overlay.mp4: the analysed part of the video with boxes, distances and cuts drawn in. False when
/// asked to stop.
bool write_overlay(const JobOptions& options, const TrackResult& result,
                   const std::filesystem::path& folder, const RunControl& control);

/// The run in `folder` is complete: nothing is left to resume.
void forget_progress(const std::filesystem::path& folder);

}  // namespace facetrack::job
