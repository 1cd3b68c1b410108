// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace facetrack::cli {

/// Keys stay in the order in which they were written.
using Json = nlohmann::ordered_json;

/// The value rounded to `decimals` places, so that its text is short and the same on every machine.
double rounded(double value, int decimals);
/// The decimal places of a time in seconds.
constexpr int second_decimals = 3;

/// JSON on one line, without a newline at the end. Replaces bytes that are not UTF-8.
std::string compact(const Json& json);
/// JSON with small objects and arrays on one line, larger ones with one item per line, as in the
/// library's own files. Ends with a newline.
std::string to_text(const Json& json);

/// Calls `visit(line, number)` for each line that is not blank; numbers begin with 1.
void each_line(std::string_view text,
               const std::function<void(std::string_view line, std::size_t number)>& visit);

/// Parses `text`; at most `max_depth` levels deep. Throws Error(corrupt_input) with `document`, its
/// name, and the position.
Json parse_json(std::string_view text, std::string_view document, int max_depth = 16);

/// A value in a document, and its path. Every getter throws Error(corrupt_input) naming the path,
/// as in "jobs.jsonl:3: reference[0]: expected a text". Keeps a pointer to the value.
class JsonField {
 public:
  JsonField(const Json& document, std::string_view name)
      : json_(&document), place_(std::string(name) + ": ") {}

  JsonField operator[](std::string_view key) const;
  JsonField operator[](std::size_t index) const;
  bool has(std::string_view key) const;

  /// Number of items. Requires at most `most` of them.
  std::size_t size(std::size_t most) const;
  int integer(int least, int most) const;
  double number() const;  ///< at most 1e12 either way
  const std::string& text(std::size_t most) const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonField(const Json* json, std::string place) : json_(json), place_(std::move(place)) {}

  const Json* json_;
  std::string place_;
};

}  // namespace facetrack::cli
