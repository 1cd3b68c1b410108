// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack::testing {

/// Adds ../shared/models to FACETRACK_MODEL_DIR, once, where it is there. Call it before a backend
/// is made.
void use_shared_models();

/// A picture of one colour.
Frame plain_picture(int width, int height, unsigned char value = 128);

/// A photograph of ../shared/media/ref as bgr24.
Frame reference_photo(const std::string& name);

/// The same picture at another size, and a part of it.
Frame scaled(const Frame& picture, int width, int height);
Frame part_of(const Frame& picture, const Region& region);

/// Whether `error` says that a model file is missing, and so a test has nothing to look at.
bool is_missing_model(const std::exception& error);

}  // namespace facetrack::testing
