// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "facetrack/decoder.hpp"

namespace facetrack {

/// The frames of one stretch that are looked at, in order. The first one is a key frame; the others
/// are decoded from it on.
using LookStretch = std::vector<std::int64_t>;

/// Pure. One stretch per key frame. Where two key frames, or the last one and `end`, are farther
/// apart than `every`, looks between them are `every` apart and reach back from the second one: all
/// frames up to the last look have to be decoded, so it is as early as possible. `time_of` gives
/// the time of a frame; `frames` is their number.
std::vector<LookStretch> plan_looks(std::span<const KeyFrame> key_frames, std::int64_t frames,
                                    const MediaTime& end, const MediaTime& every,
                                    const std::function<MediaTime(std::int64_t)>& time_of);

}  // namespace facetrack
