// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/sample.hpp"

#include <array>
#include <cmath>

#include "core/fast.hpp"

// The processor is checked at each call, not by the loader, because sanitizers are not initialised
// when the loader runs.
#if defined(__x86_64__) && defined(__GNUC__)
#define FACETRACK_X86 1
#include <immintrin.h>
#endif

namespace facetrack::bridge {
namespace {

using Short16 = short __attribute__((vector_size(32)));

constexpr int taps = 4;

// The filter weighs rows first, then columns, in 16-bit numbers.
constexpr int whole_down = 128;
constexpr int whole_across = 16384;
static_assert(sample_unit * whole_down * whole_across == 1);

// Cubic convolution with a = -0.75: sharper than Catmull-Rom.
double cubic(double x) {
  constexpr double a = -0.75;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

// Weights of the taps for each position between two pixels.
struct Kernel {
  // Each weight is repeated sixteen times.
  std::array<std::array<Short16, taps>, sample_phases + 1> down;
  // The weights of the first two taps alternating, four times, then those of the other two.
  std::array<Short16, sample_phases + 1> across;

  Kernel() {
    for (std::size_t k = 0; k <= sample_phases; ++k) {
      const auto rows = weights(static_cast<int>(k), whole_down);
      const auto columns = weights(static_cast<int>(k), whole_across);
      for (std::size_t j = 0; j < taps; ++j) down[k][j] = Short16{} + rows[j];
      for (std::size_t i = 0; i < 16; ++i) across[k][i] = columns[2 * (i / 8) + i % 2];
    }
  }

 private:
  static std::array<short, taps> weights(int phase, int whole) {
    std::array<short, taps> result;
    int rest = whole;
    for (int i = 0; i < taps; ++i) {
      const double exact = cubic(tap_distance(i, taps, phase));
      const auto weight = static_cast<short>(std::lround(exact * whole));
      result[static_cast<std::size_t>(i)] = weight;
      rest -= weight;
    }
    short& largest = result[phase <= sample_phases / 2 ? 1 : 2];
    largest = static_cast<short>(largest + rest);  // a flat area stays unchanged
    return result;
  }
};

const Kernel& cubic_kernel() {
  static const Kernel kernel;
  return kernel;
}

// The first of the four by four taps, and the position behind the second one.
struct FirstTap {
  const unsigned char* corner;
  std::size_t phase_x, phase_y;
};

// Positions of a pixel in both pictures: (x, y) in a, (x, y) in b.
FACETRACK_INLINE std::array<FirstTap, 2> find_places(const ByteSource& a, const ByteSource& b,
                                                     Float4 at) {
  const Int4 before = __builtin_convertvector(at, Int4);
  const Float4 behind = at - __builtin_convertvector(before, Float4);
  const Int4 phase =
      __builtin_convertvector(behind * static_cast<float>(sample_phases) + 0.5F, Int4);
  const auto index = [&](int i) __attribute__((always_inline)) {
    return static_cast<std::size_t>(phase[i]);
  };
  return {
      FirstTap{a.pixels + (before[1] - 1) * a.stride + 4 * (before[0] - 1), index(0), index(1)},
      FirstTap{b.pixels + (before[3] - 1) * b.stride + 4 * (before[2] - 1), index(2), index(3)}};
}

// The value at a position, minus sample_middle, in sample_units.
FACETRACK_INLINE Int4 sample(const FirstTap& at, std::ptrdiff_t stride, const Kernel& kernel) {
  Int4 result = {};
  for (int x = 0; x < taps; ++x) {
    Int4 column = Int4{} - sample_middle * whole_down;
    for (int y = 0; y < taps; ++y) {
      const unsigned char* p = at.corner + y * stride + 4 * x;
      column +=
          Int4{p[0], p[1], p[2], p[3]} * kernel.down[at.phase_y][static_cast<std::size_t>(y)][0];
    }
    result += column * kernel.across[at.phase_x][8 * (x / 2) + x % 2];
  }
  return result;
}

#if defined(FACETRACK_X86)
#define AVX2 __attribute__((target("avx2,fma")))

AVX2 FACETRACK_INLINE __m256i weighed(const unsigned char* row, const Short16& weight) {
  const __m128i pixels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row));
  return _mm256_mullo_epi16(_mm256_cvtepu8_epi16(pixels), reinterpret_cast<const __m256i&>(weight));
}

// The same as sample(). Overflows of partial sums cancel in the last sum, which fits.
AVX2 FACETRACK_INLINE Int4 sample_avx2(const FirstTap& at, std::ptrdiff_t stride,
                                       const Kernel& kernel) {
  const auto& down = kernel.down[at.phase_y];
  const __m256i upper =
      _mm256_add_epi16(weighed(at.corner, down[0]), weighed(at.corner + stride, down[1]));
  const __m256i lower = _mm256_add_epi16(weighed(at.corner + 2 * stride, down[2]),
                                         weighed(at.corner + 3 * stride, down[3]));
  const __m256i columns = _mm256_add_epi16(_mm256_add_epi16(upper, lower),
                                           _mm256_set1_epi16(-sample_middle * whole_down));
  const __m256i by_channel = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15));
  const __m256i sums =
      _mm256_madd_epi16(_mm256_shuffle_epi8(columns, by_channel),
                        reinterpret_cast<const __m256i&>(kernel.across[at.phase_x]));
  return reinterpret_cast<Int4>(
      _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1)));
}

// A loop in a function for AVX2, because the compiler inlines AVX2 code only there.
AVX2 void sample_places_avx2(const ByteSource& a, const ByteSource& b, const Float4* places,
                             int count, Int4* from_a, Int4* from_b) {
  const Kernel& kernel = cubic_kernel();
  for (int i = 0; i < count; ++i) {
    const auto [p, q] = find_places(a, b, places[i]);
    from_a[i] = sample_avx2(p, a.stride, kernel);
    from_b[i] = sample_avx2(q, b.stride, kernel);
  }
}

#undef AVX2
#endif

}  // namespace

void sample_places_plainly(const ByteSource& a, const ByteSource& b, const Float4* places,
                           int count, Int4* from_a, Int4* from_b) {
  const Kernel& kernel = cubic_kernel();
  for (int i = 0; i < count; ++i) {
    const auto [p, q] = find_places(a, b, places[i]);
    from_a[i] = sample(p, a.stride, kernel);
    from_b[i] = sample(q, b.stride, kernel);
  }
}

void sample_places(const ByteSource& a, const ByteSource& b, const Float4* places, int count,
                   Int4* from_a, Int4* from_b) {
#if defined(FACETRACK_X86)
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return sample_places_avx2(a, b, places, count, from_a, from_b);
  }
#endif
  sample_places_plainly(a, b, places, count, from_a, from_b);
}

}  // namespace facetrack::bridge
