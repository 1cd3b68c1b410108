// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/frame.hpp"

#include "network/arithmetic.hpp"
#include "network/layers.hpp"
#include "network/onnx.hpp"

namespace facetrack::network {

/// How a picture becomes the input tensor: (value - mean) * scale in each channel.
struct Preprocessing {
  std::array<float, 3> mean{};
  float scale = 1;
  bool rgb = false;  ///< order of the channels: red, green, blue; otherwise blue, green, red
};

/// A convolutional network for small pictures, run on one core. It is several times faster there
/// than a general engine because tensors keep their channels innermost from the first layer to the
/// last. It supports the operators of face networks; of any other network it runs the supported
/// part. One thread at a time.
class Network {
 public:
  /// A network with one input, a picture of three channels. Returns nullopt if not even the first
  /// layer is supported.
  static std::optional<Network> from(const Graph& graph);
  /// The network in the bytes of an ONNX file. Throws Error(corrupt_input).
  static std::optional<Network> read(std::string_view onnx) { return from(read_onnx(onnx)); }

  Network(Network&&) noexcept = default;
  Network& operator=(Network&&) noexcept = default;

  /// Names of the tensors that run() computes, in the order of the file: the file's outputs and, in
  /// a network that is only partly supported, the inputs of the nodes that are not.
  const std::vector<std::string>& output_names() const noexcept { return layers_.output_names; }
  /// True if every node of the file is supported; the outputs are then those of the file.
  bool is_complete() const noexcept { return layers_.is_complete; }

  /// Runs the network on a bgr24 picture of any size. Throws Error(invalid_argument) if the picture
  /// is too small or too large, Error(unsupported) if the network combines tensors of different
  /// sizes.
  void run(const ImageView& picture, const Preprocessing& preprocessing);

  /// An output of the last run. A pixel has Tensor::pixel_stride floats; the first
  /// output_channels() of them are meaningful.
  const Tensor& output(std::size_t index) const;
  int output_channels(std::size_t index) const;
  /// A copy of output `index` in the order of ONNX and IR: channel, row, column.
  std::vector<float> output_values(std::size_t index) const;

 private:
  explicit Network(LayerList layers);
  const Tensor& allocate(int value, int height, int width);
  void run(const Layer& layer);

  LayerList layers_;
  std::vector<Tensor> tensors_;  ///< one per value, in buffers_
  std::vector<Floats> buffers_;
};

/// The network in an ONNX file or in a pair of IR files. NAME.xml is the first file of such a pair,
/// and NAME.bin is read with it. Returns nullopt as Network::from() does. The errors that it throws
/// name the file: not_found, io, corrupt_input, unsupported.
std::optional<Network> read_network(const std::filesystem::path& file);

}  // namespace facetrack::network
