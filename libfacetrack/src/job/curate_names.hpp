// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace facetrack::job {

/// The number of a video or clip of a dataset in file names: "000012".
inline std::string dataset_number(std::size_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%06zu", number);
  return text;
}

}  // namespace facetrack::job
