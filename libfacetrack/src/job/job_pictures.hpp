// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <set>

#include "facetrack/job.hpp"

namespace facetrack::job {

/// Calls `take` for each of `frames`, in order, decoding as little as key frames allow, on all
/// threads. Without any the video is not opened. False when asked to stop.
bool visit_frames(const JobOptions& options, const std::set<std::int64_t>& frames,
                  const RunControl& control, const std::function<void(const Frame&)>& take);

/// images/clip_001/frame_000306.jpg: every n-th face of each clip, in the clip's crop. False when
/// asked to stop.
bool save_face_images(const JobOptions& options, const TrackResult& result,
                      const std::filesystem::path& folder, const RunControl& control);

/// The square around a face, with some room.
Region around_face(const Box& face);
/// The face alone: what it does is seen best.
Frame close_up(const Frame& frame, const Box& face, int size);

/// Pure. The frame of the shot nearest to `wanted` that is not damaged; `wanted` if there is none.
std::int64_t usable_frame(const Analysis& analysis, const Shot& shot, std::int64_t wanted);

/// The point of the track that shows the face best.
const TrackPoint& best_point(const FaceTrack& track);

}  // namespace facetrack::job
