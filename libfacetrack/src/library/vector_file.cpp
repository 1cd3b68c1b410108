// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/vector_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <system_error>
#include <utility>

#include "facetrack/error.hpp"

#include "identify/decision.hpp"
#include "library/vector_search.hpp"

namespace facetrack::library {
namespace {

constexpr std::size_t header_bytes = 64;
constexpr std::string_view magic = "FTVECTR1";

std::array<char, header_bytes> header_of(std::size_t dimensions, std::size_t row_bytes) {
  std::array<char, header_bytes> header{};
  std::copy(magic.begin(), magic.end(), header.begin());
  const std::array<std::uint32_t, 2> sizes{static_cast<std::uint32_t>(dimensions),
                                           static_cast<std::uint32_t>(row_bytes)};
  std::memcpy(&header[magic.size()], sizes.data(), sizeof sizes);
  return header;
}

/// Writes one row.
void encode(const Embedding& face, std::byte* row) {
  float largest = 0;
  for (const float value : face.values) largest = std::max(largest, std::abs(value));
  const float scale = largest > 0 ? 127 / largest : 0;
  double squares = 0;
  std::byte* to = row + row_head;
  for (const float value : face.values) {
    const auto rounded = static_cast<std::int8_t>(std::lround(value * scale));
    squares += static_cast<double>(rounded) * rounded;
    *to++ = static_cast<std::byte>(rounded);
  }
  const RowHead head{squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0, face.commonness};
  std::memcpy(row, &head, sizeof head);
}

}  // namespace

VectorFile::VectorFile(std::filesystem::path file, std::size_t dimensions, bool writable)
    : file_(std::move(file)),
      dimensions_(dimensions),
      row_bytes_(row_head + (dimensions + 7) / 8 * 8) {
  descriptor_ = ::open(file_.c_str(), (writable ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(std::generic_category().message(errno));
  const auto wanted = header_of(dimensions_, row_bytes_);
  std::array<char, header_bytes> header{};
  const ssize_t got = ::pread(descriptor_, header.data(), header.size(), 0);
  // A file shorter than its header was created by a process that was killed.
  if (writable && got >= 0 && got < std::ssize(header)) {
    if (::pwrite(descriptor_, wanted.data(), wanted.size(), 0) == std::ssize(wanted)) return;
    const std::string why = std::generic_category().message(errno);
    ::close(descriptor_);
    fail(why);
  }
  if (got == std::ssize(header) && header == wanted) return;
  ::close(descriptor_);
  throw Error(
      ErrorCode::corrupt_input,
      file_.string() + ": not the vectors of this library; index its videos into a new one");
}

VectorFile::~VectorFile() {
  unmap();
  ::close(descriptor_);
}

void VectorFile::fail(const std::string& what) const {
  throw Error(ErrorCode::io, file_.string() + ": the vectors cannot be used: " + what);
}

void VectorFile::unmap() noexcept {
  if (map_ != nullptr) ::munmap(const_cast<std::byte*>(map_), mapped_);
  map_ = nullptr;
  rows_ = 0;
}

void VectorFile::require_rows(std::int64_t rows) const {
  struct stat there {};
  if (::fstat(descriptor_, &there) != 0) fail(std::generic_category().message(errno));
  const std::size_t wanted = header_bytes + static_cast<std::size_t>(rows) * row_bytes_;
  if (rows == 0 || static_cast<std::size_t>(there.st_size) >= wanted) return;
  throw Error(
      ErrorCode::corrupt_input,
      file_.string() +
          ": the library is damaged: vectors are missing; index its videos into a new library");
}

void VectorFile::write(std::int64_t row, std::span<const Embedding> faces) {
  require_rows(row);  // otherwise the system would fill the gap with zeros
  std::vector<std::byte> bytes(faces.size() * row_bytes_);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (faces[i].values.size() != dimensions_) {
      throw Error(ErrorCode::invalid_argument,
                  file_.string() + ": the library has vectors of " + std::to_string(dimensions_) +
                      " numbers, the face one of " + std::to_string(faces[i].values.size()));
    }
    encode(faces[i], &bytes[i * row_bytes_]);
  }
  std::size_t done = 0;
  const auto begin = static_cast<off_t>(header_bytes + static_cast<std::size_t>(row) * row_bytes_);
  while (done < bytes.size()) {
    const ssize_t written =
        ::pwrite(descriptor_, &bytes[done], bytes.size() - done, begin + static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(std::generic_category().message(errno));
    done += static_cast<std::size_t>(written);
  }
  if (::fdatasync(descriptor_) != 0) fail(std::generic_category().message(errno));
}

void VectorFile::map(std::int64_t rows) {
  if (rows == rows_) return;
  unmap();
  if (rows == 0) return;
  require_rows(rows);
  mapped_ = header_bytes + static_cast<std::size_t>(rows) * row_bytes_;
  void* memory = ::mmap(nullptr, mapped_, PROT_READ, MAP_SHARED, descriptor_, 0);
  if (memory == MAP_FAILED) fail(std::generic_category().message(errno));
  map_ = static_cast<const std::byte*>(memory);
  rows_ = rows;
}

const std::byte* VectorFile::row_at(std::int64_t row) const noexcept {
  return map_ + header_bytes + static_cast<std::size_t>(row) * row_bytes_;
}

bool VectorFile::is_whole(std::int64_t row) const noexcept {
  const std::byte* bytes = row_at(row);
  RowHead head{};
  std::memcpy(&head, bytes, sizeof head);
  double squares = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const auto value = static_cast<double>(static_cast<std::int8_t>(bytes[row_head + i]));
    squares += value * value;
  }
  const float scale = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
  return head.scale == scale && std::isfinite(head.commonness);
}

Embedding VectorFile::read(std::int64_t row, const std::string& model) const {
  const std::byte* bytes = row_at(row);
  RowHead head{};
  std::memcpy(&head, bytes, sizeof head);
  Embedding face{model, std::vector<float>(dimensions_), head.commonness};
  std::transform(bytes + row_head, bytes + row_head + dimensions_, face.values.begin(),
                 [&](std::byte value) {
                   return head.scale * static_cast<float>(static_cast<std::int8_t>(value));
                 });
  return face;
}

std::vector<NearRow> VectorFile::nearest(std::span<const Embedding> faces, float limit,
                                         std::size_t count) const {
  // The scan rounds the numbers of `faces` to 14 bits. These rows more are compared exactly, so
  // that the rounding does not decide who is among the nearest.
  constexpr std::size_t spare = 32;
  constexpr float slack = 1e-3F;
  std::vector<NearRow> near;
  if (rows_ == 0) return near;
  const Rows all{row_at(0), row_bytes_, static_cast<std::size_t>(rows_), dimensions_};
  for (const Embedding& face : faces) {
    for (NearRow one : nearest_rows(all, face, limit + slack, count + spare)) {
      const Embedding there = read(one.row, face.model);
      one.distance = corrected_distance({distance(face, there), face.commonness, there.commonness});
      if (one.distance < limit) near.push_back(one);
    }
  }
  // Of a row that is near to several faces, its smallest distance counts.
  std::sort(near.begin(), near.end(), [](const NearRow& a, const NearRow& b) {
    return std::pair(a.row, a.distance) < std::pair(b.row, b.distance);
  });
  near.erase(std::unique(near.begin(), near.end(),
                         [](const NearRow& a, const NearRow& b) { return a.row == b.row; }),
             near.end());
  std::sort(near.begin(), near.end(), [](const NearRow& a, const NearRow& b) {
    return std::pair(a.distance, a.row) < std::pair(b.distance, b.row);
  });
  if (near.size() > count) near.resize(count);
  return near;
}

}  // namespace facetrack::library
