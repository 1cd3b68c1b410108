// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/frame.hpp"

#include "redact/frame_areas.hpp"

namespace facetrack::redact {

/// True if an area that is large enough hides the face. The area's cells must be as large as those
/// that hide a face of this size, and cover its inner part.
bool is_covered(const Box& face, const FrameAreas& areas);
/// True if the face is one of those that are shown.
bool is_shown(const Box& face, const FrameAreas& areas);

/// The change of the face if it is hidden once more, as a part of its contrast. Hiding what is
/// hidden changes little. `again`: the written frame, hidden once more.
float change_of(const Box& face, const Frame& written, const Frame& again);
/// Above this change, a face can still be seen. Measured on blurred and pixelated faces of 16 to
/// 400 pixels after encoding at crf 18 to 28 (docs/redact.md).
inline constexpr float most_change = 0.35F;

}  // namespace facetrack::redact
