// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/report.hpp"

namespace facetrack::testing {

/// A small analysis with one of everything: 100 frames at `rate`, three shots, two tracks, the
/// second of them somebody else; a video that starts 0.5 s late.
Analysis sample_analysis(Rational rate = {25, 1});

/// One clip of the first track of `analysis`, frames 0 to 29.
PersonResult sample_result(const Analysis& analysis);

}  // namespace facetrack::testing
