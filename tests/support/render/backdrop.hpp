// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <opencv2/core/mat.hpp>

namespace facetrack::testing {

enum class Backdrop { plain, studio, room, park, city, office };

/// A painted place, out of focus as behind a person. The same picture for the same arguments.
cv::Mat make_backdrop(Backdrop place, cv::Size size);

}  // namespace facetrack::testing
