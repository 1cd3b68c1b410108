// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace facetrack::media {

enum class ImageKind : std::uint8_t { png, jpeg, bmp, tiff, webp };

struct ImageHead {
  ImageKind kind = ImageKind::png;
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// Pure. Reads the header of a picture file without decoding. Returns nullopt for other kinds of
/// files and for damaged headers.
std::optional<ImageHead> image_head(std::span<const std::uint8_t> bytes);

}  // namespace facetrack::media
