// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/expression_report.hpp"

namespace facetrack::report {

/// JPEG files of the face on the first, the middle and the last frame of each sequence.
using FilmStrips = std::vector<std::array<std::string, 3>>;

/// report.html of `expressions`: the score over time, the chosen sequences with their film strips,
/// and the distribution of all scores.
std::string expressions_page(const Analysis& analysis, const ExpressionResult& result,
                             const FilmStrips& strips, std::string_view command);

}  // namespace facetrack::report
