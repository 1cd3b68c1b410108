// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <vector>

#include "facetrack/expression_job.hpp"

#include "report/expressions_page.hpp"

namespace facetrack::job {

/// A model of the job. Throws Error(invalid_argument) if its factory makes none.
std::unique_ptr<ExpressionModel> expression_model_of(const ExpressionJob& job);

/// Reads the faces' frames once, several parts of the video at a time, and gives each face its
/// token; `model` makes the tokens of the looks. `faces` are in order of frames; those below the
/// required confidence stay without a token. False: asked to stop.
bool find_tokens(const ExpressionJob& job, ExpressionModel& model, const Analysis& analysis,
                 std::vector<ExpressionFace>& faces, const RunControl& control);

/// Cuts the faces of the chosen sequences for the page. False: asked to stop.
bool cut_strips(const JobVideo& video, const ExpressionResult& result, report::FilmStrips& strips,
                const RunControl& control);

}  // namespace facetrack::job
