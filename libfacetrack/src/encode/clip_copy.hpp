// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <memory>

#include "facetrack/clip.hpp"

#include "decode/input.hpp"
#include "encode/clip_source.hpp"

namespace facetrack::media {

/// Copies the packets of a plan's range without decoding, from the key frame at or before its first
/// frame to the first position at or after its last one where no frame is missing. The result says
/// which frames these are. `input` is the opened source, which stays open for the next clip. Throws
/// Error: io, unsupported.
WrittenClip copy_clip(const ClipSource& source, const ClipPlan& plan,
                      const std::filesystem::path& file, std::unique_ptr<Input>& input);

}  // namespace facetrack::media
