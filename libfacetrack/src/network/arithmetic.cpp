// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/arithmetic.hpp"

#include <algorithm>
#include <cmath>

#include "core/fast.hpp"

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wpsabi"  // registers of AVX: never handed to a real function
#endif

namespace facetrack::network {
namespace {

/// PReLU without a branch, so that the compiler vectorises it.
FACETRACK_INLINE float activated(float value, float slope) {
  return greater(value, 0.0F) + slope * lesser(value, 0.0F);
}

/// A vector register of `n` floats. It is a typedef because GCC 12 loses the size of an alias
/// declared with `using` that depends on a template parameter.
template <int n>
struct Vector {
  // NOLINTNEXTLINE(modernize-use-using)
  typedef float Register __attribute__((vector_size(n * sizeof(float))));
  static_assert(sizeof(Register) == n * sizeof(float));
};

template <int n>
FACETRACK_INLINE typename Vector<n>::Register load(const float* from) {
  typename Vector<n>::Register numbers;
  __builtin_memcpy(&numbers, from, sizeof numbers);
  return numbers;
}

template <int n>
FACETRACK_INLINE void store(const typename Vector<n>::Register& value, const Epilogue& epilogue,
                            int channel, float* to) {
  const typename Vector<n>::Register lowered = value * load<n>(epilogue.slope + channel);
  const typename Vector<n>::Register result = value > 0 ? value : lowered;
  __builtin_memcpy(to + channel, &result, sizeof result);
}

/// Computes one block of channels, from `channel` on, of `pixels` neighbours in an output row. The
/// sums fill the registers; each input value is loaded once for all of them.
template <int n, int pixels>
FACETRACK_INLINE void sum_block(const float* in, std::ptrdiff_t in_stride, const Tensor& source,
                                const Window& window, const float* weights,
                                const Epilogue& epilogue, int channel, float* out,
                                std::ptrdiff_t out_stride) {
  constexpr int parts = channel_block / n;
  typename Vector<n>::Register sums[pixels][parts];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
    for (int j = 0; j < parts; ++j) sums[p][j] = load<n>(epilogue.bias + channel + j * n);
  }
  const int length = window.width * source.pixel_stride;
  for (int row = 0; row < window.height; ++row) {
    const float* numbers = in + row * source.row_stride;
    for (int k = 0; k < length; ++k, weights += channel_block) {
      typename Vector<n>::Register weight[parts];
#pragma GCC unroll 4
      for (int j = 0; j < parts; ++j) weight[j] = load<n>(weights + j * n);
#pragma GCC unroll 16
      for (int p = 0; p < pixels; ++p) {
        const float number = numbers[p * in_stride + k];
#pragma GCC unroll 4
        for (int j = 0; j < parts; ++j) sums[p][j] += number * weight[j];
      }
    }
  }
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
    for (int j = 0; j < parts; ++j) {
      store<n>(sums[p][j], epilogue, channel + j * n, out + p * out_stride);
    }
  }
}

/// Computes `left` pixels of a row: `most` at a time, because their sums fill the registers, then
/// the rest in smaller parts.
template <int n, int most>
FACETRACK_INLINE void sum_row(const float* in, std::ptrdiff_t in_stride, const Tensor& source,
                              const Window& window, const float* weights, const Epilogue& epilogue,
                              int channel, float* out, std::ptrdiff_t out_stride, int left) {
  for (; left >= most; left -= most, in += most * in_stride, out += most * out_stride) {
    sum_block<n, most>(in, in_stride, source, window, weights, epilogue, channel, out, out_stride);
  }
  if constexpr (most > 1) {
    sum_row<n, most / 2>(in, in_stride, source, window, weights, epilogue, channel, out, out_stride,
                         left);
  }
}

/// The weights of one block of channels are used for a whole row before those of the next block are
/// loaded.
template <int n, int most>
FACETRACK_INLINE void convolve_with(const Tensor& in, const Window& window, const float* weights,
                                    const Epilogue& epilogue, const Tensor& out) {
  const std::ptrdiff_t in_stride = static_cast<std::ptrdiff_t>(window.stride_x) * in.pixel_stride;
  const std::ptrdiff_t block_size =
      static_cast<std::ptrdiff_t>(window.height) * window.width * in.pixel_stride * channel_block;
  for (int y = 0; y < out.height; ++y) {
    const float* own = weights;
    for (int channel = 0; channel < out.pixel_stride; channel += channel_block, own += block_size) {
      sum_row<n, most>(window.begin(in, y, 0), in_stride, in, window, own, epilogue, channel,
                       out.pixel(y, 0), out.pixel_stride, out.width);
    }
  }
}

