// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/cohort.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <numeric>

#include "facetrack/error.hpp"

#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr std::string_view magic = "FTCOHRT1";
constexpr std::size_t header = 16;  // bytes: the magic, the number of members, their length
constexpr std::size_t most_dimensions = 4096;

std::size_t little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

/// Eight sums in parallel, because the compiler cannot vectorise a single one.
float dot(const float* a, const float* b, std::size_t count) {
  std::array<float, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= count; i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  }
  float sum = std::accumulate(sums.begin(), sums.end(), 0.0F);
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

Cohort::Cohort(std::string_view contents, const CohortCard& card, const std::string& source)
    : source_(source),
      nearest_(static_cast<std::size_t>(card.nearest)),
      typical_(static_cast<float>(card.typical)) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::corrupt_input, source + ": not a usable cohort: " + what);
  };
  if (contents.size() < header || !contents.starts_with(magic)) refuse("it has another format");
  const std::size_t count = little_endian(contents.substr(8, 4));
  dimensions_ = little_endian(contents.substr(12, 4));
  const std::string_view bytes = contents.substr(header);
  if (dimensions_ == 0 || dimensions_ > most_dimensions || bytes.size() % dimensions_ != 0 ||
      bytes.size() / dimensions_ != count) {
    refuse("its size does not fit the number of its members");
  }
  if (count < nearest_) refuse("it has fewer members than its card compares a face with");
  std::vector<float> member(dimensions_);
  members_.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += dimensions_) {
    std::transform(&bytes[at], &bytes[at] + dimensions_, member.begin(),
                   [](char byte) { return static_cast<float>(static_cast<std::int8_t>(byte)); });
    make_unit_length(member);
    members_.insert(members_.end(), member.begin(), member.end());
  }
}

float Cohort::commonness(std::span<const float> face) const {
  if (face.size() != dimensions_) {
    throw Error(ErrorCode::corrupt_input,
                source_ + ": its members have " + std::to_string(dimensions_) +
                    " numbers, a face has " + std::to_string(face.size()));
  }
  std::vector<float> similar;
  similar.reserve(members_.size() / dimensions_);
  for (std::size_t at = 0; at < members_.size(); at += dimensions_) {
    similar.push_back(dot(face.data(), &members_[at], dimensions_));
  }
  const auto end = similar.begin() + static_cast<std::ptrdiff_t>(nearest_);
  std::nth_element(similar.begin(), end - 1, similar.end(), std::greater<>());
  // The order of the nearest members is not specified, so that of the sum has to be.
  std::sort(similar.begin(), end);
  const float mean = std::accumulate(similar.begin(), end, 0.0F) / static_cast<float>(nearest_);
  return std::max(0.0F, mean - typical_);
}

}  // namespace facetrack
