// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/bridge.hpp"

#include "bridge/timeline.hpp"

namespace facetrack::bridge {

/// The parts of the bridge in frames of its rate; no join yet. Throws Error(invalid_argument) when
/// the source is too short around A or B. Pure.
BridgePlan frame_the_bridge(const Timeline& timeline, std::int64_t a, std::int64_t b,
                            const BridgeOptions& options);

/// Fills `frames` for the plan's indent and number of interpolated frames. Pure.
void lay_out(const Timeline& timeline, BridgePlan& plan);

/// How far from B, in frames, the source goes on after a join.
inline std::int64_t lead_in(const BridgePlan& plan, std::int64_t indent,
                            std::int64_t interpolated) {
  return plan.between - 1 - indent - interpolated;
}

}  // namespace facetrack::bridge
