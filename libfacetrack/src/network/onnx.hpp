// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string_view>

#include "network/graph.hpp"

namespace facetrack::network {

/// Pure. The graph of an ONNX file, with the file's names. Throws Error(corrupt_input) if the bytes
/// are not an ONNX file or are damaged.
Graph read_onnx(std::string_view bytes);

}  // namespace facetrack::network
