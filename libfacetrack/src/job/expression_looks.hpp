// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <vector>

#include "facetrack/expression_job.hpp"

#include "report/expressions_page.hpp"

namespace facetrack::job {

/// The expression model of the job. Throws Error(invalid_argument) if its factory returns none.
std::unique_ptr<ExpressionModel> expression_model_of(const ExpressionJob& job);

/// Decodes the frames of the faces once, several parts of the video at a time, and gives each face
/// its token, which `model` computes from the looks. `faces` are sorted by frame. Faces below the
/// required confidence get no token. Returns false if asked to stop.
bool find_tokens(const ExpressionJob& job, ExpressionModel& model, const Analysis& analysis,
                 std::vector<ExpressionFace>& faces, const RunControl& control);

/// Cuts out the faces of the chosen sequences for the page. Returns false if asked to stop.
bool cut_strips(const JobVideo& video, const ExpressionResult& result, report::FilmStrips& strips,
                const RunControl& control);

}  // namespace facetrack::job
