// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/card.hpp"

namespace facetrack {

/// Vectors of other people, made by one embedder. Says how common a look is. Many threads may use
/// one object.
class Cohort {
 public:
  /// Reads the contents of a cohort file (docs/models.md). `source` names it in messages. Throws
  /// Error(corrupt_input) for another format and for fewer than card.nearest members.
  Cohort(std::string_view contents, const CohortCard& card, const std::string& source);

  /// The mean similarity of a face to the members that it resembles most, above the typical value;
  /// 0 if it is below. Requires: a vector of unit length. Throws Error(corrupt_input) unless it has
  /// as many numbers as a member.
  float commonness(std::span<const float> face) const;

 private:
  std::string source_;
  std::size_t dimensions_ = 0;
  std::vector<float> members_;  ///< one after the other, each of unit length
  std::size_t nearest_;
  float typical_;
};

}  // namespace facetrack
