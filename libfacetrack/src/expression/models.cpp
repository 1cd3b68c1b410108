// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "expression/models.hpp"

#include <string>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

namespace facetrack {

ExpressionModel::~ExpressionModel() = default;

std::vector<ExpressionToken> ExpressionModel::tokens(
    std::span<const std::vector<float>> looks) const {
  return {looks.begin(), looks.end()};
}

std::unique_ptr<ExpressionModel> make_expression_model(std::string_view model,
                                                       const ModelOptions& options) {
  if (model == "auto") {
    const bool mesh = has_model("face-mesh") && has_model("face-blendshapes") &&
                      has_model("face-blendshapes-points");
    return mesh ? make_blendshapes() : make_landmark_expressions();
  }
  if (model == "builtin") return make_landmark_expressions();
  if (model == "blendshapes") return make_blendshapes();
  if (model.ends_with(".onnx")) return make_network_expressions(model, options.allow_unverified);
  throw Error(ErrorCode::not_found,
              "there is no expression model \"" + std::string(model) +
                  "\"; use auto, builtin, blendshapes or a file that ends with .onnx");
}

}  // namespace facetrack
