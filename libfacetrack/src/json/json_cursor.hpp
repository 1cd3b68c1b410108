// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.hpp"

namespace facetrack {

/// A position in a JSON document that reads the value there. If the value is not as required, every
/// function throws Error(corrupt_input) that names the file and the position: "tracks.json:
/// tracks[3].points[0].box: must be a list of 4 numbers". Keeps pointers to the JSON, to the name
/// and to its parent, which must outlive it.
class JsonCursor {
 public:
  static constexpr std::size_t most_text = 65536;  // bytes; a path has at most 4096

  /// `file` is the name that messages begin with.
  JsonCursor(const Json& json, std::string_view file) : json_(&json), key_(file) {}

  /// A member of an object, which must exist.
  JsonCursor operator[](std::string_view key) const;
  /// An item of a list. Requires: index < size().
  JsonCursor operator[](std::size_t index) const { return {(*json_)[index], this, {}, index}; }
  JsonCursor operator[](int index) const { return (*this)[static_cast<std::size_t>(index)]; }
  /// True if the object has a member of this name.
  bool has(std::string_view key) const;
  bool is_null() const { return json_->is_null(); }
  bool is_number() const { return json_->is_number(); }
  /// The names in an object of at most `most` members.
  std::vector<std::string> keys(std::size_t most) const;

  /// Number of items of a list, at most `most`.
  std::size_t size(std::size_t most = std::numeric_limits<std::size_t>::max()) const;
  /// Requires a list of exactly `count` items; `what` describes them: "2 numbers".
  void require_size(std::size_t count, const std::string& what) const;

  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  float number() const;  ///< finite
  double number(double least, double most) const;
  bool boolean() const;
  /// At most `most` bytes.
  const std::string& text(std::size_t most = most_text) const;
  /// The text of a member, or `otherwise` if the object has no such member.
  std::string text_or(std::string_view key, std::string_view otherwise) const;
  /// Requires exactly this text.
  void require(std::string_view text) const { position_in({&text, 1}); }
  /// The position of the text in `words`, as an enumerator.
  template <typename Enum>
  Enum one_of(std::span<const std::string_view> words) const {
    return static_cast<Enum>(position_in(words));
  }
  /// An array of exactly `count` finite numbers.
  std::vector<float> numbers(std::size_t count) const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonCursor(const Json& json, const JsonCursor* parent, std::string_view key, std::size_t index)
      : json_(&json), parent_(parent), key_(key), index_(index) {}
  std::string path() const;
  std::size_t position_in(std::span<const std::string_view> words) const;

  const Json* json_;
  const JsonCursor* parent_ = nullptr;
  std::string_view key_;  // for the document itself: its name
  std::size_t index_ = 0;
};

/// Parses `text`, which may have at most `max_depth` levels, and `max_members` members in each
/// object, because the time grows with the square of their number. Throws Error(corrupt_input) with
/// the position.
Json parse_json(std::string_view text, std::string_view file, int max_depth = 16,
                std::size_t max_members = 1000);

}  // namespace facetrack
