// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/network.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "network/ir.hpp"

namespace facetrack::network {
namespace fs = std::filesystem;
namespace {

/// Limit for the output of one layer, in floats: 1 GiB. A face network needs a tenth of that for a
/// large picture.
constexpr std::size_t max_floats = std::size_t{1} << 28;

std::size_t size(int count) { return static_cast<std::size_t>(count); }

bool is_one_pixel(const Tensor& tensor) { return tensor.height == 1 && tensor.width == 1; }

void fill(const ImageView& picture, const Preprocessing& preprocessing, const Tensor& to) {
  const std::array<int, 3> from = preprocessing.rgb ? std::array{2, 1, 0} : std::array{0, 1, 2};
  for (int y = 0; y < picture.height; ++y) {
    const auto* row = reinterpret_cast<const unsigned char*>(picture.data) +
                      static_cast<std::ptrdiff_t>(y) * picture.stride;
    for (int x = 0; x < picture.width; ++x, row += 3) {
      float* pixel = to.pixel(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = (static_cast<float>(row[from[size(c)]]) - preprocessing.mean[size(c)]) *
                   preprocessing.scale;
      }
      pixel[3] = 0;
    }
  }
}

}  // namespace

Network::Network(LayerList layers)
    : layers_(std::move(layers)),
      tensors_(layers_.values.size()),
      buffers_(size(layers_.buffers)) {}

std::optional<Network> Network::from(const Graph& graph) {
  std::optional<LayerList> layers = build_layers(graph);
  if (!layers) return std::nullopt;
  return Network(std::move(*layers));
}

/// The tensor of a value for this run, with its padding set to zero.
const Tensor& Network::allocate(int value, int height, int width) {
  const Value& shape = layers_.values[size(value)];
  Floats& buffer = buffers_[size(shape.buffer)];
  const int padding = shape.padding;
  const std::size_t row = size(width + 2 * padding) * size(shape.pixel_stride);
  const std::size_t count = row * size(height + 2 * padding);
  if (count > max_floats) {
    throw Error(ErrorCode::invalid_argument, "the picture is too large for the network");
  }
  if (buffer.size() < count) buffer = Floats(count);
  const std::size_t side = size(padding) * size(shape.pixel_stride);
  const std::size_t top = size(padding) * row;
  if (padding > 0) {
    float* const first = buffer.data();
    std::fill_n(first, top, 0.0F);
    std::fill_n(first + count - top, top, 0.0F);
    for (std::size_t start = top; start + top < count; start += row) {
      std::fill_n(first + start, side, 0.0F);
      std::fill_n(first + start + row - side, side, 0.0F);
    }
  }
  return tensors_[size(value)] = {buffer.data() + top + side, height, width, shape.pixel_stride,
                                  static_cast<std::ptrdiff_t>(row)};
}

void Network::run(const Layer& layer) {
  Tensor in = tensors_[size(layer.in)];
  Tensor other = layer.other >= 0 ? tensors_[size(layer.other)] : Tensor{};
  if (layer.other >= 0 && is_one_pixel(in)) std::swap(in, other);
  const Window& window = layer.window;
  const bool global = layer.kind == Layer::Kind::global_average_pool;
  const int height = global ? 1 : window.out_height(in.height);
  const int width = global ? 1 : window.out_width(in.width);
  if (in.height + window.pad_top + window.pad_bottom < window.height ||
      in.width + window.pad_left + window.pad_right < window.width) {
    throw Error(ErrorCode::invalid_argument, "the picture is too small for the network");
  }
  const Tensor& out = allocate(layer.out, height, width);
  const Epilogue epilogue{layer.bias.data(), layer.slope.data()};
  switch (layer.kind) {
    case Layer::Kind::convolve:
      return convolve(in, window, layer.weights.data(), epilogue, out);
    case Layer::Kind::depthwise_convolve:
      return depthwise_convolve(in, window, layer.weights.data(), epilogue, out);
    case Layer::Kind::max_pool:
      return max_pool(in, window, out);
    case Layer::Kind::global_average_pool:
      return global_average_pool(in, out);
    case Layer::Kind::scale:
      return scale(in, layer.weights.data(), epilogue, out);
    case Layer::Kind::sigmoid:
      return sigmoid(in, out);
    case Layer::Kind::add:
    case Layer::Kind::multiply: {
      const bool same = other.height == in.height && other.width == in.width;
      if (!same && !is_one_pixel(other)) {
        throw Error(ErrorCode::unsupported, "the network combines tensors of different sizes");
      }
      return layer.kind == Layer::Kind::add ? add(in, other, epilogue, out)
                                            : multiply(in, other, out);
    }
  }
}

void Network::run(const ImageView& picture, const Preprocessing& preprocessing) {
  if (picture.empty()) {
    throw Error(ErrorCode::invalid_argument, "the picture is too small for the network");
  }
  std::fill(tensors_.begin(), tensors_.end(),
            Tensor{});  // no output of an earlier run is left if this one fails
  fill(picture, preprocessing, allocate(0, picture.height, picture.width));
  for (const Layer& layer : layers_.layers) run(layer);
}

const Tensor& Network::output(std::size_t index) const {
  return tensors_[size(layers_.outputs[index])];
}

int Network::output_channels(std::size_t index) const {
  return layers_.values[size(layers_.outputs[index])].channels;
}

std::vector<float> Network::output_values(std::size_t index) const {
  const Tensor& tensor = output(index);
  std::vector<float> values;
  for (int c = 0; c < output_channels(index); ++c) {
    for (int y = 0; y < tensor.height; ++y) {
      for (int x = 0; x < tensor.width; ++x) values.push_back(tensor.pixel(y, x)[c]);
    }
  }
  return values;
}

std::optional<Network> read_network(const fs::path& file) {
  const bool is_ir = file.extension() == ".xml";
  const std::string bytes = read_file(file);
  const std::string weights =
      is_ir ? read_file(fs::path(file).replace_extension(".bin")) : std::string();
  try {
    return is_ir ? Network::from(read_ir(bytes, weights)) : Network::read(bytes);
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ": " + error.what());
  }
}

}  // namespace facetrack::network
