// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "facetrack/decoder.hpp"

namespace facetrack {

/// A range of frame numbers, both ends included. `last` is unknown_end if the source does not know
/// its length.
inline constexpr std::int64_t unknown_end = INT64_MAX;
struct Window {
  std::int64_t first = 0;
  std::int64_t last = unknown_end;
};

/// The frames that are shown from `start` to `end` (not included), which count from the first frame
/// shown. A source that cannot seek is read up to the first of them, and `decoder` is replaced by
/// one that gives only these frames. Throws Error(invalid_argument) if there is none.
Window select_window(std::unique_ptr<Decoder>& decoder, const std::optional<MediaTime>& start,
                     const std::optional<MediaTime>& end);

}  // namespace facetrack
