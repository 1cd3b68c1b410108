// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "picture/ffmpeg.hpp"

extern "C" {
#include <libavutil/cpu.h>
}

namespace facetrack::media {

/// The same pictures must become the same bytes. In x264 0.164 the AVX-512 code that weighs blocks
/// by what later pictures take from them (mbtree, with B pictures) rests on memory that nobody
/// wrote: other garbage there (MALLOC_PERTURB_) gives other bytes, in FFmpeg's own program too. The
/// AVX2 code does not, and is as quick.
inline void make_repeatable(Options& x264) {
  if ((av_get_cpu_flags() & AV_CPU_FLAG_AVX512) != 0) x264.set("x264-params", "asm=avx2");
}

}  // namespace facetrack::media
