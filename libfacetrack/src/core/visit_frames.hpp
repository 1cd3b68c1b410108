// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <set>

#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"

namespace facetrack {

/// Calls `take` for each of `frames` that has a picture, in order. Decodes as few frames as the key
/// frames allow; a source that cannot seek is read from its current frame on. Returns false if
/// `control` asked to stop.
bool visit_frames(Decoder& decoder, const std::set<std::int64_t>& frames, const RunControl& control,
                  const std::function<void(const Frame&)>& take);

}  // namespace facetrack
