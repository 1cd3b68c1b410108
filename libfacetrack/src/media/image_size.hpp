// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace facetrack::media {

struct ImageSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// Reads the size from the head of a PNG, JPEG, BMP, TIFF or WebP file without decoding it;
/// nullopt for anything else and for damaged heads. Pure.
std::optional<ImageSize> image_size(std::span<const std::uint8_t> bytes);

}  // namespace facetrack::media
