// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/error.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace facetrack {
namespace {

TEST(Error, carries_its_code_and_its_text_through_a_copy) {
  const Error first(ErrorCode::corrupt_input, "clip.mp4: no video stream");
  const Error copy = first;
  EXPECT_EQ(copy.code(), ErrorCode::corrupt_input);
  EXPECT_STREQ(copy.what(), "clip.mp4: no video stream");
}

TEST(Error, is_caught_as_a_runtime_error) {
  try {
    throw Error(ErrorCode::io, "disk full");
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "disk full");
    return;
  }
  FAIL() << "passed by";
}

}  // namespace
}  // namespace facetrack
