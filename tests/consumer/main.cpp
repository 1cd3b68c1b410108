// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Uses a function of each kind (exact time, exceptions, pure logic) of the installed library.

#include <cstdio>
#include <string>

#include "facetrack/facetrack.hpp"

// A static library's pkg-config answer cannot keep the folders of its requirements back.
#if __has_include(<opencv2/core/mat.hpp>) && !defined(FACETRACK_STATIC_DEFINE)
#error "a user of facetrack must not be given the headers of OpenCV"
#endif

int main() {
  const facetrack::MediaTime sum = facetrack::parse_time("16.2s") + facetrack::parse_time("0:04");
  if (sum.to_string() != "00:00:20.200") return 1;
  try {
    facetrack::parse_time("soon");
    return 1;
  } catch (const facetrack::Error& error) {
    if (error.code() != facetrack::ErrorCode::invalid_argument) return 1;
  }
  if (facetrack::iou({0, 0, 10, 10}, {0, 0, 10, 10}) != 1.0F) return 1;
  std::printf("linked with facetrack %s\n", FACETRACK_VERSION);
  return 0;
}
