// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/base64.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace facetrack::report {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int, 256> values = [] {
  std::array<int, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
  }
  return table;
}();

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? alphabet[group >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const bool pad = i + j >= text.size() - padding;
      const int value = pad ? 0 : values[static_cast<unsigned char>(text[i + j])];
      if (value < 0) return std::nullopt;
      group = group << 6 | static_cast<std::uint32_t>(value);
    }
    for (int shift : {16, 8, 0}) out += static_cast<char>(group >> shift & 0xFFU);
  }
  // The bits that the padding cuts off must be zero, so that each value has one text.
  for (std::size_t i = 0; i < padding; ++i) {
    if (out.back() != 0) return std::nullopt;
    out.pop_back();
  }
  return out;
}

std::string floats_to_base64(std::span<const float> floats) {
  std::string bytes;
  bytes.reserve(floats.size() * 4);
  for (const float value : floats) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift : {0, 8, 16, 24}) bytes += static_cast<char>(bits >> shift & 0xFFU);
  }
  return base64(bytes);
}

std::optional<std::vector<float>> floats_from_base64(std::string_view text) {
  const std::optional<std::string> bytes = from_base64(text);
  if (!bytes || bytes->size() % 4 != 0) return std::nullopt;
  std::vector<float> floats;
  floats.reserve(bytes->size() / 4);
  for (std::size_t i = 0; i < bytes->size(); i += 4) {
    std::uint32_t bits = 0;
    for (std::size_t j = 4; j-- > 0;) {
      bits = bits << 8 | static_cast<unsigned char>((*bytes)[i + j]);
    }
    floats.push_back(std::bit_cast<float>(bits));
  }
  return floats;
}

}  // namespace facetrack::report
