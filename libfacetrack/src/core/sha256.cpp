// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <istream>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

namespace facetrack {

std::string sha256(std::istream& bytes) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (context == nullptr) throw std::bad_alloc();
  const auto check = [](int outcome) {
    if (outcome != 1) throw Error(ErrorCode::backend, "SHA-256: the cryptography library failed");
  };
  check(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr));
  std::vector<char> buffer(std::size_t{1} << 16);
  while (bytes) {
    bytes.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    check(EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(bytes.gcount())));
  }
  if (bytes.bad()) throw Error(ErrorCode::io, "SHA-256: the data cannot be read");
  std::array<unsigned char, 32> digest{};
  check(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr));

  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace facetrack
