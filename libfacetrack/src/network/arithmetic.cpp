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

/// Without a branch, so that several are done at a time.
FACETRACK_INLINE float finished(float value, float slope) {
  return greater(value, 0.0F) + slope * lesser(value, 0.0F);
}

/// `n` numbers that the processor handles at once. A typedef: GCC 12 forgets the size of a `using`
/// that hangs on a template's parameter.
template <int n>
struct Several {
  // NOLINTNEXTLINE(modernize-use-using)
  typedef float Register __attribute__((vector_size(n * sizeof(float))));
  static_assert(sizeof(Register) == n * sizeof(float));
};

template <int n>
FACETRACK_INLINE typename Several<n>::Register load(const float* from) {
  typename Several<n>::Register numbers;
  __builtin_memcpy(&numbers, from, sizeof numbers);
  return numbers;
}

template <int n>
FACETRACK_INLINE void store(const typename Several<n>::Register& value, const Finish& finish,
                            int channel, float* to) {
  const typename Several<n>::Register lowered = value * load<n>(finish.slope + channel);
  const typename Several<n>::Register result = value > 0 ? value : lowered;
  __builtin_memcpy(to + channel, &result, sizeof result);
}

/// `pixels` neighbours in a row of the output, `group` channels of them from `channel` on: as many
/// sums as there are registers, each input number loaded once for all of them.
template <int n, int pixels>
FACETRACK_INLINE void sum_block(const float* in, std::ptrdiff_t in_step, const Grid& source,
                                const Window& window, const float* weights, const Finish& finish,
                                int channel, float* out, std::ptrdiff_t out_step) {
  constexpr int parts = group / n;
  typename Several<n>::Register sums[pixels][parts];
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
    for (int j = 0; j < parts; ++j) sums[p][j] = load<n>(finish.bias + channel + j * n);
  }
  const int length = window.width * source.step;
  for (int row = 0; row < window.height; ++row) {
    const float* numbers = in + row * source.row_step;
    for (int k = 0; k < length; ++k, weights += group) {
      typename Several<n>::Register weight[parts];
#pragma GCC unroll 4
      for (int j = 0; j < parts; ++j) weight[j] = load<n>(weights + j * n);
#pragma GCC unroll 8
      for (int p = 0; p < pixels; ++p) {
        const float number = numbers[p * in_step + k];
#pragma GCC unroll 4
        for (int j = 0; j < parts; ++j) sums[p][j] += number * weight[j];
      }
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 4
    for (int j = 0; j < parts; ++j) {
      store<n>(sums[p][j], finish, channel + j * n, out + p * out_step);
    }
  }
}

/// The last pixels of a row, fewer than `most`.
template <int n, int most>
FACETRACK_INLINE void sum_rest(const float* in, std::ptrdiff_t in_step, const Grid& source,
                               const Window& window, const float* weights, const Finish& finish,
                               int channel, float* out, std::ptrdiff_t out_step, int pixels) {
  if constexpr (most > 1) {
    if (pixels == most - 1) {
      sum_block<n, most - 1>(in, in_step, source, window, weights, finish, channel, out, out_step);
    } else {
      sum_rest<n, most - 1>(in, in_step, source, window, weights, finish, channel, out, out_step,
                            pixels);
    }
  }
}

/// `most` output pixels at a time, whose sums fill the registers. A group's weights serve a whole
/// row before the next group's are fetched.
template <int n, int most>
FACETRACK_INLINE void convolve_with(const Grid& in, const Window& window, const float* weights,
                                    const Finish& finish, const Grid& out) {
  const std::ptrdiff_t in_step = static_cast<std::ptrdiff_t>(window.across) * in.step;
  const std::ptrdiff_t of_group =
      static_cast<std::ptrdiff_t>(window.height) * window.width * in.step * group;
  for (int y = 0; y < out.height; ++y) {
    const float* own = weights;
    for (int channel = 0; channel < out.step; channel += group, own += of_group) {
      const float* from = window.begin(in, y, 0);
      float* to = out.pixel(y, 0);
      int left = out.width;
      for (; left >= most; left -= most, from += most * in_step, to += most * out.step) {
        sum_block<n, most>(from, in_step, in, window, own, finish, channel, to, out.step);
      }
      sum_rest<n, most>(from, in_step, in, window, own, finish, channel, to, out.step, left);
    }
  }
}

/// Three by three, nearly always: the weights stay in registers for a whole row.
template <int n, int height, int width>
FACETRACK_INLINE void convolve_each_with(const Grid& in, const Window& window, const float* weights,
                                         const Finish& finish, const Grid& out) {
  using Register = typename Several<n>::Register;
  for (int y = 0; y < out.height; ++y) {
    for (int channel = 0; channel < out.step; channel += n) {
      Register weight[height][width];
#pragma GCC unroll 4
      for (int i = 0; i < height; ++i) {
#pragma GCC unroll 4
        for (int j = 0; j < width; ++j) {
          weight[i][j] = load<n>(weights + (i * width + j) * out.step + channel);
        }
      }
      const Register bias = load<n>(finish.bias + channel);
      const float* from = window.begin(in, y, 0) + channel;
      float* to = out.pixel(y, 0);
      for (int x = 0; x < out.width; ++x) {
        Register sum = bias;
#pragma GCC unroll 4
        for (int i = 0; i < height; ++i) {
#pragma GCC unroll 4
          for (int j = 0; j < width; ++j) {
            sum += weight[i][j] * load<n>(from + i * in.row_step + j * in.step);
          }
        }
        store<n>(sum, finish, channel, to);
        from += window.across * in.step;
        to += out.step;
      }
    }
  }
}

