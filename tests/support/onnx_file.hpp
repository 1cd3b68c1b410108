// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace facetrack::testing {

/// Writes small ONNX files. The input is called "in", a picture of three channels.
class OnnxFile {
 public:
  enum class Kind : std::uint8_t { float32, float16, int8 };

  /// Numbers in the file itself, under a name.
  OnnxFile& constant(const std::string& name, const std::vector<std::int64_t>& sides,
                     const std::vector<float>& values, Kind kind = Kind::float32);
  OnnxFile& node(const std::string& op, const std::vector<std::string>& inputs,
                 const std::string& output,
                 const std::map<std::string, std::vector<std::int64_t>>& numbers = {},
                 const std::map<std::string, float>& fractions = {},
                 const std::map<std::string, std::string>& words = {});
  /// The bytes of the file; its outputs are those named.
  std::string bytes(const std::vector<std::string>& outputs) const;

 private:
  std::string graph_;
};

}  // namespace facetrack::testing
