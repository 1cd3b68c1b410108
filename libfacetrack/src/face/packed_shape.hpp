// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include <dlib/image_processing/shape_predictor.h>

namespace facetrack {

/// Reads a dlib shape predictor in the small form that data/training writes (docs/models.md): the
/// leaves are signed bytes times one scale a tree. Throws Error: not_found, corrupt_input.
dlib::shape_predictor read_packed_shape(const std::string& file);

}  // namespace facetrack
