// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/packed_shape.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is read as it lies");

constexpr std::array<char, 8> magic{'F', 'T', 'S', 'H', 'A', 'P', 'E', '1'};

/// The file's head; bounds keep a bad file from asking for more than 256 MB.
struct Head {
  std::uint32_t points = 0;
  std::uint32_t cascades = 0;
  std::uint32_t trees = 0;  ///< of each cascade
  std::uint32_t depth = 0;
  std::uint32_t pixels = 0;  ///< looked at by each cascade

  bool plausible() const noexcept {
    constexpr std::uint64_t most_numbers = std::uint64_t{1} << 26;
    if (points == 0 || points > 500 || cascades == 0 || cascades > 50 || trees == 0 ||
        trees > 5000 || depth == 0 || depth > 8 || pixels < 2 || pixels > 10'000) {
      return false;
    }
    return (std::uint64_t{2} * points << depth) * trees * cascades <= most_numbers;
  }
};

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file), in_(file, std::ios::binary) {
    if (!in_) throw Error(ErrorCode::not_found, file + ": cannot be opened");
  }

  template <typename T>
  T value() {
    T result{};
    bytes(&result, sizeof result);
    return result;
  }
  void bytes(void* to, std::size_t count) {
    if (!in_.read(static_cast<char*>(to), static_cast<std::streamsize>(count))) {
      wrong("ends too early");
    }
  }
  [[noreturn]] void wrong(const std::string& why) const {
    throw Error(ErrorCode::corrupt_input, file_ + ": landmark model " + why);
  }

 private:
  std::string file_;
  std::ifstream in_;
};

Head read_head(Reader& in) {
  const auto found = in.value<std::array<char, 8>>();
  if (found != magic) in.wrong("of an unknown format");
  Head head;
  for (std::uint32_t* field :
       {&head.points, &head.cascades, &head.trees, &head.depth, &head.pixels}) {
    *field = in.value<std::uint32_t>();
  }
  if (!head.plausible()) in.wrong("with sizes that cannot be");
  return head;
}

dlib::impl::regression_tree read_tree(Reader& in, const Head& head) {
  dlib::impl::regression_tree tree;
  const std::size_t leaves = std::size_t{1} << head.depth;
  tree.splits.resize(leaves - 1);
  for (auto& split : tree.splits) {
    split.idx1 = in.value<std::uint16_t>();
    split.idx2 = in.value<std::uint16_t>();
    split.thresh = in.value<float>();
    if (split.idx1 >= head.pixels || split.idx2 >= head.pixels) {
      in.wrong("looks at a pixel it does not have");
    }
  }
  const auto scale = in.value<float>();
  std::vector<std::int8_t> leaf(std::size_t{2} * head.points);
  tree.leaf_values.resize(leaves);
  for (auto& values : tree.leaf_values) {
    in.bytes(leaf.data(), leaf.size());
    values.set_size(static_cast<long>(leaf.size()));
    for (std::size_t i = 0; i < leaf.size(); ++i) {
      values(static_cast<long>(i)) = scale * static_cast<float>(leaf[i]);
    }
  }
  return tree;
}

}  // namespace

dlib::shape_predictor read_packed_shape(const std::string& file) {
  Reader in(file);
  const Head head = read_head(in);
  dlib::matrix<float, 0, 1> mean(2L * head.points);
  for (float& value : mean) value = in.value<float>();
  std::vector<std::vector<dlib::vector<float, 2>>> pixels(head.cascades);
  std::vector<std::vector<dlib::impl::regression_tree>> forests(head.cascades);
  for (std::size_t c = 0; c < head.cascades; ++c) {
    pixels[c].resize(head.pixels);
    for (auto& pixel : pixels[c]) {
      pixel.x() = in.value<float>();
      pixel.y() = in.value<float>();
    }
    for (std::uint32_t t = 0; t < head.trees; ++t) forests[c].push_back(read_tree(in, head));
  }
  return {mean, forests, pixels};
}

}  // namespace facetrack
