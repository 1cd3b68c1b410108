// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack::library {

/// A row of the file that is near to a known face.
struct NearRow {
  std::int64_t row = 0;
  float distance = 0;  ///< corrected for the commonness of both faces
  bool operator==(const NearRow&) const = default;
};

/// The vectors of many faces in one flat file, one byte a number. Rows are only ever appended, and
/// the database decides how many of them count: bytes beyond, of an append that was interrupted,
/// are written over by the next append. One thread at a time; many threads may call the const
/// functions.
///
/// The file: "FTVECTR1", the length of a vector and of a row in bytes (32 bits each, little
/// endian), 48 zeros, then the rows. A row: a float that its bytes are multiplied by (which gives a
/// vector of unit length), the commonness as a float, the bytes with sign, zeros up to a multiple
/// of 8.
class VectorFile {
 public:
  /// Opens the file or, with `writable`, creates it. Throws Error: io; corrupt_input if it is not
  /// such a file.
  VectorFile(std::filesystem::path file, std::size_t dimensions, bool writable);
  VectorFile(const VectorFile&) = delete;
  VectorFile& operator=(const VectorFile&) = delete;
  ~VectorFile();

  std::size_t row_bytes() const noexcept { return row_bytes_; }
  /// Writes the vectors as the rows from `row` on. They are on the disk when it returns. Throws
  /// Error: io; corrupt_input if the file has fewer than `row` rows.
  void write(std::int64_t row, std::span<const Embedding> faces);
  /// Makes the first `rows` rows readable. Throws Error(corrupt_input) if the file is shorter.
  void map(std::int64_t rows);
  /// The readable rows.
  std::int64_t rows() const noexcept { return rows_; }
  /// False if the bytes of the row are not those of a vector. Requires: row < rows().
  bool is_whole(std::int64_t row) const noexcept;
  /// Requires: row < rows().
  Embedding read(std::int64_t row, const std::string& model) const;
  /// The rows nearer than `limit` to one of `faces`, nearest first, at most `count`. Compares with
  /// every row.
  std::vector<NearRow> nearest(std::span<const Embedding> faces, float limit,
                               std::size_t count) const;

 private:
  void require_rows(std::int64_t rows) const;
  const std::byte* row_at(std::int64_t row) const noexcept;
  void unmap() noexcept;
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path file_;
  std::size_t dimensions_;
  std::size_t row_bytes_;
  int descriptor_ = -1;
  std::int64_t rows_ = 0;
  const std::byte* map_ = nullptr;
  std::size_t mapped_ = 0;
};

}  // namespace facetrack::library
