// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <iterator>
#include <string>

#include "facetrack/error.hpp"

namespace facetrack {

/// The element of `list` at `position`, which the caller got from outside. Throws
/// Error(invalid_argument) if there is none: "there is no track 7".
template <typename List, typename Number>
auto& at(List& list, Number position, const char* what) {
  const auto i = static_cast<std::size_t>(position);  // negative ones become too large
  if (i < std::size(list)) return list[i];
  throw Error(ErrorCode::invalid_argument,
              std::string("there is no ") + what + ' ' + std::to_string(position));
}

}  // namespace facetrack
