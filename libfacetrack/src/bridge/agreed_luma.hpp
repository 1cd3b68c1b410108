// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace facetrack::bridge {

/// The quick form of keep_agreed_detail(): the finest band of the luma alone, row by row, so that
/// all it remembers stays in the cache.
class AgreedLuma {
 public:
  /// Rows above and below that a row depends on.
  static constexpr int reach = 6;

  explicit AgreedLuma(int width);

  /// The next row from above, two numbers a pixel: the luma, and half of what both pictures' luma
  /// differs by.
  void push(const float* pairs);
  /// What to take off the luma of the row pushed `reach` rows ago. Requires 2 * reach + 1 rows;
  /// valid until the next push.
  const float* excess();

 private:
  std::size_t width_;
  std::size_t pitch_;  // numbers from row to row: two a pixel and room on both sides
  std::size_t pushed_ = 0;
  std::vector<float> pairs_, detail_;  // rings of rows
  std::vector<std::int32_t> energy_;   // likewise
  std::vector<std::int32_t> sum_;      // of the rows in energy_
  std::vector<std::int32_t> twos_, fours_;
  std::vector<float> column_, excess_;
};

}  // namespace facetrack::bridge
