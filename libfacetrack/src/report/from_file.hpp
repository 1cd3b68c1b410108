// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/expression_report.hpp"

namespace facetrack::report {

// Like the public functions of the same names, but messages begin with the file that the text was
// read from.

Analysis tracks_from_json(std::string_view text, std::string_view file);
std::vector<ExpressionFace> faces_from_frame_data(std::string_view text, const Analysis& analysis,
                                                  std::string_view file);

}  // namespace facetrack::report
