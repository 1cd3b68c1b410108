// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "facetrack/face.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/shot.hpp"

#include "bind.hpp"

namespace facetrack::python {

/// A factory of a stage, from what an option holds: a name of a backend (but for a decoder), or a
/// callable that returns an object of the stage's class. Factories and objects work on any thread;
/// Python code takes the GIL. Throws TypeError for anything else.
DecoderFactory decoder_factory(const py::object& choice);
std::function<std::unique_ptr<Detector>()> detector_factory(const py::object& choice,
                                                            bool allow_unverified);
std::function<std::unique_ptr<Embedder>()> embedder_factory(const py::object& choice,
                                                            bool allow_unverified);
std::function<std::unique_ptr<ShotDetector>()> shots_factory(const py::object& choice,
                                                             const ShotOptions& options);

/// Prepares a stage that a call of Python gets directly. A class of Python must be complete: throws
/// what its attributes raise.
Detector& ready(Detector& stage);
Embedder& ready(Embedder& stage);

}  // namespace facetrack::python
