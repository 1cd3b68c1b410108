// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/onnx_file.hpp"

#include "support/stored_numbers.hpp"

namespace facetrack::testing {
namespace {

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}

std::string field(unsigned number, const std::string& bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}

std::string field(unsigned number, std::int64_t value) {
  return varint(number << 3) + varint(static_cast<std::uint64_t>(value));
}

}  // namespace

OnnxFile& OnnxFile::constant(const std::string& name, const std::vector<std::int64_t>& sides,
                             const std::vector<float>& values, Kind kind) {
  std::string tensor;
  for (const std::int64_t side : sides) tensor += field(1, side);
  tensor += field(2, kind == Kind::float32 ? 1 : kind == Kind::float16 ? 10 : 3);
  std::string numbers;
  for (const float value : values) {
    numbers += kind == Kind::float32   ? stored(value)
               : kind == Kind::float16 ? stored(half(value))
                                       : stored(static_cast<std::int8_t>(value));
  }
  graph_ += field(5, tensor + field(8, name) + field(9, numbers));
  return *this;
}

OnnxFile& OnnxFile::node(const std::string& op, const std::vector<std::string>& inputs,
                         const std::string& output,
                         const std::map<std::string, std::vector<std::int64_t>>& numbers,
                         const std::map<std::string, float>& fractions,
                         const std::map<std::string, std::string>& words) {
  std::string node;
  for (const std::string& input : inputs) node += field(1, input);
  node += field(2, output) + field(4, op);
  for (const auto& [name, values] : numbers) {
    std::string attribute = field(1, name);
    for (const std::int64_t value : values) attribute += field(8, value);
    node += field(5, attribute);
  }
  for (const auto& [name, value] : fractions) {
    node += field(5, field(1, name) + varint(2 << 3 | 5) + stored(value));
  }
  for (const auto& [name, word] : words) node += field(5, field(1, name) + field(4, word));
  graph_ += field(1, node);
  return *this;
}

std::string OnnxFile::bytes(const std::vector<std::string>& outputs) const {
  std::string graph = graph_ + field(11, field(1, "in"));
  for (const std::string& output : outputs) graph += field(12, field(1, output));
  return field(7, graph);
}

}  // namespace facetrack::testing
