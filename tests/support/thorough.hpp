// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <vector>

namespace facetrack::testing {

/// With FACETRACK_THOROUGH in the environment, tests take all of their films and seeds; without it,
/// a sample of them.
inline bool is_thorough() { return std::getenv("FACETRACK_THOROUGH") != nullptr; }

/// `all` if is_thorough(), else `sample`.
template <typename T>
T thorough(T all, T sample) {
  return is_thorough() ? all : sample;
}
inline std::vector<std::size_t> thorough(std::initializer_list<std::size_t> all,
                                         std::initializer_list<std::size_t> sample) {
  return is_thorough() ? all : sample;
}

}  // namespace facetrack::testing
