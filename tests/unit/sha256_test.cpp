// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/sha256.hpp"

#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

std::string sha256(std::string_view text, std::size_t piece = 1000) {
  Sha256 sha;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    sha.add(std::as_bytes(std::span(text.substr(0, piece))));
  }
  return sha.hex();
}

// The examples of FIPS 180-4.
TEST(Sha256, gives_the_published_digests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, does_not_depend_on_how_the_data_is_cut) {
  const std::string text(500, 'x');
  for (const std::size_t piece : {1U, 7U, 55U, 56U, 63U, 64U, 65U, 128U}) {
    EXPECT_EQ(sha256(text, piece), sha256(text)) << piece;
  }
}

}  // namespace
}  // namespace facetrack
