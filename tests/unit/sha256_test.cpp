// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

namespace facetrack {
namespace {

std::string sha256(const std::string& text) {
  std::istringstream bytes(text);
  return facetrack::sha256(bytes);
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

TEST(Sha256, says_that_reading_failed) {
  std::stringstream bytes;
  bytes.setstate(std::ios::badbit);
  EXPECT_THROW(facetrack::sha256(bytes), Error);
}

}  // namespace
}  // namespace facetrack
