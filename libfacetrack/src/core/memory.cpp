// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/memory.hpp"

#include <cstddef>
#include <cstdlib>  // __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace facetrack {

void give_memory_back() noexcept {
#ifdef __GLIBC__
  constexpr std::size_t worth_the_time = std::size_t{256} << 20;
  if (mallinfo2().fordblks >= worth_the_time) malloc_trim(0);
#endif
}

}  // namespace facetrack
