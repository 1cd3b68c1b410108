// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>

#include "facetrack/decoder.hpp"

#include "args.hpp"

namespace facetrack::cli {

/// Options of every command that reads a video: --video, --stream, --max-pixels.
void add_video_options(CommandSpec& spec);

/// The one video of the command line, given with or without --video. Throws UsageError.
std::filesystem::path video_of(const Values& values);
DecoderOptions decoder_options(const Values& values);

}  // namespace facetrack::cli
