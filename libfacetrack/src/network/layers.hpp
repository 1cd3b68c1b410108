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
#include "network/onnx.hpp"

namespace facetrack::network {

/// Memory that begins with a cache line: what is handled at once lies in one.
template <typename T>
struct LineAligned {
  using value_type = T;
  static constexpr std::align_val_t line{64};
  LineAligned() = default;
  template <typename U>
  LineAligned(const LineAligned<U>&) noexcept {}
  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(::operator new(count * sizeof(T), line));
  }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, line); }
  bool operator==(const LineAligned&) const noexcept { return true; }
};
using Numbers = std::vector<float, LineAligned<float>>;

/// What goes into a layer or comes out of one; how large it is depends on the picture.
struct Value {
  int channels = 0;
  int step = 0;    ///< numbers a pixel
  int margin = 0;  ///< pixels of zeros around it, for the windows of those that read it
  int slot = 0;    ///< of the memory where it is, together with others of other moments
};

struct Layer {
  enum class Kind : std::uint8_t {
    convolve,
    convolve_each,
    take_greatest,
    take_mean,
    add,
    multiply,
    scale,
    squash
  };
  Kind kind{};
  int in = 0, other = -1, out = 0;  ///< values; `other` where there are two
  Window window;
  Numbers weights, bias, slope;  ///< as the function of the same name takes them
};

/// A network as layers in the order in which they run.
struct Layers {
  std::vector<Layer> layers;
  std::vector<Value> values;  ///< the first one is the picture
  int slots = 0;
  std::vector<int> ends;           ///< values that are asked for
  std::vector<std::string> names;  ///< of `ends`, in the file
  bool complete = false;           ///< every node of the file is in a layer
};

/// Pure. As far as the graph is of layers that are known; additions and slopes become part of the
/// layer before. Nothing where the graph does not begin with one picture.
std::optional<Layers> layers_of(const Graph& graph);

}  // namespace facetrack::network
