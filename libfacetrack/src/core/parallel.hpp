// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <functional>

#include "facetrack/control.hpp"

namespace facetrack {

/// Works through 0 … `count` - 1 on up to `threads` threads, 0 meaning one per logical core. Each
/// thread asks `make_worker` once for what it calls with its numbers, lowest first, until that says
/// false, which ends the work of all. What is thrown first ends it too and is thrown on.
void in_parallel(std::size_t count, int threads,
                 const std::function<std::function<bool(std::size_t)>()>& make_worker);

/// Does `work` on this thread and `aside`, which must not report progress, on another. Both are
/// asked to stop when `control` is or when the other one throws; what `work` throws goes first.
void side_by_side(const RunControl& control, const std::function<void(const RunControl&)>& work,
                  const std::function<void(const RunControl&)>& aside);

}  // namespace facetrack