/// For windows of a fixed size (nearly always 3x3): the weights stay in registers for a whole row.
template <int n, int height, int width>
FACETRACK_INLINE void depthwise_convolve_with(const Tensor& in, const Window& window,
                                              const float* weights, const Epilogue& epilogue,
                                              const Tensor& out) {
  using Register = typename Vector<n>::Register;
  for (int y = 0; y < out.height; ++y) {
    for (int channel = 0; channel < out.pixel_stride; channel += n) {
      Register weight[height][width];
#pragma GCC unroll 4
      for (int i = 0; i < height; ++i) {
#pragma GCC unroll 4
        for (int j = 0; j < width; ++j) {
          weight[i][j] = load<n>(weights + (i * width + j) * out.pixel_stride + channel);
        }
      }
      const Register bias = load<n>(epilogue.bias + channel);
      const float* from = window.begin(in, y, 0) + channel;
      float* to = out.pixel(y, 0);
      for (int x = 0; x < out.width; ++x) {
        Register sum = bias;
#pragma GCC unroll 4
        for (int i = 0; i < height; ++i) {
#pragma GCC unroll 4
          for (int j = 0; j < width; ++j) {
            sum += weight[i][j] * load<n>(from + i * in.row_stride + j * in.pixel_stride);
          }
        }
        store<n>(sum, epilogue, channel, to);
        from += window.stride_x * in.pixel_stride;
        to += out.pixel_stride;
      }
    }
  }
}

/// For windows of any size.
template <int n>
FACETRACK_INLINE void depthwise_convolve_with(const Tensor& in, const Window& window,
                                              const float* weights, const Epilogue& epilogue,
                                              const Tensor& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = window.begin(in, y, x);
      for (int channel = 0; channel < out.pixel_stride; channel += n) {
        auto sum = load<n>(epilogue.bias + channel);
        const float* weight = weights + channel;
        for (int i = 0; i < window.height; ++i) {
          for (int j = 0; j < window.width; ++j, weight += out.pixel_stride) {
            sum +=
                load<n>(weight) * load<n>(from + i * in.row_stride + j * in.pixel_stride + channel);
          }
        }
        store<n>(sum, epilogue, channel, out.pixel(y, x));
      }
    }
  }
}

template <int n>
FACETRACK_INLINE void depthwise_convolve_any(const Tensor& in, const Window& window,
                                             const float* weights, const Epilogue& epilogue,
                                             const Tensor& out) {
  if (window.height == 3 && window.width == 3) {
    depthwise_convolve_with<n, 3, 3>(in, window, weights, epilogue, out);
  } else {
    depthwise_convolve_with<n>(in, window, weights, epilogue, out);
  }
}

struct Sum {
  const Epilogue& epilogue;
  FACETRACK_INLINE float operator()(float left, float right, int channel) const {
    return activated(left + right + epilogue.bias[channel], epilogue.slope[channel]);
  }
};

struct Product {
  FACETRACK_INLINE float operator()(float left, float right, int) const { return left * right; }
};

template <typename Operation>
FACETRACK_INLINE void join(const Tensor& a, const Tensor& b, const Operation& operation,
                           const Tensor& out) {
  const bool one = b.height == 1 && b.width == 1;
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* left = a.pixel(y, x);
      const float* right = one ? b.data : b.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.pixel_stride; ++c) to[c] = operation(left[c], right[c], c);
    }
  }
}

// Every sum is made in the same order on all processors.
#if defined(__x86_64__) && defined(__GNUC__)
#define FACETRACK_X86 1
#define AVX2 __attribute__((target("avx2,fma")))
AVX2 void convolve_avx2(const Tensor& in, const Window& window, const float* weights,
                        const Epilogue& epilogue, const Tensor& out) {
  convolve_with<8, 6>(in, window, weights, epilogue, out);
}
AVX2 void depthwise_convolve_avx2(const Tensor& in, const Window& window, const float* weights,
                                  const Epilogue& epilogue, const Tensor& out) {
  depthwise_convolve_any<8>(in, window, weights, epilogue, out);
}
#undef AVX2
#define AVX512 __attribute__((target("avx512f,fma")))
AVX512 void convolve_avx512(const Tensor& in, const Window& window, const float* weights,
                            const Epilogue& epilogue, const Tensor& out) {
  convolve_with<16, 12>(in, window, weights, epilogue, out);
}
AVX512 void depthwise_convolve_avx512(const Tensor& in, const Window& window, const float* weights,
                                      const Epilogue& epilogue, const Tensor& out) {
  depthwise_convolve_any<16>(in, window, weights, epilogue, out);
}
#undef AVX512
#endif

}  // namespace

