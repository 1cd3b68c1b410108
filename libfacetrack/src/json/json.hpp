// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <nlohmann/json.hpp>

namespace facetrack {

/// Keys stay in the order in which they were written.
using Json = nlohmann::ordered_json;

}  // namespace facetrack
