// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/packed_shape.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <string>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies");

/// The sizes in the file header, with limits so that a corrupt file cannot ask for more than about
/// 64 MB.
struct PackedShape::Head {
  std::uint32_t points = 0;
  std::uint32_t cascades = 0;
  std::uint32_t trees = 0;  ///< of each cascade
  std::uint32_t depth = 0;
  std::uint32_t pixels = 0;  ///< read by each cascade

  bool plausible() const noexcept {
    constexpr std::uint64_t most_leaf_bytes = std::uint64_t{1} << 26;
    if (points == 0 || points > 500 || cascades == 0 || cascades > 50 || trees == 0 ||
        trees > 5000 || depth == 0 || depth > 8 || pixels < 2 || pixels > 10'000) {
      return false;
    }
    return (std::uint64_t{2} * points << depth) * trees * cascades <= most_leaf_bytes;
  }
};

class PackedShape::Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw Error(ErrorCode::not_found, file.string() + ": cannot be opened");
  }

  template <typename T>
  T value() {
    T result{};
    bytes(&result, sizeof result);
    return result;
  }
  float number() {
    const auto result = value<float>();
    if (!std::isfinite(result)) wrong("contains an invalid number");
    return result;
  }
  Point point() {
    const float x = number();
    return {x, number()};
  }
  void bytes(void* to, std::size_t count) {
    if (!in_.read(static_cast<char*>(to), static_cast<std::streamsize>(count))) {
      wrong("ends too early");
    }
  }
  Head head() {
    constexpr std::array<char, 8> magic{'F', 'T', 'S', 'H', 'A', 'P', 'E', '1'};
    if (value<std::array<char, 8>>() != magic) wrong("has an unknown format");
    Head head;
    for (std::uint32_t* field :
         {&head.points, &head.cascades, &head.trees, &head.depth, &head.pixels}) {
      *field = value<std::uint32_t>();
    }
    if (!head.plausible()) wrong("has impossible sizes");
    return head;
  }
  [[noreturn]] void wrong(const std::string& why) const {
    throw Error(ErrorCode::corrupt_input, file_.string() + ": the landmark model " + why);
  }

 private:
  std::filesystem::path file_;
  std::ifstream in_;
};

PackedShape::PackedShape(const std::filesystem::path& file) {
  Reader in(file);
  const Head head = in.head();
  for (std::uint32_t i = 0; i < head.points; ++i) mean_.push_back(in.point());
  leaves_ = std::size_t{1} << head.depth;
  cascades_.resize(head.cascades);
  for (Cascade& cascade : cascades_) {
    for (std::uint32_t i = 0; i < head.pixels; ++i) cascade.pixels.push_back(anchored(in.point()));
    for (std::uint32_t i = 0; i < head.trees; ++i) read_tree(in, head, cascade);
  }
}

void PackedShape::read_tree(Reader& in, const Head& head, Cascade& cascade) {
  for (std::size_t i = 0; i + 1 < leaves_; ++i) {
    Split& split = cascade.splits.emplace_back();
    split.first = in.value<std::uint16_t>();
    split.second = in.value<std::uint16_t>();
    split.threshold = in.number();
    if (split.first >= head.pixels || split.second >= head.pixels) {
      in.wrong("refers to a pixel that it does not have");
    }
  }
  cascade.scales.push_back(in.number());
  const std::size_t before = cascade.steps.size();
  cascade.steps.resize(before + leaves_ * 2 * head.points);
  in.bytes(cascade.steps.data() + before, leaves_ * 2 * head.points);
}

PackedShape::Pixel PackedShape::anchored(const Point& place) const noexcept {
  const auto distance = [&place](const Point& p) {
    return (p.x - place.x) * (p.x - place.x) + (p.y - place.y) * (p.y - place.y);
  };
  const auto nearest =
      std::min_element(mean_.begin(), mean_.end(),
                       [&](const Point& p, const Point& q) { return distance(p) < distance(q); });
  return {static_cast<std::size_t>(nearest - mean_.begin()),
          {place.x - nearest->x, place.y - nearest->y}};
}

