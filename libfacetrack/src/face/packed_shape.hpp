// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "facetrack/face.hpp"

namespace facetrack {

/// An upright square that the search starts from: its centre and side in pixels.
struct StartSquare {
  float x = 0;
  float y = 0;
  float side = 0;
};

/// An ensemble of regression trees that moves a mean shape onto a face, in the compact format that
/// data/training writes: leaves are signed bytes with one scale per tree. Immutable: any number of
/// threads may call find() at the same time.
class PackedShape {
 public:
  /// Throws Error: not_found, corrupt_input.
  explicit PackedShape(const std::filesystem::path& file);

  std::size_t points() const noexcept { return mean_.size(); }
  /// The points in pixels of `gray`, with fractions. Pixels outside the picture repeat its edge.
  /// Requires: gray is gray8 and not empty.
  std::vector<Point> find(const ImageView& gray, const StartSquare& start) const;

 private:
  struct Split {
    std::uint16_t first = 0;
    std::uint16_t second = 0;
    float threshold = 0;
  };
  struct Pixel {
    std::size_t anchor = 0;  ///< the landmark that the pixel moves with
    Point offset;            ///< from the landmark, in the mean shape
  };
  struct Cascade {
    std::vector<Pixel> pixels;
    // For each tree in turn: its splits from the root down, its scale, the steps of its leaves.
    std::vector<Split> splits;
    std::vector<float> scales;
    std::vector<std::int8_t> steps;
  };
  class Reader;
  struct Head;

  void read_tree(Reader& in, const Head& head, Cascade& cascade);
  Pixel anchored(const Point& place) const noexcept;
  Point turn_of(const std::vector<Point>& shape) const noexcept;
  void move(std::vector<Point>& shape, const Cascade& cascade, const std::vector<float>& values,
            std::vector<const std::int8_t*>& leaves) const noexcept;

  std::vector<Point> mean_;
  std::size_t leaves_ = 0;  ///< of each tree
  std::vector<Cascade> cascades_;
};

}  // namespace facetrack
