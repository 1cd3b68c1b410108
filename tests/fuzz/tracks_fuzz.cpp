// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// tracks.json: what is read can be written, and reads back as the same.

#include <cstdlib>

#include "facetrack/report.hpp"

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  fuzz::expect_error_at_most([&] {
    const std::string once = tracks_json(tracks_from_json(fuzz::text(data, size)));
    if (tracks_json(tracks_from_json(once)) != once) std::abort();
  });
  return 0;
}
