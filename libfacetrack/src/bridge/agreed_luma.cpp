// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/agreed_luma.hpp"

#include <algorithm>
#include <array>

#include "bridge/detail_gain.hpp"
#include "core/fast.hpp"

namespace facetrack::bridge {
namespace {

constexpr std::size_t taps = 5;
constexpr std::array<float, 3> smooth = {0.402620F, 0.244201F, 0.054489F};  // sigma 1
constexpr std::size_t window = 9;
constexpr std::size_t margin = 8;  // numbers before and after a row, for the taps and the window
static_assert(AgreedLuma::reach == taps / 2 + window / 2);

// Energies are integers in this part of a squared grey level. Running sums, from which rows are
// subtracted again, stay exact, and a window full of the largest value still fits.
constexpr float energy_unit = 1.0F / 64;
constexpr float least_energy = 1e-3F * window * window / energy_unit;

FACETRACK_INLINE float smoothed(float before2, float before, float here, float after,
                                float after2) {
  return smooth[0] * here + smooth[1] * (before + after) + smooth[2] * (before2 + after2);
}

FACETRACK_FAST void smooth_down(const std::array<const float*, taps>& rows, float* out,
                                std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = smoothed(rows[0][i], rows[1][i], rows[2][i], rows[3][i], rows[4][i]);
  }
}

// Computes the detail of the row and its energy, which replaces that of an earlier row in the sum.
FACETRACK_FAST void split_detail(const float* row, const float* column, float* detail,
                                 std::int32_t* energy, std::int32_t* sum, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const float* c = column + i;
    detail[i] = row[i] - smoothed(c[-4], c[-2], c[0], c[2], c[4]);
    const auto now = static_cast<std::int32_t>(detail[i] * detail[i] * (1 / energy_unit));
    sum[i] += now - energy[i];
    energy[i] = now;
  }
}

// Sums of two numbers that are `apart` from each other.
FACETRACK_FAST void add_pairs(const std::int32_t* row, std::size_t apart, std::int32_t* out,
                              std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = row[i] + row[i + apart];
}

// `fours`: at each position, the sum of four numbers from there on.
FACETRACK_FAST void find_disputed_detail(const float* detail, const std::int32_t* sum,
                                         const std::int32_t* fours, float* out, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x) {
    const std::int32_t* s = sum + 2 * x;
    const std::int32_t* f = fours + 2 * x;
    const std::int32_t energy = f[-8] + f[0] + s[8];
    const std::int32_t noise = f[-7] + f[1] + s[9];
    out[x] = noise_share(static_cast<float>(noise), static_cast<float>(energy) + least_energy) *
             detail[2 * x];
  }
}

template <typename Value>
Value* ring_row(std::vector<Value>& ring, std::size_t pitch, std::size_t index, std::size_t rows) {
  return ring.data() + index % rows * pitch + margin;
}

// Repeats the first and the last pixel in the margins.
template <typename Value>
void extend(Value* row, std::size_t width) {
  for (std::size_t i = 0; i < margin; ++i) {
    row[-static_cast<std::ptrdiff_t>(margin - i)] = row[i % 2];
    row[2 * width + i] = row[2 * width - 2 + i % 2];
  }
}

}  // namespace

AgreedLuma::AgreedLuma(int width)
    : width_(static_cast<std::size_t>(width)),
      pitch_(2 * (width_ + margin)),
      pairs_(pitch_ * taps),
      detail_(pitch_ * (window / 2 + 1)),
      energy_(pitch_ * window),
      sum_(pitch_),
      twos_(pitch_),
      fours_(pitch_),
      column_(pitch_),
      excess_(width_) {}

void AgreedLuma::push(const float* pairs) {
  std::copy_n(pairs, 2 * width_, ring_row(pairs_, pitch_, pushed_, taps));
  ++pushed_;
  if (pushed_ < taps) return;
  std::array<const float*, taps> rows;
  for (std::size_t i = 0; i < taps; ++i) rows[i] = ring_row(pairs_, pitch_, pushed_ + i, taps);
  float* column = column_.data() + margin;
  smooth_down(rows, column, 2 * width_);
  extend(column, width_);
  const std::size_t middle = pushed_ - 1 - taps / 2;
  split_detail(rows[taps / 2], column, ring_row(detail_, pitch_, middle, window / 2 + 1),
               ring_row(energy_, pitch_, middle, window), sum_.data() + margin, 2 * width_);
}

const float* AgreedLuma::disputed_detail() {
  std::int32_t* sum = sum_.data() + margin;
  extend(sum, width_);
  add_pairs(sum_.data(), 2, twos_.data(), pitch_ - 2);
  add_pairs(twos_.data(), 4, fours_.data(), pitch_ - 6);
  find_disputed_detail(ring_row(detail_, pitch_, pushed_ - 1 - reach, window / 2 + 1), sum,
                       fours_.data() + margin, excess_.data(), width_);
  return excess_.data();
}

}  // namespace facetrack::bridge
