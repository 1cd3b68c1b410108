// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>

#include "facetrack/track.hpp"

#include "json/json_cursor.hpp"

namespace facetrack::report {

/// A FaceSample without its source: frame, quality, model, embedding and, if there is one,
/// portrait.
Json sample_json(const FaceSample& sample);
/// The sample of such JSON. Throws Error(corrupt_input) naming the field.
FaceSample read_sample(const JsonCursor& at);
/// The bytes of a JPEG in base64.
std::string read_jpeg(const JsonCursor& at);

}  // namespace facetrack::report
