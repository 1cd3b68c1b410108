// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facetrack/gallery.hpp"
#include "facetrack/job.hpp"
#include "facetrack/library_facts.hpp"

namespace facetrack::job {

/// Pure. The parts of a video that may show the person: from the key frame at or before the last
/// look that does not show the person, to the first key frame after the next look that does not.
/// `keys` are the frames of key frames, `looks` those that were looked at.
std::vector<FrameRange> parts_around(std::span<const FrameRange> shown,
                                     std::span<const std::int64_t> looks,
                                     std::span<const std::int64_t> keys, std::int64_t frames);

/// Pure. The parts, longer by the next key frames where one of `tracks` reaches the first or the
/// last frame of a part that is not the first or last of the video.
std::vector<FrameRange> longer_parts(std::span<const FrameRange> parts,
                                     std::span<const FaceTrack> tracks,
                                     std::span<const std::int64_t> keys, std::int64_t frames);

/// Looks through the video, at least once in `every`, then analyses the parts that may show
/// target_name of `people`, and continues as long as the person is there. Logs the length of the
/// longest appearance that may have been missed.
Analysis scan_analysis(const JobVideo& video, const MediaTime& every, const Gallery& people,
                       bool pictures, const RunControl& control);

}  // namespace facetrack::job
