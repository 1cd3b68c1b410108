// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// Pure. Sorts by first frame, then from left to right.
void sort_by_place(std::vector<FaceTrack>& tracks);

/// Pure. Joins tracks that end on the last frame before `seam` with tracks that begin at `seam` in
/// the same place, because two segments followed one face. `after` are the tracks of the segment
/// that begins at `seam`.
void join_at_seam(std::vector<FaceTrack>& before, std::vector<FaceTrack> after, std::int64_t seam);

/// Pure. Cuts tracks at shot boundaries, drops mixed frames, sets the reason why each piece ends,
/// and numbers the pieces by first frame, then from left to right. `end_frame` is one past the last
/// frame.
std::vector<FaceTrack> split_at_shots(std::span<const FaceTrack> tracks,
                                      std::span<const Shot> shots, std::int64_t end_frame);

/// Pure. If two faces overlap much, a track may continue with the wrong one. Cuts the track there
/// if its faces before and after differ by more than `match_distance`. The frames of the overlap
/// belong to neither piece.
std::vector<FaceTrack> split_at_crossings(std::vector<FaceTrack> tracks, float match_distance);

/// Adds a later part of the same source. Numbers its shots and tracks on.
void append_part(Analysis& all, Analysis part);

/// Pure. Keeps only the best face's portrait of each track in each shot, and none of mixed frames.
void keep_best_portraits(std::vector<FaceTrack>& tracks, std::span<const Shot> shots);
void drop_portraits(std::vector<FaceTrack>& tracks);

}  // namespace facetrack
