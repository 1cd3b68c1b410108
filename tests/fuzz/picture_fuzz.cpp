// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Still pictures, as they come as references.

#include <cstdlib>

#include "facetrack/frame.hpp"
#include "facetrack/log.hpp"

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  static const bool quiet = (silence_backends(), true);
  static_cast<void>(quiet);
  const fuzz::MemoryFile file(data, size, ".jpg");
  fuzz::expect_error_at_most([&] {
    const Frame picture = read_image(file.path().string(), 1 << 20);
    if (picture.empty() || picture.width() * picture.height() > 1 << 20) std::abort();
  });
  return 0;
}
