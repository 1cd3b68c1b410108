// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "picture/ffmpeg.hpp"

extern "C" {
#include <libavutil/cpu.h>
}

namespace facetrack::media {

/// Makes the encoder deterministic: the same pictures must become the same bytes. In x264 0.164 the
/// AVX-512 code of mbtree (with B-frames) reads uninitialised memory, so its output varies with
/// MALLOC_PERTURB_, in the ffmpeg program as well. The AVX2 code does not, and is as fast.
inline void make_repeatable(Options& x264) {
  if ((av_get_cpu_flags() & AV_CPU_FLAG_AVX512) != 0) x264.set("x264-params", "asm=avx2");
}

}  // namespace facetrack::media
