// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// The distances that decide: the user's, else the embedder's.
IdentifyOptions limits_of(const JobOptions& options, const Embedder& embedder);
/// The tracks that were found to be the target.
std::vector<FaceTrack> target_tracks(const TrackResult& result);
std::vector<ClipPlan> plans_of(const JobOptions& options, const Analysis& analysis,
                               const std::vector<FaceTrack>& tracks);

/// Writes the clips of one person: below + "clips/", where `below` is "" or "person_01/". A clip
/// that an interrupted run has finished is kept if it still fits. Fewer results than plans: it was
/// asked to stop.
std::vector<WrittenClip> write_clips(const JobOptions& options, const Analysis& analysis,
                                     ResultFolder& results, const std::string& below,
                                     std::span<const ClipPlan> plans, const RunControl& control);

/// Writes metadata and the other lists of one person into `folder`.
void write_lists(const JobOptions& options, const TrackResult& result,
                 const std::filesystem::path& folder);

/// overlay.mp4: the analysed part of the video with boxes, distances and cuts drawn in. False when
/// asked to stop.
bool write_overlay(const JobOptions& options, const TrackResult& result,
                   const std::filesystem::path& folder, const RunControl& control);

}  // namespace facetrack::job