// Rotation and scale (a, b) of the least squares similarity from the mean shape.
Point PackedShape::turn_of(const std::vector<Point>& shape) const noexcept {
  Point from;
  Point to;
  const auto n = static_cast<float>(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    from = {from.x + mean_[i].x / n, from.y + mean_[i].y / n};
    to = {to.x + shape[i].x / n, to.y + shape[i].y / n};
  }
  float along = 0;
  float across = 0;
  float spread = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const Point f{mean_[i].x - from.x, mean_[i].y - from.y};
    const Point t{shape[i].x - to.x, shape[i].y - to.y};
    along += f.x * t.x + f.y * t.y;
    across += f.x * t.y - f.y * t.x;
    spread += f.x * f.x + f.y * f.y;
  }
  return spread > 0 ? Point{along / spread, across / spread} : Point{1, 0};
}

// The trees of a cascade do not depend on each other. So all leaves are found and prefetched first,
// because loading a leaf takes longer than adding it.
void PackedShape::move(std::vector<Point>& shape, const Cascade& cascade,
                       const std::vector<float>& values,
                       std::vector<const std::int8_t*>& leaves) const noexcept {
  const std::size_t size = 2 * shape.size();
  const Split* splits = cascade.splits.data();
  const std::int8_t* steps = cascade.steps.data();
  for (const std::int8_t*& leaf : leaves) {
    std::size_t node = 0;
    while (node < leaves_ - 1) {
      const Split& split = splits[node];
      const bool more = values[split.first] - values[split.second] > split.threshold;
      node = 2 * node + 2 - static_cast<std::size_t>(more);
    }
    leaf = steps + (node - (leaves_ - 1)) * size;
    for (std::size_t i = 0; i < size; i += 64) __builtin_prefetch(leaf + i);
    splits += leaves_ - 1;
    steps += leaves_ * size;
  }
  for (std::size_t t = 0; t < leaves.size(); ++t) {
    const float scale = cascade.scales[t];
    const std::int8_t* leaf = leaves[t];
    for (std::size_t p = 0; p < shape.size(); ++p) {
      shape[p].x += scale * static_cast<float>(leaf[2 * p]);
      shape[p].y += scale * static_cast<float>(leaf[2 * p + 1]);
    }
  }
}

std::vector<Point> PackedShape::find(const ImageView& gray, const StartSquare& start) const {
  const float unit = std::max(start.side - 1, 1.0F);
  const float left = start.x - unit / 2;
  const float top = start.y - unit / 2;
  // The nearest pixel. The value is clamped as a float, because a wild start or NaN (which fails ">
  // 0") must not be converted to an integer.
  const auto inside = [](float at, int size) {
    return at > 0 ? static_cast<int>(std::min(at + 0.5F, static_cast<float>(size - 1))) : 0;
  };
  const auto pixel = [&](float x, float y) {
    return std::to_integer<int>(gray.row(inside(y, gray.height))[inside(x, gray.width)]);
  };
  std::vector<Point> shape = mean_;
  std::vector<float> values;
  std::vector<const std::int8_t*> leaves;
  for (const Cascade& cascade : cascades_) {
    const Point turn = turn_of(shape);
    values.clear();
    for (const auto& [anchor, offset] : cascade.pixels) {
      const float x = shape[anchor].x + turn.x * offset.x - turn.y * offset.y;
      const float y = shape[anchor].y + turn.y * offset.x + turn.x * offset.y;
      values.push_back(static_cast<float>(pixel(left + unit * x, top + unit * y)));
    }
    leaves.resize(cascade.scales.size());
    move(shape, cascade, values, leaves);
  }
  for (Point& p : shape) p = {left + unit * p.x, top + unit * p.y};
  return shape;
}

}  // namespace facetrack
