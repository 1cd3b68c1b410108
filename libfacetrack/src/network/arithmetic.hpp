// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>

namespace facetrack::network {

/// Channels come in groups of this many; those that a layer does not have meet weights of zero.
inline constexpr int group = 16;

constexpr int whole_groups(int channels) { return (channels + group - 1) / group * group; }

/// A picture of numbers in memory: channels innermost, then columns, then rows.
struct Grid {
  float* at = nullptr;  ///< of the top left pixel; a margin of zeros may lie around the picture
  int height = 0, width = 0;
  int step = 0;                 ///< numbers from a pixel to the next
  std::ptrdiff_t row_step = 0;  ///< numbers from a row to the next

  float* pixel(int y, int x) const {
    return at + y * row_step + static_cast<std::ptrdiff_t>(x) * step;
  }
};

/// The part of the input that makes an output pixel: it begins at (y * down - top, x * across -
/// left). The input's margin holds what lies outside of it.
struct Window {
  int height = 1, width = 1;
  int down = 1, across = 1;
  int top = 0, left = 0, bottom = 0, right = 0;

  int out_height(int in) const { return (in + top + bottom - height) / down + 1; }
  int out_width(int in) const { return (in + left + right - width) / across + 1; }
  const float* begin(const Grid& in, int y, int x) const {
    return in.pixel(y * down - top, x * across - left);
  }
};

/// What is done to a sum: the number `bias` is added, and what is negative then is multiplied by
/// `slope` (0: it becomes zero, 1: it stays). One of each a channel, in whole groups.
struct Finish {
  const float* bias;
  const float* slope;
};

// Pure, all of them, and the same numbers for the same input on one machine. Output channels come
// in whole groups.

/// Every output channel is a sum over all channels of the window. `weights`: for each group of
/// output channels, for each number of the window in the order of memory (in.step numbers a pixel),
/// `group` weights.
void convolve(const Grid& in, const Window& window, const float* weights, const Finish& finish,
              const Grid& out);

/// Every channel is a sum over the same channel of the window. `weights`: for each pixel of the
/// window, one a channel.
void convolve_each(const Grid& in, const Window& window, const float* weights, const Finish& finish,
                   const Grid& out);

/// The same on any processor.
void convolve_plainly(const Grid& in, const Window& window, const float* weights,
                      const Finish& finish, const Grid& out);
void convolve_each_plainly(const Grid& in, const Window& window, const float* weights,
                           const Finish& finish, const Grid& out);

/// The greatest of the window, in every channel.
void take_greatest(const Grid& in, const Window& window, const Grid& out);

/// The mean of all pixels, in every channel; `out` is one pixel.
void take_mean(const Grid& in, const Grid& out);

/// a + b and a * b, in every channel. `b` is as large as `a`, or one pixel that serves for all.
void add(const Grid& a, const Grid& b, const Finish& finish, const Grid& out);
void multiply(const Grid& a, const Grid& b, const Grid& out);

/// in * factor, then the rest; one of each a number of a pixel.
void scale(const Grid& in, const float* factors, const Finish& finish, const Grid& out);

/// 1 / (1 + exp(-x)).
void squash(const Grid& in, const Grid& out);

}  // namespace facetrack::network
