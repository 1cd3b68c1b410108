// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::network {

/// Numbers of a file. `values` is empty where they are of a kind that no layer works with.
struct Constant {
  std::vector<std::int64_t> sides;
  std::vector<float> values;
};

struct Node {
  std::string op;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::vector<std::int64_t>> numbers;  ///< attributes that are whole numbers
  std::map<std::string, float> fractions;
  std::map<std::string, std::string> words;
};

/// What an ONNX file says, with its names; nodes come after those they need.
struct Graph {
  std::vector<Node> nodes;
  std::map<std::string, Constant> constants;
  std::vector<std::string> inputs;  ///< those that are no constants
  std::vector<std::string> outputs;
};

/// Pure. Throws Error(corrupt_input) for what is no ONNX file or a damaged one.
Graph read_onnx(std::string_view bytes);

}  // namespace facetrack::network
