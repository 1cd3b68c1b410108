// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace facetrack::testing {

/// Writes small networks in OpenVINO's IR format. The input is called "in", a picture of three
/// channels.
class IrFile {
 public:
  using Data = std::map<std::string, std::string>;
  enum class Kind : std::uint8_t { float32, float16 };

  IrFile();
  /// Numbers in the file, under a name. Halves get the layer that converts them.
  IrFile& constant(const std::string& name, const std::string& shape,
                   const std::vector<float>& values, Kind kind = Kind::float32);
  /// `sides` are the dimensions that the layer states for its first input.
  IrFile& layer(const std::string& type, const std::vector<std::string>& inputs,
                const std::string& output, const Data& data = {},
                const std::vector<int>& sides = {});

  /// The two files; the network's outputs are those named.
  std::string xml(const std::vector<std::string>& outputs) const;
  const std::string& bin() const { return weights_; }

 private:
  struct Port {
    int layer = 0;
    int port = 0;
  };
  void begin(const std::string& type, const Data& data);
  void end(const std::string& output, int port);

  std::map<std::string, Port> values_;
  int layers_ = 0;
  std::string layer_texts_, edges_, weights_;
};

}  // namespace facetrack::testing
