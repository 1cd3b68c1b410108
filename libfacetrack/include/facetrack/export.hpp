// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

/// Marks what the shared library gives out; everything else is hidden. Programs that link the
/// static library are compiled with FACETRACK_STATIC_DEFINE, which CMake and pkg-config add.
#ifdef FACETRACK_STATIC_DEFINE
#define FACETRACK_EXPORT
#else
#define FACETRACK_EXPORT __attribute__((visibility("default")))
#endif
