// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/image_head.hpp"

#include <cstdlib>
#include <string_view>

namespace facetrack::media {
namespace {

/// Reads bytes within bounds; after a read past the end every read gives nothing.
class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool has(std::size_t at, std::string_view text) const {
    if (at + text.size() > bytes_.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (bytes_[at + i] != static_cast<std::uint8_t>(text[i])) return false;
    }
    return true;
  }
  std::optional<std::uint32_t> number(std::size_t at, std::size_t count, bool big_endian) const {
    if (at > bytes_.size() || count > bytes_.size() - at) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = big_endian ? at + i : at + count - 1 - i;
      value = value << 8U | bytes_[place];
    }
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

using Number = std::optional<std::uint32_t>;

struct StatedSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

std::optional<StatedSize> both(Number width, Number height) {
  if (!width || !height) return std::nullopt;
  return StatedSize{*width, *height};
}

/// Walks the segments of a JPEG to its start of frame.
std::optional<StatedSize> jpeg_size(const Bytes& bytes) {
  std::size_t at = 2;
  for (;;) {
    const Number marker = bytes.number(at, 2, true);
    if (!marker) return std::nullopt;
    if (*marker == 0xFFFF) {  // padding
      ++at;
      continue;
    }
    const Number length = bytes.number(at + 2, 2, true);
    if (*marker < 0xFF01 || !length || *length < 2) return std::nullopt;
    const bool frame = *marker >= 0xFFC0 && *marker <= 0xFFCF && *marker != 0xFFC4 &&
                       *marker != 0xFFC8 && *marker != 0xFFCC;
    if (frame) return both(bytes.number(at + 7, 2, true), bytes.number(at + 5, 2, true));
    at += 2 + *length;
  }
}

std::optional<StatedSize> tiff_size(const Bytes& bytes, bool big_endian) {
  constexpr std::uint32_t width_tag = 256, height_tag = 257, compression_tag = 259, short_type = 3;
  constexpr std::uint32_t old_jpeg = 6, jpeg = 7;  // FFmpeg returns an empty picture for these
  const Number directory = bytes.number(4, 4, big_endian);
  if (!directory) return std::nullopt;
  const Number entries = bytes.number(*directory, 2, big_endian);
  if (!entries) return std::nullopt;
  Number width, height;
  for (std::uint32_t i = 0; i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + std::size_t{12} * i;
    const Number tag = bytes.number(entry, 2, big_endian);
    const Number type = bytes.number(entry + 2, 2, big_endian);
    if (!tag || !type) return std::nullopt;
    const Number value = bytes.number(entry + 8, *type == short_type ? 2 : 4, big_endian);
    if (*tag == width_tag) width = value;
    if (*tag == height_tag) height = value;
    if (*tag == compression_tag && (value == old_jpeg || value == jpeg)) return std::nullopt;
  }
  return both(width, height);
}

std::optional<StatedSize> webp_size(const Bytes& bytes) {
  if (bytes.has(12, "VP8X")) {
    const auto size = both(bytes.number(24, 3, false), bytes.number(27, 3, false));
    return size ? std::optional(StatedSize{size->width + 1, size->height + 1}) : std::nullopt;
  }
  if (bytes.has(12, "VP8L")) {
    const Number packed = bytes.number(21, 4, false);
    if (!packed) return std::nullopt;
    return StatedSize{(*packed & 0x3FFFU) + 1, (*packed >> 14U & 0x3FFFU) + 1};
  }
  const auto size = both(bytes.number(26, 2, false), bytes.number(28, 2, false));
  if (!size) return std::nullopt;
  return StatedSize{size->width & 0x3FFF, size->height & 0x3FFF};
}

std::optional<StatedSize> bmp_size(const Bytes& bytes) {
  const auto size = both(bytes.number(18, 4, false), bytes.number(22, 4, false));
  if (!size) return std::nullopt;
  // A negative height means that rows are stored from the top down.
  return StatedSize{std::abs(std::int64_t{static_cast<std::int32_t>(size->width)}),
                    std::abs(std::int64_t{static_cast<std::int32_t>(size->height)})};
}

std::optional<StatedSize> png_size(const Bytes& bytes) {
  return both(bytes.number(16, 4, true), bytes.number(20, 4, true));
}

std::optional<ImageKind> kind_of(const Bytes& bytes) {
  if (bytes.has(0, "\x89PNG\r\n\x1a\n")) return ImageKind::png;
  if (bytes.has(0, "\xFF\xD8\xFF")) return ImageKind::jpeg;
  if (bytes.has(0, "BM")) return ImageKind::bmp;
  if (bytes.has(0, std::string_view("II*\0", 4))) return ImageKind::tiff;
  if (bytes.has(0, std::string_view("MM\0*", 4))) return ImageKind::tiff;
  if (bytes.has(0, "RIFF") && bytes.has(8, "WEBPVP8")) return ImageKind::webp;
  return std::nullopt;
}

std::optional<StatedSize> size_of(ImageKind kind, const Bytes& bytes) {
  switch (kind) {
    case ImageKind::png:
      return png_size(bytes);
    case ImageKind::jpeg:
      return jpeg_size(bytes);
    case ImageKind::bmp:
      return bmp_size(bytes);
    case ImageKind::tiff:
      return tiff_size(bytes, bytes.has(0, "MM"));
    case ImageKind::webp:
      return webp_size(bytes);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageHead> image_head(std::span<const std::uint8_t> data) {
  const Bytes bytes(data);
  const std::optional<ImageKind> kind = kind_of(bytes);
  const std::optional<StatedSize> size = kind ? size_of(*kind, bytes) : std::nullopt;
  if (!size) return std::nullopt;
  return ImageHead{*kind, size->width, size->height};
}

}  // namespace facetrack::media
