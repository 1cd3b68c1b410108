// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/at.hpp"
#include "job/job_output.hpp"

namespace facetrack::job {

IdentifyOptions limits_of(const JobOptions& options, const Embedder& embedder) {
  const IdentifyOptions usual = identify_options(embedder);
  IdentifyOptions limits = options.identify;
  if (limits.match <= 0) limits.match = usual.match;
  // A threshold of the user's own keeps the embedder's band of doubt above it.
  if (limits.uncertain <= 0) limits.uncertain = limits.match + usual.uncertain - usual.match;
  return limits;
}

std::vector<FaceTrack> target_tracks(const TrackResult& result) {
  std::vector<FaceTrack> tracks;
  for (const Identification& id : result.identifications) {
    if (id.verdict != Verdict::target) continue;
    tracks.push_back(at(result.analysis->tracks, id.track, "track"));
  }
  return tracks;
}

std::vector<ClipPlan> plans_of(const JobOptions& options, const Analysis& analysis,
                               const std::vector<FaceTrack>& tracks) {
  return plan_clips(analysis.shots, tracks, analysis.source.width, analysis.source.height,
                    options.plan);
}

}  // namespace facetrack::job
