// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::network {

/// A tensor that is stored in the file. `values` is empty if its type is not supported.
struct Constant {
  std::vector<std::int64_t> dims;
  std::vector<float> values;
};

struct Node {
  std::string op;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::vector<std::int64_t>> integers;  ///< attributes by name
  std::map<std::string, float> floats;
  std::map<std::string, std::string> strings;
};

/// The graph of an ONNX file, with the file's names. Each node follows the nodes it depends on.
struct Graph {
  std::vector<Node> nodes;
  std::map<std::string, Constant> constants;
  std::vector<std::string> inputs;  ///< without the constants
  std::vector<std::string> outputs;
};

/// Pure. Throws Error(corrupt_input) if the bytes are not an ONNX file or are damaged.
Graph read_onnx(std::string_view bytes);

}  // namespace facetrack::network
