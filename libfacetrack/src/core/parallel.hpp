// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <functional>

#include "facetrack/control.hpp"

namespace facetrack {

/// Calls workers with the numbers 0 … `count` - 1, lowest first, on up to `threads` threads (0: one
/// per logical core). Each thread gets its worker from `make_worker`. The work ends early when a
/// worker returns false or throws; the first exception is thrown on.
void in_parallel(std::size_t count, int threads,
                 const std::function<std::function<bool(std::size_t)>()>& make_worker);

/// Runs `work` on this thread and `aside`, which must not report progress, on another. A request to
/// stop `control` stops both, and an exception in one stops the other. If both throw, the exception
/// of `work` is thrown.
void side_by_side(const RunControl& control, const std::function<void(const RunControl&)>& work,
                  const std::function<void(const RunControl&)>& aside);

}  // namespace facetrack
