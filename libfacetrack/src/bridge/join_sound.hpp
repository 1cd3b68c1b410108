// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "encode/sound_clip.hpp"

namespace facetrack::bridge {

/// Pure. Joins two sounds by an equal-power crossfade over the samples [from, to): `left` from the
/// beginning of the bridge, `right` up to its end. Both have the length and the clock of the
/// bridge.
media::SoundClip join_sounds(media::SoundClip left, const media::SoundClip& right, std::size_t from,
                             std::size_t to);

}  // namespace facetrack::bridge
