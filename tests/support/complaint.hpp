// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

namespace facetrack::testing {

/// The message of the Error that `work` throws, which must have the code `expected`; "" if it
/// throws none.
template <typename Work>
std::string complaint(ErrorCode expected, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), expected) << error.what();
    return error.what();
  }
  return "";
}

/// `text` with `with` in place of the first `what`, which must be there: for damaged files.
inline std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace facetrack::testing
