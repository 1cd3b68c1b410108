// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

namespace facetrack::testing {

/// Whether a sanitizer of addresses or threads watches this program.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_sanitized = true;
#elif defined(__has_feature)
inline constexpr bool is_sanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace facetrack::testing
