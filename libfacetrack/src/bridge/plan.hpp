// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/bridge.hpp"

#include "bridge/timeline.hpp"

namespace facetrack::bridge {

/// Pure. The lengths of the parts of the bridge in frames of its rate, without the join. Throws
/// Error(invalid_argument) if the source is too short around A or B.
BridgePlan plan_parts(const Timeline& timeline, std::int64_t a, std::int64_t b,
                      const BridgeOptions& options);

/// Pure. Fills `frames` for the plan's indent and number of interpolated frames.
void fill_frames(const Timeline& timeline, BridgePlan& plan);

/// Number of source frames before B that are shown after a join.
inline std::int64_t lead_in(const BridgePlan& plan, std::int64_t indent,
                            std::int64_t interpolated) {
  return plan.between - 1 - indent - interpolated;
}

}  // namespace facetrack::bridge
