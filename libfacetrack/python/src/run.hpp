// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "facetrack/control.hpp"

#include "bind.hpp"

namespace facetrack::python {

/// Runs `call` on a thread of its own, without the GIL, and waits for it. Meanwhile the calling
/// thread calls `progress` (a callable or None) and looks for signals: KeyboardInterrupt, and what
/// `progress` raises, requests the stop and is thrown when `call` has ended. Throws what `call`
/// throws.
void run_released(const py::object& progress, const std::function<void(const RunControl&)>& call);

/// The same, and returns what `call` returns.
template <class Call>
auto released(const py::object& progress, Call call) {
  std::optional<std::invoke_result_t<Call&, const RunControl&>> result;
  run_released(progress, [&](const RunControl& control) { result.emplace(call(control)); });
  return std::move(*result);
}

}  // namespace facetrack::python