// The processor is asked here rather than by the loader (target_clones), because sanitizers are not
// initialised when the loader makes its choice.
Instructions best_instructions() {
#ifdef FACETRACK_X86
  static const Instructions best = [] {
    if (__builtin_cpu_supports("avx2") == 0 || __builtin_cpu_supports("fma") == 0) {
      return Instructions::any;
    }
    return __builtin_cpu_supports("avx512f") != 0 ? Instructions::avx512 : Instructions::avx2;
  }();
  return best;
#else
  return Instructions::any;
#endif
}

void convolve(const Tensor& in, const Window& window, const float* weights,
              const Epilogue& epilogue, const Tensor& out,
              [[maybe_unused]] Instructions instructions) {
#ifdef FACETRACK_X86
  switch (instructions) {
    case Instructions::avx512:
      return convolve_avx512(in, window, weights, epilogue, out);
    case Instructions::avx2:
      return convolve_avx2(in, window, weights, epilogue, out);
    case Instructions::any:
      break;
  }
#endif
  convolve_with<4, 3>(in, window, weights, epilogue, out);
}

void depthwise_convolve(const Tensor& in, const Window& window, const float* weights,
                        const Epilogue& epilogue, const Tensor& out,
                        [[maybe_unused]] Instructions instructions) {
#ifdef FACETRACK_X86
  switch (instructions) {
    case Instructions::avx512:
      return depthwise_convolve_avx512(in, window, weights, epilogue, out);
    case Instructions::avx2:
      return depthwise_convolve_avx2(in, window, weights, epilogue, out);
    case Instructions::any:
      break;
  }
#endif
  depthwise_convolve_any<4>(in, window, weights, epilogue, out);
}

FACETRACK_FAST void max_pool(const Tensor& in, const Window& window, const Tensor& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = window.begin(in, y, x);
      float* __restrict to = out.pixel(y, x);
      std::copy_n(from, out.pixel_stride, to);
      for (int i = 0; i < window.height; ++i) {
        for (int j = 0; j < window.width; ++j) {
          const float* other = from + i * in.row_stride + j * in.pixel_stride;
          for (int c = 0; c < out.pixel_stride; ++c) to[c] = greater(to[c], other[c]);
        }
      }
    }
  }
}

FACETRACK_FAST void global_average_pool(const Tensor& in, const Tensor& out) {
  std::fill_n(out.data, out.pixel_stride, 0.0F);
  for (int y = 0; y < in.height; ++y) {
    for (int x = 0; x < in.width; ++x) {
      const float* from = in.pixel(y, x);
      for (int c = 0; c < out.pixel_stride; ++c) out.data[c] += from[c];
    }
  }
  const float share = 1.0F / (static_cast<float>(in.height) * static_cast<float>(in.width));
  for (int c = 0; c < out.pixel_stride; ++c) out.data[c] *= share;
}

FACETRACK_FAST void add(const Tensor& a, const Tensor& b, const Epilogue& epilogue,
                        const Tensor& out) {
  join<Sum>(a, b, {epilogue}, out);
}

FACETRACK_FAST void multiply(const Tensor& a, const Tensor& b, const Tensor& out) {
  join<Product>(a, b, {}, out);
}

FACETRACK_FAST void scale(const Tensor& in, const float* factors, const Epilogue& epilogue,
                          const Tensor& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = in.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.pixel_stride; ++c) {
        to[c] = activated(from[c] * factors[c] + epilogue.bias[c], epilogue.slope[c]);
      }
    }
  }
}

void sigmoid(const Tensor& in, const Tensor& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = in.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.pixel_stride; ++c) to[c] = 1.0F / (1.0F + std::exp(-from[c]));
    }
  }
}

}  // namespace facetrack::network
