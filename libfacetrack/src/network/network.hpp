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

namespace facetrack::network {

/// How a picture becomes numbers: (value - mean) * scale in each channel.
struct Preparation {
  std::array<float, 3> mean{};
  float scale = 1;
  bool rgb = false;  ///< channels in this order; else blue, green, red
};

/// A convolutional network for small pictures, run on one core: several times quicker there than a
/// general engine, since pictures stay with their channels innermost from the first layer to the
/// last. It knows what face networks are made of; a file that asks for something else is run as
/// far as it goes. One thread at a time.
class Network {
 public:
  /// Of the bytes of an ONNX file with one input, a picture of three channels. Nothing where not
  /// even its first layer is known. Throws Error(corrupt_input).
  static std::optional<Network> read(std::string_view onnx);

  Network(Network&&) noexcept = default;
  Network& operator=(Network&&) noexcept = default;

  /// What it gives: the file's outputs and, where a layer is not known, what that layer would have
  /// been given, in the order of the file.
  const std::vector<std::string>& results() const noexcept { return layers_.names; }
  /// All of the file is known: results() are its outputs.
  bool complete() const noexcept { return layers_.complete; }

  /// Runs on a bgr24 picture of any size. Throws Error(invalid_argument) when it is too small or
  /// too large for the network, Error(unsupported) when the network contradicts itself.
  void run(const ImageView& picture, const Preparation& preparation);

  /// Of the last run. A pixel has Grid::step numbers, the first `channels` of them mean something.
  const Grid& result(std::size_t index) const;
  int channels(std::size_t index) const;
  /// The numbers of result `index` as an ONNX engine gives them: channel by channel.
  std::vector<float> numbers(std::size_t index) const;

 private:
  explicit Network(Layers layers);
  const Grid& place(int value, int height, int width);
  void run(const Layer& layer);

  Layers layers_;
  std::vector<Grid> grids_;      ///< of the values, in memory_
  std::vector<Numbers> memory_;  ///< by slot
};

/// Network::read() of a file. Throws errors that name it.
std::optional<Network> read_network(const std::filesystem::path& file);

}  // namespace facetrack::network
