// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/network.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

namespace facetrack::network {
namespace {

/// Numbers that one layer may make, a gigabyte: a face network makes a tenth of that of a large
/// picture.
constexpr std::size_t most_numbers = std::size_t{1} << 28;

std::size_t size(int count) { return static_cast<std::size_t>(count); }

bool is_one_pixel(const Grid& grid) { return grid.height == 1 && grid.width == 1; }

void fill(const ImageView& picture, const Preparation& preparation, const Grid& to) {
  const std::array<int, 3> from = preparation.rgb ? std::array{2, 1, 0} : std::array{0, 1, 2};
  for (int y = 0; y < picture.height; ++y) {
    const auto* row = reinterpret_cast<const unsigned char*>(picture.data) +
                      static_cast<std::ptrdiff_t>(y) * picture.stride;
    for (int x = 0; x < picture.width; ++x, row += 3) {
      float* pixel = to.pixel(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = (static_cast<float>(row[from[size(c)]]) - preparation.mean[size(c)]) *
                   preparation.scale;
      }
      pixel[3] = 0;
    }
  }
}

}  // namespace

Network::Network(Layers layers)
    : layers_(std::move(layers)), grids_(layers_.values.size()), memory_(size(layers_.slots)) {}

std::optional<Network> Network::read(std::string_view onnx) {
  std::optional<Layers> layers = layers_of(read_onnx(onnx));
  if (!layers) return std::nullopt;
  return Network(std::move(*layers));
}

/// A value's grid for this run, its margin zero.
const Grid& Network::place(int value, int height, int width) {
  const Value& what = layers_.values[size(value)];
  Numbers& memory = memory_[size(what.slot)];
  const int margin = what.margin;
  const std::size_t row = size(width + 2 * margin) * size(what.step);
  const std::size_t count = row * size(height + 2 * margin);
  if (count > most_numbers) {
    throw Error(ErrorCode::invalid_argument, "the picture is too large for the network");
  }
  if (memory.size() < count) memory = Numbers(count);
  const std::size_t side = size(margin) * size(what.step);
  const std::size_t top = size(margin) * row;
  if (margin > 0) {
    float* const first = memory.data();
    std::fill_n(first, top, 0.0F);
    std::fill_n(first + count - top, top, 0.0F);
    for (std::size_t start = top; start + top < count; start += row) {
      std::fill_n(first + start, side, 0.0F);
      std::fill_n(first + start + row - side, side, 0.0F);
    }
  }
  return grids_[size(value)] = {memory.data() + top + side, height, width, what.step,
                                static_cast<std::ptrdiff_t>(row)};
}

void Network::run(const Layer& layer) {
  Grid in = grids_[size(layer.in)];
  Grid other = layer.other >= 0 ? grids_[size(layer.other)] : Grid{};
  if (layer.other >= 0 && is_one_pixel(in)) std::swap(in, other);
  const Window& window = layer.window;
  const bool mean = layer.kind == Layer::Kind::take_mean;
  const int height = mean ? 1 : window.out_height(in.height);
  const int width = mean ? 1 : window.out_width(in.width);
  if (in.height + window.top + window.bottom < window.height ||
      in.width + window.left + window.right < window.width) {
    throw Error(ErrorCode::invalid_argument, "the picture is too small for the network");
  }
  const Grid& out = place(layer.out, height, width);
  const Finish finish{layer.bias.data(), layer.slope.data()};
  switch (layer.kind) {
    case Layer::Kind::convolve:
      return convolve(in, window, layer.weights.data(), finish, out);
    case Layer::Kind::convolve_each:
      return convolve_each(in, window, layer.weights.data(), finish, out);
    case Layer::Kind::take_greatest:
      return take_greatest(in, window, out);
    case Layer::Kind::take_mean:
      return take_mean(in, out);
    case Layer::Kind::scale:
      return scale(in, layer.weights.data(), finish, out);
    case Layer::Kind::squash:
      return squash(in, out);
    case Layer::Kind::add:
    case Layer::Kind::multiply: {
      const bool same = other.height == in.height && other.width == in.width;
      if (!same && !is_one_pixel(other)) {
        throw Error(ErrorCode::unsupported, "the network joins pictures of different sizes");
      }
      return layer.kind == Layer::Kind::add ? add(in, other, finish, out)
                                            : multiply(in, other, out);
    }
  }
}

void Network::run(const ImageView& picture, const Preparation& preparation) {
  if (picture.empty()) {
    throw Error(ErrorCode::invalid_argument, "the picture is too small for the network");
  }
  std::fill(grids_.begin(), grids_.end(), Grid{});  // should it fail, no result is left
  fill(picture, preparation, place(0, picture.height, picture.width));
  for (const Layer& layer : layers_.layers) run(layer);
}

const Grid& Network::result(std::size_t index) const { return grids_[size(layers_.ends[index])]; }

int Network::channels(std::size_t index) const {
  return layers_.values[size(layers_.ends[index])].channels;
}

std::vector<float> Network::numbers(std::size_t index) const {
  const Grid& grid = result(index);
  std::vector<float> numbers;
  for (int c = 0; c < channels(index); ++c) {
    for (int y = 0; y < grid.height; ++y) {
      for (int x = 0; x < grid.width; ++x) numbers.push_back(grid.pixel(y, x)[c]);
    }
  }
  return numbers;
}

std::optional<Network> read_network(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  try {
    return Network::read(bytes);
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ": " + error.what());
  }
}

}  // namespace facetrack::network
