// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/memory.hpp"

#include <cstddef>
#include <cstdlib>  // __GLIBC__

#include "facetrack/memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace facetrack {

#ifdef __GLIBC__

void keep_freed_memory() noexcept {
  constexpr int larger_than_pictures = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, larger_than_pictures);
  mallopt(M_TRIM_THRESHOLD, larger_than_pictures);
}

void give_memory_back() noexcept {
  constexpr std::size_t worth_the_time = std::size_t{256} << 20;
  if (mallinfo2().fordblks >= worth_the_time) malloc_trim(0);
}

#else

void keep_freed_memory() noexcept {}
void give_memory_back() noexcept {}

#endif

}  // namespace facetrack
