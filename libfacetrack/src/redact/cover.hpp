// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "facetrack/redact.hpp"

#include "redact/chains.hpp"

namespace facetrack::redact {

/// Pure. The boxes that hide the face of a chain: on its own frames, in its gaps, and for
/// `extension` before and after it, within its shot and through the mixed frames beside it. A box
/// covers the face on the frames before and after, too, and outside of the chain both the last
/// place and the place to which the motion leads.
std::vector<AreaBox> covered(const Chain& chain, const Analysis& film, const MediaTime& extension);

}  // namespace facetrack::redact
