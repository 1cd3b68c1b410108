// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "facetrack/job.hpp"

namespace facetrack::job {

/// A decoder that has all threads.
std::unique_ptr<Decoder> open_for_pictures(const JobOptions& options);

/// Calls `take` for each of `frames`, in order, decoding as little as key frames allow. False
/// when asked to stop.
bool visit_frames(Decoder& decoder, const std::set<std::int64_t>& frames, const RunControl& control,
                  const std::function<void(const Frame&)>& take);
bool visit_frames(const JobOptions& options, const std::set<std::int64_t>& frames,
                  const RunControl& control, const std::function<void(const Frame&)>& take);

/// images/clip_001/frame_000306.jpg: every n-th face of each clip, in the clip's crop. False when
/// asked to stop.
bool save_face_images(const JobOptions& options, const TrackResult& result,
                      const std::filesystem::path& folder, const RunControl& control);

/// The face with some room around it, `size` pixels square.
Frame face_picture(const Frame& frame, const Box& face, int size);
/// The face alone: what it does is seen best.
Frame close_up(const Frame& frame, const Box& face, int size);
/// The whole picture, `width` pixels wide.
Frame small_picture(const Frame& frame, int width);

/// The point of the track that shows the face best; with a `share` below 1 the first one that shows
/// it at least that well, as a part of the best.
const TrackPoint& best_point(const FaceTrack& track, float share = 1);

}  // namespace facetrack::job
