// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include "facetrack/curate_looks.hpp"

namespace facetrack::curation {

/// Pure. True for each look at which somebody may be speaking: clearly louder than the quiet parts
/// of the film, with about as many sign changes as a voice, and within a sound whose loudness goes
/// up and down as syllables do. Music with a beat may pass.
std::vector<bool> voice_in(std::span<const SoundLook> sound);

}  // namespace facetrack::curation
