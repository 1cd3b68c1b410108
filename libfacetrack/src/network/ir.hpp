// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string_view>

#include "network/graph.hpp"

namespace facetrack::network {

/// Pure. The graph of a network in the intermediate representation (IR) of OpenVINO, version 10 or
/// 11. `xml` describes the layers, `weights` has the numbers of their constants. The layers of Open
/// Model Zoo's face networks become nodes of ONNX; any other layer becomes a node without an
/// operator, which Network does not support. A value is named "LAYER:PORT". Throws Error:
/// corrupt_input if a file is damaged, if a constant lies outside of `weights`, or if a layer
/// precedes its inputs; unsupported for other versions.
Graph read_ir(std::string_view xml, std::string_view weights);

}  // namespace facetrack::network
