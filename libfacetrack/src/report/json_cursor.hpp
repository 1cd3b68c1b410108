// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/error.hpp"

#include "report/json_text.hpp"

namespace facetrack::report {

/// A place in a JSON text that reads what must be there. Every getter throws
/// Error(corrupt_input) naming the place, as in "tracks[3].points[0].box: expected 4 numbers".
/// Keeps a pointer to its parent: children must not outlive it.
class JsonCursor {
 public:
  JsonCursor(const Json& json, std::string_view document) : json_(&json), key_(document) {}

  JsonCursor operator[](std::string_view key) const;
  JsonCursor operator[](std::size_t index) const { return {(*json_)[index], this, {}, index}; }
  bool has(std::string_view key) const;
  bool is_null() const { return json_->is_null(); }
  /// The names in an object of at most `most` members.
  std::vector<std::string> keys(std::size_t most) const;

  /// Number of items. Requires at most `most` of them.
  std::size_t size(std::size_t most) const;
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  float number() const;  ///< finite
  bool boolean() const;
  const std::string& text(std::size_t most) const;
  /// The position of the text in `words`.
  template <typename Enum, typename Words>
  Enum one_of(const Words& words) const {
    const std::string& value = text(64);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == value) return static_cast<Enum>(i);
    }
    fail("unknown value '" + value + "'");
  }
  /// An array of exactly `count` finite numbers.
  std::vector<float> numbers(std::size_t count) const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonCursor(const Json& json, const JsonCursor* parent, std::string_view key, std::size_t index)
      : json_(&json), parent_(parent), key_(key), index_(index) {}
  std::string path() const;

  const Json* json_;
  const JsonCursor* parent_ = nullptr;
  std::string_view key_;  // of the document itself: its name
  std::size_t index_ = 0;
};

/// Parses `text`; at most `max_depth` levels deep. Throws Error(corrupt_input) with the position.
Json parse_json(std::string_view text, std::string_view document, int max_depth = 16);

}  // namespace facetrack::report
