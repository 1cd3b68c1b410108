// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>

#include "facetrack/frame.hpp"

namespace facetrack::media {

/// The frame as changed by `retouch`, which may be empty, with its own time. Throws
/// Error(invalid_argument) if the changed picture has another size or format.
Frame retouched(const Frame& frame, const std::function<Frame(const Frame&)>& retouch);

}  // namespace facetrack::media
