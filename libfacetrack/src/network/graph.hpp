// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::network {

/// A tensor that is stored in the file. `values` is empty if its type is not supported.
struct Constant {
  std::vector<std::int64_t> dims;
  std::vector<float> values;
};

/// Operators and attributes have the names and meanings of ONNX.
struct Node {
  std::string op;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::vector<std::int64_t>> integers;  ///< attributes by name
  std::map<std::string, float> floats;
  std::map<std::string, std::string> strings;
};

/// The graph of a network, whatever its file format. Each node follows the nodes it depends on.
struct Graph {
  std::vector<Node> nodes;
  std::map<std::string, Constant> constants;
  std::vector<std::string> inputs;  ///< without the constants
  std::vector<std::string> outputs;
};

/// How a file stores the numbers of a constant, little-endian.
enum class NumberType : std::uint8_t { float32, float16, int8 };

/// Pure. Returns nullopt if the bytes end within a number.
std::optional<std::vector<float>> read_numbers(std::string_view bytes, NumberType type);

/// Pure. True if `values` has as many numbers as `dims` says.
bool has_every_value(const Constant& constant);

}  // namespace facetrack::network
