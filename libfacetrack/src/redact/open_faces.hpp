// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

#include "redact/frame_areas.hpp"

namespace facetrack::redact {

/// True if the face is one of those that are shown.
bool is_shown(const Box& face, const FrameAreas& areas);

/// How much of the finer detail of the face, which tells people apart, is the same on both
/// pictures: about 1 for an open face, about 0 for a hidden one, in between for a face of which a
/// part is hidden or which shows through. Requires: two frames of one size with luma().
float shared_detail(const Frame& source, const Frame& written, const Box& face);

/// From this on, a face is open. Chosen low between hidden and open rendered faces, because a face
/// that is wrongly called open only costs another round; not fitted.
inline constexpr float open_share = 0.3F;

}  // namespace facetrack::redact
