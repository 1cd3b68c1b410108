// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "facetrack/face.hpp"

namespace facetrack::cli {

/// Which detector and embedder the options ask for.
struct ModelChoice {
  std::string detector = "auto";
  std::string embedder = "auto";
  bool allow_unverified = false;
};

// Factories for Stages. They hand out objects of the stock first. Thread-safe.
std::function<std::unique_ptr<Detector>()> detector_factory(const ModelChoice& choice);
std::function<std::unique_ptr<Embedder>()> embedder_factory(const ModelChoice& choice);

/// Loads the networks that a job with one worker needs, for the next job of this process, or of
/// processes forked from it: the files are not read again. Throws Error(missing_model).
void stock_models(const ModelChoice& choice);

}  // namespace facetrack::cli
