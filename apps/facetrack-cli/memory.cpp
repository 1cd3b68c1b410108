// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "memory.hpp"

#include <cstdlib>  // __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace facetrack::cli {

void keep_freed_memory() noexcept {
#ifdef __GLIBC__
  constexpr int larger_than_pictures = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, larger_than_pictures);
  mallopt(M_TRIM_THRESHOLD, larger_than_pictures);
#endif
}

}  // namespace facetrack::cli
