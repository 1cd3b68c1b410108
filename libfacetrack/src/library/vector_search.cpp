// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/vector_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "core/fast.hpp"

namespace facetrack::library {
namespace {

/// Rows of a block: their sums stay in the first-level cache.
constexpr std::size_t block = 1024;
/// The largest number of a face as an integer. 127 * 8191 * 2048 fits 31 bits, so a sum does for
/// vectors of up to 2048 numbers.
constexpr float face_range = 8191;

/// The face as integers, and what a product of theirs is multiplied by.
struct RoundedFace {
  std::vector<std::int16_t> values;
  float scale = 0;
};

RoundedFace rounded(const Embedding& face, std::size_t dimensions) {
  RoundedFace result{std::vector<std::int16_t>(dimensions), 0};
  float largest = 0;
  for (const float value : face.values) largest = std::max(largest, std::abs(value));
  if (largest <= 0) return result;
  result.scale = largest / face_range;
  const std::size_t count = std::min(dimensions, face.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    result.values[i] = static_cast<std::int16_t>(std::lround(face.values[i] / result.scale));
  }
  return result;
}

/// The product of the face with each row. The 16-bit copy of a byte lets the compiler multiply and
/// add pairs in one instruction.
FACETRACK_FAST void multiply(const std::byte* first, std::size_t row_bytes, std::size_t count,
                             std::size_t dimensions, const std::int16_t* face, std::int32_t* sums) {
  for (std::size_t r = 0; r < count; ++r) {
    const std::byte* row = first + r * row_bytes;
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < dimensions; ++i) {
      // The bytes are signed numbers. NOLINTNEXTLINE(bugprone-signed-char-misuse)
      const std::int16_t value = static_cast<std::int8_t>(row[i]);
      sum += value * face[i];
    }
    sums[r] = sum;
  }
}

/// Keeps the nearest `count` rows: collects twice as many, then drops the farther half.
class Nearest {
 public:
  Nearest(float least, std::size_t count) : least_(least), count_(count) {
    kept_.reserve(2 * count);
  }
  float least() const noexcept { return least_; }
  void add(std::int64_t row, float similarity) {
    kept_.push_back({row, similarity});
    if (kept_.size() >= 2 * count_) drop();
  }
  std::vector<NearRow> take() {
    if (kept_.size() > count_) drop();
    for (NearRow& one : kept_) one.distance = std::sqrt(std::max(0.0F, 2 - 2 * one.distance));
    return std::move(kept_);
  }

 private:
  void drop() {
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(count_);
    std::nth_element(kept_.begin(), end - 1, kept_.end(), [](const NearRow& a, const NearRow& b) {
      return a.distance > b.distance || (a.distance == b.distance && a.row < b.row);
    });
    least_ = (end - 1)->distance;
    kept_.resize(count_);
  }

  std::vector<NearRow> kept_;  // with similarities instead of distances
  float least_;
  std::size_t count_;
};

}  // namespace

std::vector<NearRow> nearest_rows(const Rows& rows, const Embedding& face, float limit,
                                  std::size_t count) {
  const RoundedFace known = rounded(face, rows.dimensions);
  // Of unit vectors: distance^2 = 2 - 2 similarity.
  Nearest nearest(1 - limit * limit / 2, std::max<std::size_t>(count, 1));
  std::array<std::int32_t, block> sums{};
  for (std::size_t begin = 0; begin < rows.count; begin += block) {
    const std::byte* first = rows.first + begin * rows.row_bytes;
    const std::size_t here = std::min(block, rows.count - begin);
    multiply(first + row_head, rows.row_bytes, here, rows.dimensions, known.values.data(),
             sums.data());
    for (std::size_t r = 0; r < here; ++r) {
      RowHead head;
      std::memcpy(&head, first + r * rows.row_bytes, sizeof head);
      const float similarity = static_cast<float>(sums[r]) * head.scale * known.scale -
                               head.commonness - face.commonness;
      if (similarity >= nearest.least()) {
        nearest.add(static_cast<std::int64_t>(begin + r), similarity);
      }
    }
  }
  return nearest.take();
}

}  // namespace facetrack::library
