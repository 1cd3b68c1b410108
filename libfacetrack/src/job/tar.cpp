// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/tar.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <vector>

#include "facetrack/error.hpp"

#include "core/files.hpp"

namespace facetrack::job {
namespace {

constexpr std::size_t block = 512;  // bytes

// Places of the fields of a header that are used, and their sizes.
constexpr std::size_t mode_at = 100;
constexpr std::size_t owner_at = 108;
constexpr std::size_t group_at = 116;
constexpr std::size_t size_at = 124;
constexpr std::size_t time_at = 136;
constexpr std::size_t sum_at = 148;
constexpr std::size_t type_at = 156;
constexpr std::size_t magic_at = 257;
constexpr std::uint64_t largest_member = (std::uint64_t{1} << 33) - 1;  // eleven octal digits

using Header = std::array<char, block>;

/// `digits` octal digits and a NUL.
void put_octal(Header& header, std::size_t at, int digits, std::uint64_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%0*llo", digits, static_cast<unsigned long long>(value));
  std::memcpy(header.data() + at, text.data(), static_cast<std::size_t>(digits) + 1);
}

Header header_of(const std::string& name, std::uint64_t size) {
  Header header{};
  std::memcpy(header.data(), name.data(), name.size());
  put_octal(header, mode_at, 7, 0644);
  put_octal(header, owner_at, 7, 0);
  put_octal(header, group_at, 7, 0);
  put_octal(header, size_at, 11, size);
  put_octal(header, time_at, 11, 0);
  header[type_at] = '0';
  std::memcpy(header.data() + magic_at, "ustar\00000", 8);
  // The sum counts its own field as spaces.
  std::memset(header.data() + sum_at, ' ', 8);
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put_octal(header, sum_at, 6, sum);
  return header;
}

}  // namespace

TarShards::TarShards(std::filesystem::path folder, std::int64_t size)
    : folder_(std::move(folder)), size_(size) {}

std::string TarShards::next_name() const {
  std::array<char, 24> name{};
  std::snprintf(name.data(), name.size(), "%06d.tar", number_);
  return name.data();
}

void TarShards::write(const char* bytes, std::size_t size) {
  stream_.write(bytes, static_cast<std::streamsize>(size));
  if (!stream_) {
    throw Error(ErrorCode::io,
                file_->final_path().string() + ": cannot be written; check the space on the disk");
  }
  written_ += static_cast<std::int64_t>(size);
}

void TarShards::begin_member(const std::string& name, std::uint64_t size) {
  if (name.size() >= mode_at || size > largest_member) {
    throw Error(ErrorCode::unsupported, name + ": is too large for a tar file");
  }
  if (!file_) {
    files::make_folder(folder_);
    file_ = std::make_unique<files::PendingFile>(folder_ / next_name());
    stream_.open(file_->path(), std::ios::binary);
  }
  const Header header = header_of(name, size);
  write(header.data(), header.size());
}

void TarShards::pad(std::uint64_t size) {
  const Header zeros{};
  if (size % block != 0) write(zeros.data(), block - size % block);
}

void TarShards::add_text(const std::string& name, std::string_view text) {
  begin_member(name, text.size());
  write(text.data(), text.size());
  pad(text.size());
}

void TarShards::add_file(const std::string& name, const std::filesystem::path& file) {
  std::ifstream from(file, std::ios::binary);
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(file, error);
  if (error || !from) throw Error(ErrorCode::io, file.string() + ": cannot be read");
  begin_member(name, size);
  std::vector<char> bytes(1 << 16);
  for (std::uint64_t left = size; left > 0;) {
    const auto part = std::min<std::uint64_t>(left, bytes.size());
    from.read(bytes.data(), static_cast<std::streamsize>(part));
    if (!from) throw Error(ErrorCode::io, file.string() + ": cannot be read");
    write(bytes.data(), part);
    left -= part;
  }
  pad(size);
}

void TarShards::end_sample() {
  if (written_ >= size_) finish();
}

void TarShards::finish() {
  if (!file_) return;
  const Header zeros{};
  for (int i = 0; i < 2; ++i) write(zeros.data(), zeros.size());  // the end of a tar file
  stream_.close();
  if (!stream_) {
    throw Error(ErrorCode::io,
                file_->final_path().string() + ": cannot be written; check the space on the disk");
  }
  file_->commit();
  file_.reset();
  written_ = 0;
  ++number_;
}

}  // namespace facetrack::job
