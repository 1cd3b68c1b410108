// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/buffer.hpp"

#include <cstddef>
#include <mutex>
#include <new>
#include <vector>

namespace facetrack::media {
namespace {

constexpr std::size_t alignment = 64;
/// Vector code may write up to one register past a row.
constexpr std::size_t slack = 128;
/// Largest total size that the pool keeps: about twenty 1080p pictures in BGR.
constexpr std::size_t kept_bytes = std::size_t{128} << 20;
/// The allocator itself is as fast for smaller buffers.
constexpr std::size_t smallest_kept = std::size_t{64} << 10;

struct Piece {
  std::size_t bytes;
  void* memory;
};

class Pool {
 public:
  void* take(std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      for (auto piece = free_.rbegin(); piece != free_.rend(); ++piece) {
        if (piece->bytes != bytes) continue;
        void* memory = piece->memory;
        free_.erase(std::next(piece).base());
        kept_ -= bytes;
        return memory;
      }
    }
    return ::operator new (bytes, std::align_val_t{alignment});
  }

  void give(void* memory, std::size_t bytes) noexcept {
    if (bytes >= smallest_kept && bytes <= kept_bytes) {
      try {
        const std::lock_guard lock(mutex_);
        while (kept_ + bytes > kept_bytes) drop_oldest();
        free_.push_back({bytes, memory});
        kept_ += bytes;
        return;
      } catch (const std::bad_alloc&) {  // then the buffer is freed
      }
    }
    ::operator delete (memory, std::align_val_t{alignment});
  }

 private:
  void drop_oldest() {
    ::operator delete (free_.front().memory, std::align_val_t{alignment});
    kept_ -= free_.front().bytes;
    free_.erase(free_.begin());
  }

  std::mutex mutex_;
  std::vector<Piece> free_;
  std::size_t kept_ = 0;
};

Pool& pool() {
  static Pool* const shared = new Pool;  // never destroyed: frames may outlive static objects
  return *shared;
}

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + alignment - 1) / alignment * alignment;
}

ImageView view(std::byte* data, int width, int height, std::size_t stride, PixelFormat format) {
  return {data, width, height, static_cast<std::ptrdiff_t>(stride), format};
}

}  // namespace

std::shared_ptr<std::byte> make_buffer(std::size_t bytes) {
  const std::size_t whole = aligned(bytes + slack);
  return {static_cast<std::byte*>(pool().take(whole)),
          [whole](std::byte* memory) { pool().give(memory, whole); }};
}

Planes make_yuv420p(int width, int height) {
  const int half_width = (width + 1) / 2;
  const int half_height = (height + 1) / 2;
  const std::size_t stride = aligned(static_cast<std::size_t>(width));
  const std::size_t half_stride = aligned(static_cast<std::size_t>(half_width));
  const std::size_t luma = stride * static_cast<std::size_t>(height);
  const std::size_t chroma = half_stride * static_cast<std::size_t>(half_height);
  Planes planes;
  planes.owner = make_buffer(luma + 2 * chroma);
  std::byte* const start = planes.owner.get();
  planes.views = {
      view(start, width, height, stride, PixelFormat::gray8),
      view(start + luma, half_width, half_height, half_stride, PixelFormat::gray8),
      view(start + luma + chroma, half_width, half_height, half_stride, PixelFormat::gray8)};
  return planes;
}

Planes make_gray8(int width, int height) {
  const std::size_t stride = aligned(static_cast<std::size_t>(width));
  Planes planes;
  planes.owner = make_buffer(stride * static_cast<std::size_t>(height));
  planes.views[0] = view(planes.owner.get(), width, height, stride, PixelFormat::gray8);
  return planes;
}

Planes make_bgr24(int width, int height) {
  // FFmpeg's vector code converts sixteen pixels at a time and skips the last ones if the row is
  // too short for all of them.
  const std::size_t stride = aligned((static_cast<std::size_t>(width) + 15) / 16 * 16 * 3);
  Planes planes;
  planes.owner = make_buffer(stride * static_cast<std::size_t>(height));
  planes.views[0] = view(planes.owner.get(), width, height, stride, PixelFormat::bgr24);
  return planes;
}

}  // namespace facetrack::media