/// Any window.
template <int n>
FACETRACK_INLINE void convolve_each_with(const Grid& in, const Window& window, const float* weights,
                                         const Finish& finish, const Grid& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = window.begin(in, y, x);
      for (int channel = 0; channel < out.step; channel += n) {
        auto sum = load<n>(finish.bias + channel);
        const float* weight = weights + channel;
        for (int i = 0; i < window.height; ++i) {
          for (int j = 0; j < window.width; ++j, weight += out.step) {
            sum += load<n>(weight) * load<n>(from + i * in.row_step + j * in.step + channel);
          }
        }
        store<n>(sum, finish, channel, out.pixel(y, x));
      }
    }
  }
}

template <int n>
FACETRACK_INLINE void convolve_each_as_fits(const Grid& in, const Window& window,
                                            const float* weights, const Finish& finish,
                                            const Grid& out) {
  if (window.height == 3 && window.width == 3) {
    convolve_each_with<n, 3, 3>(in, window, weights, finish, out);
  } else {
    convolve_each_with<n>(in, window, weights, finish, out);
  }
}

struct Sum {
  const Finish& finish;
  FACETRACK_INLINE float operator()(float left, float right, int channel) const {
    return finished(left + right + finish.bias[channel], finish.slope[channel]);
  }
};

struct Product {
  FACETRACK_INLINE float operator()(float left, float right, int) const { return left * right; }
};

template <typename Operation>
FACETRACK_INLINE void join(const Grid& a, const Grid& b, const Operation& operation,
                           const Grid& out) {
  const bool one = b.height == 1 && b.width == 1;
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* left = a.pixel(y, x);
      const float* right = one ? b.at : b.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.step; ++c) to[c] = operation(left[c], right[c], c);
    }
  }
}

// A sanitizer may look at these too: the choice is made when they are called.
#if defined(__x86_64__) && defined(__GNUC__)
#define FACETRACK_X86 1
#define AVX2 __attribute__((target("avx2,fma")))
AVX2 void convolve_avx2(const Grid& in, const Window& window, const float* weights,
                        const Finish& finish, const Grid& out) {
  convolve_with<8, 6>(in, window, weights, finish, out);
}
AVX2 void convolve_each_avx2(const Grid& in, const Window& window, const float* weights,
                             const Finish& finish, const Grid& out) {
  convolve_each_as_fits<8>(in, window, weights, finish, out);
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
}
#endif

}  // namespace

void convolve_plainly(const Grid& in, const Window& window, const float* weights,
                      const Finish& finish, const Grid& out) {
  convolve_with<4, 3>(in, window, weights, finish, out);
}

void convolve_each_plainly(const Grid& in, const Window& window, const float* weights,
                           const Finish& finish, const Grid& out) {
  convolve_each_as_fits<4>(in, window, weights, finish, out);
}

void convolve(const Grid& in, const Window& window, const float* weights, const Finish& finish,
              const Grid& out) {
#ifdef FACETRACK_X86
  if (has_avx2()) return convolve_avx2(in, window, weights, finish, out);
#endif
  convolve_plainly(in, window, weights, finish, out);
}

void convolve_each(const Grid& in, const Window& window, const float* weights, const Finish& finish,
                   const Grid& out) {
#ifdef FACETRACK_X86
  if (has_avx2()) return convolve_each_avx2(in, window, weights, finish, out);
#endif
  convolve_each_plainly(in, window, weights, finish, out);
}

FACETRACK_FAST void take_greatest(const Grid& in, const Window& window, const Grid& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = window.begin(in, y, x);
      float* __restrict to = out.pixel(y, x);
      std::copy_n(from, out.step, to);
      for (int i = 0; i < window.height; ++i) {
        for (int j = 0; j < window.width; ++j) {
          const float* other = from + i * in.row_step + j * in.step;
          for (int c = 0; c < out.step; ++c) to[c] = greater(to[c], other[c]);
        }
      }
    }
  }
}

FACETRACK_FAST void take_mean(const Grid& in, const Grid& out) {
  std::fill_n(out.at, out.step, 0.0F);
  for (int y = 0; y < in.height; ++y) {
    for (int x = 0; x < in.width; ++x) {
      const float* from = in.pixel(y, x);
      for (int c = 0; c < out.step; ++c) out.at[c] += from[c];
    }
  }
  const float share = 1.0F / (static_cast<float>(in.height) * static_cast<float>(in.width));
  for (int c = 0; c < out.step; ++c) out.at[c] *= share;
}

FACETRACK_FAST void add(const Grid& a, const Grid& b, const Finish& finish, const Grid& out) {
  join<Sum>(a, b, {finish}, out);
}

FACETRACK_FAST void multiply(const Grid& a, const Grid& b, const Grid& out) {
  join<Product>(a, b, {}, out);
}

FACETRACK_FAST void scale(const Grid& in, const float* factors, const Finish& finish,
                          const Grid& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = in.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.step; ++c) {
        to[c] = finished(from[c] * factors[c] + finish.bias[c], finish.slope[c]);
      }
    }
  }
}

void squash(const Grid& in, const Grid& out) {
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      const float* from = in.pixel(y, x);
      float* __restrict to = out.pixel(y, x);
      for (int c = 0; c < out.step; ++c) to[c] = 1.0F / (1.0F + std::exp(-from[c]));
    }
  }
}

}  // namespace facetrack::network
