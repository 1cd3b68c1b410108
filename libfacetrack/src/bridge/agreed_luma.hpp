// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace facetrack::bridge {

/// The fast form of keep_agreed_detail(). It processes only the finest band of the luma, row by
/// row, so that its buffers stay in the cache.
class AgreedLuma {
 public:
  /// Rows above and below that a row depends on.
  static constexpr int reach = 6;

  explicit AgreedLuma(int width);

  /// Adds the next row, from the top down, as two numbers per pixel: the luma of the mix, and half
  /// of the difference of both pictures' luma.
  void push(const float* pairs);
  /// The detail to subtract from the luma of the row that was pushed `reach` rows ago. Requires 2 *
  /// reach + 1 rows; valid until the next push.
  const float* disputed_detail();

 private:
  std::size_t width_;
  std::size_t pitch_;  // numbers from row to row: two per pixel, and margins on both sides
  std::size_t pushed_ = 0;
  std::vector<float> pairs_, detail_;  // ring buffers of rows
  std::vector<std::int32_t> energy_;   // likewise
  std::vector<std::int32_t> sum_;      // of the rows in energy_
  std::vector<std::int32_t> twos_, fours_;
  std::vector<float> column_, excess_;
};

}  // namespace facetrack::bridge
