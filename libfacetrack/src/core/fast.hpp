// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

/// FACETRACK_FAST before a function with a hot loop: it is compiled twice, for any processor and
/// for AVX2 with FMA, and chosen when the program starts, by what the processor can: the name of
/// one ("haswell") would leave out those of other makers. What it calls must be FACETRACK_INLINE to
/// be compiled twice with it. Only GNU tools can; a sanitizer is not up yet when the choice is
/// made.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FACETRACK_FAST __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FACETRACK_FAST
#endif

#if defined(__GNUC__)
#define FACETRACK_INLINE inline __attribute__((always_inline))
#else
#define FACETRACK_INLINE inline
#endif

namespace facetrack {

// std::min and std::max are functions of other places, which the copies would have to call.
FACETRACK_INLINE float lesser(float a, float b) { return a < b ? a : b; }
FACETRACK_INLINE float greater(float a, float b) { return a > b ? a : b; }

}  // namespace facetrack
