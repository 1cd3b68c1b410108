// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <memory>

#include "facetrack/expression.hpp"

namespace facetrack {

// Each function is in the file of its model.
std::unique_ptr<ExpressionModel> make_landmark_expressions();
std::unique_ptr<ExpressionModel> make_blendshapes();
std::unique_ptr<ExpressionModel> make_network_expressions(const std::filesystem::path& network,
                                                          bool allow_unverified);

}  // namespace facetrack
