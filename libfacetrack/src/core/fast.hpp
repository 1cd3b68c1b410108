// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

/// FACETRACK_FAST marks a function with a hot loop. It is compiled twice: for any x86-64 processor
/// and for AVX2 with FMA. The loader picks one at start-up by the processor's features (target
/// "x86-64-v3"; a model name such as "haswell" would exclude AMD). Functions that it calls must be
/// FACETRACK_INLINE, so that they are compiled twice with it. Only GNU tools support this.
/// Sanitizer builds leave it out, because a sanitizer is not initialised when the loader makes its
/// choice.
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

// Replacements for std::min and std::max, which are not always inlined into both copies.
FACETRACK_INLINE float lesser(float a, float b) { return a < b ? a : b; }
FACETRACK_INLINE float greater(float a, float b) { return a > b ? a : b; }

}  // namespace facetrack
