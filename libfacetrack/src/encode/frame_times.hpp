// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <vector>

#include "facetrack/decoder.hpp"

namespace facetrack::media {

/// The pts of every frame of the video, in display order, then the end of the last one. Reads
/// packets, decodes nothing. Throws Error(io).
std::vector<MediaTime> frame_times(const std::filesystem::path& file, const MediaInfo& info);

}  // namespace facetrack::media
