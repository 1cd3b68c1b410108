// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <bzlib.h>

#include <array>
#include <fstream>
#include <memory>

#include "facetrack/error.hpp"

#include "models/transfer.hpp"

namespace facetrack {
namespace {

struct Decompressor {
  bz_stream stream{};
  explicit Decompressor(const std::string& file) {
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) {
      throw Error(ErrorCode::io, file + ": cannot be unpacked: out of memory");
    }
  }
  ~Decompressor() { BZ2_bzDecompressEnd(&stream); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

}  // namespace

void unpack_bz2(const std::filesystem::path& packed, const std::filesystem::path& to,
                std::uint64_t most) {
  std::ifstream in(packed, std::ios::binary);
  if (!in) throw Error(ErrorCode::io, packed.string() + ": cannot be read");
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  if (!out) throw Error(ErrorCode::io, to.string() + ": cannot be written");
  Decompressor bz2(packed.string());
  std::array<char, 1 << 16> from{};
  std::array<char, 1 << 16> unpacked{};
  std::uint64_t written = 0;
  for (int state = BZ_OK; state != BZ_STREAM_END;) {
    if (bz2.stream.avail_in == 0) {
      in.read(from.data(), from.size());
      bz2.stream.next_in = from.data();
      bz2.stream.avail_in = static_cast<unsigned>(in.gcount());
    }
    bz2.stream.next_out = unpacked.data();
    bz2.stream.avail_out = static_cast<unsigned>(unpacked.size());
    const unsigned offered = bz2.stream.avail_in;
    state = BZ2_bzDecompress(&bz2.stream);
    const std::size_t got = unpacked.size() - bz2.stream.avail_out;
    const bool stuck = offered == 0 && got == 0 && state == BZ_OK;
    if ((state != BZ_OK && state != BZ_STREAM_END) || stuck) {
      throw Error(ErrorCode::corrupt_input, packed.string() + ": not a complete .bz2 file");
    }
    written += got;
    if (written > most) {
      throw Error(ErrorCode::corrupt_input,
                  packed.string() + ": unpacks to more than " + std::to_string(most) + " bytes");
    }
    if (!out.write(unpacked.data(), static_cast<std::streamsize>(got))) {
      throw Error(ErrorCode::io, to.string() + ": cannot be written");
    }
  }
  if (!out.flush()) throw Error(ErrorCode::io, to.string() + ": cannot be written");
}

}  // namespace facetrack
