// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "facetrack/face.hpp"

namespace facetrack::cli {

/// The detector and embedder that the options select.
struct ModelChoice {
  std::string detector = "auto";
  std::string embedder = "auto";
  bool allow_unverified = false;
};

// Factories for Stages. They use the objects of the stock first. Thread-safe.
std::function<std::unique_ptr<Detector>()> detector_factory(const ModelChoice& choice);
std::function<std::unique_ptr<Embedder>()> embedder_factory(const ModelChoice& choice);

/// Loads the networks for a job with one worker in advance, for this process and for processes
/// forked from it, so that the files are read once. Throws Error(missing_model).
void stock_models(const ModelChoice& choice);

}  // namespace facetrack::cli
