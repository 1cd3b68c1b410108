// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/decoder.hpp"

namespace facetrack {

// These functions log warnings about a source. They log nothing about a usual one.

/// Warns if the file has several video streams and says which one is used. `has_option`: the option
/// 'stream' can select another.
void warn_about_video_streams(const MediaInfo& source, bool has_option);
/// Warns if the source has more than 8 bits per sample. `written` begins the statement about the
/// result ("clips have"); `advice` ends the sentence.
void warn_about_bit_depth(const MediaInfo& source, const std::string& written,
                          const std::string& advice = {});

}  // namespace facetrack
