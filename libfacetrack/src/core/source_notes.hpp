// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/decoder.hpp"

namespace facetrack {

// Warnings about a source, to the log. Nothing is said of a usual one.

/// Which of several video streams is looked at. `has_option`: the option 'stream' takes another.
void tell_streams(const MediaInfo& source, bool has_option);
/// What 8 bits a sample cannot keep. `written`: "clips have"; `advice`: ends the sentence.
void tell_bit_depth(const MediaInfo& source, const std::string& written,
                    const std::string& advice = {});

}  // namespace facetrack
