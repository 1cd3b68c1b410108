// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "encode/sound_clip.hpp"

namespace facetrack::bridge {

/// `left` from the bridge's begin and `right` up to its end, both on the bridge's clock and of its
/// whole length, as one: an equal-power crossfade over the samples [from, to). Pure.
media::SoundClip join_sounds(media::SoundClip left, const media::SoundClip& right, std::size_t from,
                             std::size_t to);

}  // namespace facetrack::bridge
