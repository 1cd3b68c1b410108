// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "facetrack/export.hpp"
#include "facetrack/time.hpp"

namespace facetrack {

enum class PixelFormat : std::uint8_t { gray8, bgr24, yuv420p };
/// How YUV samples turn into RGB. Ignored for gray8 and bgr24.
enum class ColorMatrix : std::uint8_t { bt601, bt709, bt2020 };
struct ColorSpace {
  ColorMatrix matrix = ColorMatrix::bt601;
  bool full_range = false;
  bool operator==(const ColorSpace&) const = default;
};

/// Read-only pixels of one plane that belong to a Frame or another owner. Valid while that lives.
struct ImageView {
  const std::byte* data = nullptr;
  int width = 0;                            ///< pixels
  int height = 0;                           ///< pixels
  std::ptrdiff_t stride = 0;                ///< bytes from one row to the next, padding included
  PixelFormat format = PixelFormat::gray8;  ///< gray8 (also for a plane of YUV) or bgr24

  const std::byte* row(int y) const noexcept { return data + y * stride; }
  bool empty() const noexcept { return data == nullptr || width <= 0 || height <= 0; }
};

/// In pixels.
struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

struct FrameTime {
  MediaTime pts;           ///< as stored in the file, start offset included
  MediaTime duration;      ///< until the next frame; estimated for the last one
  std::int64_t index = 0;  ///< 0-based, display order
};

/// One upright picture with its time. Immutable; copies share the pixels, for any thread.
class FACETRACK_EXPORT Frame {
 public:
  Frame() = default;
  /// `owner` keeps the planes alive: an AVFrame, a cv::Mat, a vector.
  Frame(std::shared_ptr<const void> owner, const std::array<ImageView, 3>& planes,
        PixelFormat format, const FrameTime& time, ColorSpace color = {}) noexcept;

  PixelFormat format() const noexcept { return format_; }
  ColorSpace color() const noexcept { return color_; }
  int width() const noexcept { return planes_[0].width; }
  int height() const noexcept { return planes_[0].height; }
  bool empty() const noexcept { return planes_[0].empty(); }
  /// Plane 0, 1 (Cb) or 2 (Cr), without a copy; empty if the format does not have it.
  const ImageView& plane(int i) const noexcept { return planes_[static_cast<std::size_t>(i)]; }
  /// Brightness. Requires: format() is gray8 or yuv420p. Often 16-235 only, see color().
  const ImageView& luma() const noexcept { return planes_[0]; }
  /// The whole picture. Requires: format() is gray8 or bgr24.
  const ImageView& image() const noexcept { return planes_[0]; }
  const FrameTime& time() const noexcept { return time_; }
  /// The same pixels at another time, without a copy.
  Frame at(const FrameTime& time) const {
    Frame frame = *this;
    frame.time_ = time;
    return frame;
  }

 private:
  std::shared_ptr<const void> owner_;
  std::array<ImageView, 3> planes_{};
  PixelFormat format_ = PixelFormat::gray8;
  ColorSpace color_{};
  FrameTime time_{};
};

/// A part of a picture, in whole pixels. Where it reaches beyond, the nearest pixel is repeated.
struct Region {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

// The next four functions keep the time of the frame.

/// A bgr24 copy of `frame`. Throws Error(unsupported) for an empty frame.
FACETRACK_EXPORT Frame to_bgr24(const Frame& frame);

/// A bgr24 copy of `region` alone, scaled to `width` x `height`. Throws Error(invalid_argument) for
/// an empty region or size, sides of more than 2^15 pixels and corners beyond 2^20.
FACETRACK_EXPORT Frame to_bgr24(const Frame& frame, const Region& region, int width, int height);

/// A frame that has luma(): a bgr24 frame becomes yuv420p, any other is returned without a copy.
FACETRACK_EXPORT Frame to_yuv420p(const Frame& frame);

/// A smaller copy in the frame's own format. `width` and `height` are even and not larger than the
/// frame. Throws Error(invalid_argument).
FACETRACK_EXPORT Frame shrink(const Frame& frame, int width, int height);

/// Reads a picture (PNG, JPEG, BMP, TIFF, WebP) as bgr24, turned upright by its EXIF data.
/// Throws Error: not_found; corrupt_input; unsupported, also for more than `max_pixels`.
FACETRACK_EXPORT Frame read_image(const std::filesystem::path& file,
                                  std::int64_t max_pixels = 100'000'000);

/// Writes PNG or JPEG, by the file's ending. The file appears when complete. Throws Error(io).
FACETRACK_EXPORT void write_image(const std::filesystem::path& file, const Frame& frame);
/// The bytes of a JPEG file; quality 1 to 100. Throws Error: invalid_argument, backend.
FACETRACK_EXPORT std::string encode_jpeg(const Frame& frame, int quality = 80);

}  // namespace facetrack
