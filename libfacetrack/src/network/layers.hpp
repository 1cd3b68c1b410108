// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "network/arithmetic.hpp"
#include "network/graph.hpp"

namespace facetrack::network {

/// Allocates memory that begins at a cache line, so that a vector register is loaded from one line.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};
  CacheLineAllocator() = default;
  template <typename U>
  CacheLineAllocator(const CacheLineAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, line); }
  bool operator==(const CacheLineAllocator&) const noexcept { return true; }
};
using Floats = std::vector<float, CacheLineAllocator<float>>;

/// The input or output of a layer. Its height and width depend on the picture.
struct Value {
  int channels = 0;
  int pixel_stride = 0;  ///< floats from a pixel to the next
  int padding = 0;  ///< pixels of zeros on every side, for the windows of the layers that read it
  int buffer = 0;   ///< values that are never needed at the same time share one
};

struct Layer {
  enum class Kind : std::uint8_t {
    convolve,
    depthwise_convolve,
    max_pool,
    global_average_pool,
    add,
    multiply,
    scale,
    sigmoid
  };
  Kind kind{};
  int in = 0, other = -1, out = 0;  ///< values; `other` is the second input, -1 if there is none
  Window window;
  Floats weights, bias, slope;  ///< arguments of the function with the name of the kind
};

/// The layers of a network in the order in which they run.
struct LayerList {
  std::vector<Layer> layers;
  std::vector<Value> values;  ///< the first one is the picture
  int buffers = 0;
  std::vector<int> outputs;               ///< values
  std::vector<std::string> output_names;  ///< of `outputs`, in the file
  bool is_complete = false;               ///< every node of the file is part of a layer
};

/// Pure. Translates the supported part of a graph. Batch normalisation, bias and activation are
/// fused into the layer before them. Returns nullopt if the graph has not exactly one input or if
/// its first node is not supported.
std::optional<LayerList> build_layers(const Graph& graph);

}  // namespace facetrack::network
