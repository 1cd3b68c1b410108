// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <vector>

#include "library/vector_file.hpp"

namespace facetrack::library {

/// The beginning of a row.
struct RowHead {
  float scale = 0;  ///< times a byte: a number of the vector
  float commonness = 0;
};
inline constexpr std::size_t row_head = sizeof(RowHead);

/// Rows of a VectorFile in memory.
struct Rows {
  const std::byte* first = nullptr;
  std::size_t row_bytes = 0;
  std::size_t count = 0;
  std::size_t dimensions = 0;
};

/// Pure. The rows nearer than `limit` to `face`, at most the nearest `count`, in no order.
/// Distances are those of NearRow up to 1e-4.
std::vector<NearRow> nearest_rows(const Rows& rows, const Embedding& face, float limit,
                                  std::size_t count);

}  // namespace facetrack::library
