// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>

namespace facetrack::network {

/// Channels are stored in blocks of this many. Channels that only fill up a block have weights of
/// zero.
inline constexpr int channel_block = 16;

constexpr int padded_channels(int channels) {
  return (channels + channel_block - 1) / channel_block * channel_block;
}

/// A view of a three-dimensional tensor: channels innermost, then columns, then rows.
struct Tensor {
  float* data = nullptr;  ///< the top left pixel; zero padding may lie around the picture
  int height = 0, width = 0;
  int pixel_stride = 0;           ///< floats from a pixel to the next
  std::ptrdiff_t row_stride = 0;  ///< floats from a row to the next

  float* pixel(int y, int x) const {
    return data + y * row_stride + static_cast<std::ptrdiff_t>(x) * pixel_stride;
  }
};

/// The window of a convolution or a pooling. Output pixel (y, x) reads the input from
/// (y * stride_y - pad_top, x * stride_x - pad_left) on; the input's own padding holds the pixels
/// outside of the picture.
struct Window {
  int height = 1, width = 1;
  int stride_y = 1, stride_x = 1;
  int pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;

  int out_height(int in) const { return (in + pad_top + pad_bottom - height) / stride_y + 1; }
  int out_width(int in) const { return (in + pad_left + pad_right - width) / stride_x + 1; }
  const float* begin(const Tensor& in, int y, int x) const {
    return in.pixel(y * stride_y - pad_top, x * stride_x - pad_left);
  }
};

/// The end of a layer: adds `bias`, then applies a PReLU activation, which multiplies negative
/// values by `slope` (0: ReLU, 1: no activation). One of each per channel, padded to whole blocks.
struct Epilogue {
  const float* bias;
  const float* slope;
};

// All functions are pure and give the same result for the same input on one machine. Output
// channels are padded to whole blocks.

/// The instructions of a processor that a convolution uses. `any` needs no particular one.
enum class Instructions : std::uint8_t { any, avx2, avx512 };
/// Of this processor.
Instructions best_instructions();

/// Convolution over all input channels. Order of `weights`: block of output channels, row and
/// column of the window, input channel (in.pixel_stride of them), output channel in the block.
/// Requires a processor that has the instructions.
void convolve(const Tensor& in, const Window& window, const float* weights,
              const Epilogue& epilogue, const Tensor& out,
              Instructions instructions = best_instructions());

/// Depthwise convolution: each output channel reads the input channel of the same number. Order of
/// `weights`: row and column of the window, channel.
void depthwise_convolve(const Tensor& in, const Window& window, const float* weights,
                        const Epilogue& epilogue, const Tensor& out,
                        Instructions instructions = best_instructions());

void max_pool(const Tensor& in, const Window& window, const Tensor& out);

/// The mean of all pixels, per channel; `out` has one pixel.
void global_average_pool(const Tensor& in, const Tensor& out);

/// Element by element. `b` has the size of `a`, or one pixel that is used for every pixel of `a`.
void add(const Tensor& a, const Tensor& b, const Epilogue& epilogue, const Tensor& out);
void multiply(const Tensor& a, const Tensor& b, const Tensor& out);

/// Multiplies each channel by its factor, then applies the epilogue.
void scale(const Tensor& in, const float* factors, const Epilogue& epilogue, const Tensor& out);

void sigmoid(const Tensor& in, const Tensor& out);

}  // namespace facetrack::network
