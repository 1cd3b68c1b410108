// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/moving_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace facetrack::testing {
namespace {

using Pixels = std::vector<std::uint8_t>;

/// A Frame over three planes of its own.
struct Planes {
  std::array<Pixels, 3> data;
  int width = 0;
  int height = 0;
};

Frame frame_of(Planes planes, std::int64_t index) {
  auto owner = std::make_shared<const Planes>(std::move(planes));
  const auto view = [&](std::size_t i, int width, int height) {
    return ImageView{reinterpret_cast<const std::byte*>(owner->data[i].data()), width, height,
                     width, PixelFormat::gray8};
  };
  const int half_width = (owner->width + 1) / 2;
  const int half_height = (owner->height + 1) / 2;
  const std::array<ImageView, 3> views{view(0, owner->width, owner->height),
                                       view(1, half_width, half_height),
                                       view(2, half_width, half_height)};
  FrameTime time;
  time.pts = {index, {1, 25}};
  time.duration = {1, {1, 25}};
  time.index = index;
  return {owner, views, PixelFormat::yuv420p, time};
}

std::uint8_t byte(double v) { return static_cast<std::uint8_t>(std::clamp(v + 0.5, 0.0, 255.0)); }

/// The layout of a scene: sums of waves as background, two ellipses as people.
struct Layout {
  struct Wave {
    double x, y, phase, height;
  };
  struct Blob {
    double x, y, rx, ry, luma, vx, vy;
  };
  std::vector<Wave> waves;
  std::vector<Blob> blobs;
  double base = 0, pan_x = 0, pan_y = 0, cb = 0, cr = 0;

  explicit Layout(int seed) {
    std::mt19937 random(static_cast<std::mt19937::result_type>(seed) * 7919U);
    const auto in = [&](double low, double high) {
      return low + (high - low) * static_cast<double>(random() % 10007U) / 10006.0;
    };
    base = in(70, 160);
    for (int i = 0; i < 7; ++i) {
      const double frequency = in(3, 26);
      const double angle = in(0, 6.28);
      waves.push_back(
          {frequency * std::cos(angle), frequency * std::sin(angle), in(0, 6.28), in(6, 26)});
    }
    for (int i = 0; i < 2; ++i)
      blobs.push_back({in(0.2, 0.8), in(0.3, 0.7), in(0.08, 0.2), in(0.12, 0.3), in(20, 235),
                       in(-0.004, 0.004), in(-0.002, 0.002)});
    pan_x = in(-0.002, 0.002);
    pan_y = in(-0.0005, 0.0005);
    cb = in(90, 166);
    cr = in(90, 166);
  }

  double luma(double x, double y, double t) const {
    double out = base;
    for (const Wave& w : waves)
      out += w.height * std::sin(w.x * (x + pan_x * t) + w.y * (y + pan_y * t) + w.phase);
    for (const Blob& b : blobs) {
      const double dx = (x - b.x - b.vx * t) / b.rx;
      const double dy = (y - b.y - b.vy * t) / b.ry;
      const double inside = 1 - dx * dx - dy * dy;
      if (inside > 0) out = b.luma + 12 * std::sin(30 * dx + 17 * dy) * inside;
    }
    return out;
  }
};

Planes draw(const MovingPicture& picture, double moment, std::int64_t index) {
  const Layout scene(picture.seed);
  Planes out;
  out.width = picture.width;
  out.height = picture.height;
  std::mt19937 random(static_cast<std::mt19937::result_type>(index * 31 + picture.seed));
  std::normal_distribution<double> grain(0, std::max(picture.grain, 1e-9));
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const double luma =
          scene.luma(static_cast<double>(x) / picture.width,
                     static_cast<double>(y) / picture.height, moment * picture.speed);
      out.data[0].push_back(
          byte(16 + (luma - 16) * picture.light + (picture.grain > 0 ? grain(random) : 0.0)));
    }
  }
  const auto half = static_cast<std::size_t>((picture.width + 1) / 2) *
                    static_cast<std::size_t>((picture.height + 1) / 2);
  out.data[1].assign(half, byte(128 + (scene.cb - 128) * picture.light));
  out.data[2].assign(half, byte(128 + (scene.cr - 128) * picture.light));
  return out;
}

/// Each sample of a and b, with its place in the picture (0 to 1), through `mix`.
template <typename Mix>
Frame combine(const Frame& a, const Frame& b, Mix mix) {
  Planes out;
  out.width = a.width();
  out.height = a.height();
  for (int i = 0; i < 3; ++i) {
    const ImageView& from = a.plane(i);
    const ImageView& to = b.plane(i);
    for (int y = 0; y < from.height; ++y)
      for (int x = 0; x < from.width; ++x)
        out.data[static_cast<std::size_t>(i)].push_back(
            byte(mix(static_cast<double>(from.row(y)[x]), static_cast<double>(to.row(y)[x]),
                     (x + 0.5) / from.width, (y + 0.5) / from.height)));
  }
  return frame_of(std::move(out), a.time().index);
}

}  // namespace

Frame render(const MovingPicture& scene, double moment, std::int64_t index) {
  Planes planes = draw(scene, moment, index);
  if (scene.format == PixelFormat::yuv420p) return frame_of(std::move(planes), index);
  const Frame source = frame_of(std::move(planes), index);
  if (scene.format == PixelFormat::bgr24) return to_bgr24(source);
  return {std::make_shared<Frame>(source), {source.luma()}, PixelFormat::gray8, source.time()};
}

Frame blend(const Frame& a, const Frame& b, double share) {
  return combine(
      a, b, [=](double from, double to, double, double) { return from + share * (to - from); });
}

Frame wipe(const Frame& a, const Frame& b, double across, double down, double position) {
  return combine(a, b, [=](double from, double to, double x, double y) {
    return x * across + y * down < position ? to : from;
  });
}

Frame flat_picture(int width, int height, int luma, std::int64_t index) {
  Planes out;
  out.width = width;
  out.height = height;
  const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const auto half =
      static_cast<std::size_t>((width + 1) / 2) * static_cast<std::size_t>((height + 1) / 2);
  out.data[0].assign(size, byte(luma));
  out.data[1].assign(half, 128);
  out.data[2].assign(half, 128);
  return frame_of(std::move(out), index);
}

}  // namespace facetrack::testing
