// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/graph.hpp"

#include <bit>
#include <cstddef>
#include <cstring>

namespace facetrack::network {
namespace {

// Files are little-endian, and their numbers are copied without conversion.
static_assert(std::endian::native == std::endian::little);

// By hand, because a million calls of std::ldexp() take 10 ms.
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = half >> 10 & 0x1FU;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {  // zero, or smaller than the normal numbers
    const float size = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -size : size;
  }
  // The exponents have the offsets 15 and 127; the greatest one means infinity or not a number.
  const std::uint32_t wide = exponent == 31 ? 255 : exponent + 127 - 15;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

template <typename Stored, typename Convert>
std::optional<std::vector<float>> read_as(std::string_view bytes, Convert convert) {
  if (bytes.size() % sizeof(Stored) != 0) return std::nullopt;
  std::vector<float> numbers(bytes.size() / sizeof(Stored));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Stored stored{};
    std::memcpy(&stored, bytes.data() + i * sizeof stored, sizeof stored);
    numbers[i] = convert(stored);
  }
  return numbers;
}

}  // namespace

std::optional<std::vector<float>> read_numbers(std::string_view bytes, NumberType type) {
  const auto as_float = [](auto number) { return static_cast<float>(number); };
  switch (type) {
    case NumberType::float32:
      return read_as<float>(bytes, as_float);
    case NumberType::float16:
      return read_as<std::uint16_t>(bytes, half_to_float);
    case NumberType::int8:
      break;
  }
  return read_as<std::int8_t>(bytes, as_float);
}

bool has_every_value(const Constant& constant) {
  std::size_t count = 1;
  for (const std::int64_t dim : constant.dims) {
    // Each factor and each product is at most the number of values, so nothing overflows.
    if (dim < 1 || static_cast<std::uint64_t>(dim) > constant.values.size()) return false;
    count *= static_cast<std::size_t>(dim);
    if (count > constant.values.size()) return false;
  }
  return count == constant.values.size();
}

}  // namespace facetrack::network
