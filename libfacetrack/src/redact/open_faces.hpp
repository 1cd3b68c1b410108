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

/// From this on, a face is open. Hidden faces share up to 0.15, open ones 0.8 and more (rendered
/// faces of 20 to 400 pixels after encoding at crf 18, docs/redact.md).
inline constexpr float open_share = 0.3F;

}  // namespace facetrack::redact
