// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/expression_job.hpp"

namespace facetrack::job {

std::unique_ptr<ExpressionModel> expression_model_of(const ExpressionOptions& options);

/// Reads the faces' frames once, several parts of the video at a time, and gives each face its
/// token. `faces`: by frame; those of too little confidence stay without a token. False when asked
/// to stop.
bool find_tokens(const ExpressionOptions& options, const Analysis& analysis,
                 std::vector<ExpressionFace>& faces, const RunControl& control);

}  // namespace facetrack::job
