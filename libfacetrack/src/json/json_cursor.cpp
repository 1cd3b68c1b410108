// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "json/json_cursor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

/// The message of a parse error without the prefix of the JSON library.
std::string parse_error_text(const std::exception& error) {
  const std::string_view text = error.what();  // "[json.exception.…] parse error at line 1, …"
  const std::size_t name_ends = text.find("] ");
  return std::string(name_ends == std::string_view::npos ? text : text.substr(name_ends + 2));
}

}  // namespace

std::string JsonCursor::path() const {
  if (parent_ == nullptr) return std::string(key_) + ": ";
  const std::string above = parent_->path();
  if (key_.empty()) return above + "[" + std::to_string(index_) + "]";
  return above + (above.ends_with(": ") ? "" : ".") + std::string(key_);
}

void JsonCursor::fail(const std::string& what) const {
  const std::string place = path();
  throw Error(ErrorCode::corrupt_input, place + (place.ends_with(": ") ? "" : ": ") + what);
}

bool JsonCursor::has(std::string_view key) const {
  if (!json_->is_object()) fail("must be an object");
  return json_->find(std::string(key)) != json_->end();
}

JsonCursor JsonCursor::operator[](std::string_view key) const {
  if (!has(key)) JsonCursor(*json_, this, key, 0).fail("is missing");
  return {*json_->find(std::string(key)), this, key, 0};
}

std::size_t JsonCursor::size(std::size_t most) const {
  if (!json_->is_array()) fail("must be a list");
  if (json_->size() > most) fail("must have at most " + std::to_string(most) + " items");
  return json_->size();
}

void JsonCursor::require_size(std::size_t count, const std::string& what) const {
  if (!json_->is_array() || json_->size() != count) fail("must be a list of " + what);
}

std::vector<std::string> JsonCursor::keys(std::size_t most) const {
  if (!json_->is_object()) fail("must be an object");
  if (json_->size() > most) fail("must have at most " + std::to_string(most) + " members");
  std::vector<std::string> names;
  for (const auto& [name, value] : json_->items()) names.push_back(name);
  return names;
}

std::int64_t JsonCursor::integer(std::int64_t least, std::int64_t most) const {
  if (!json_->is_number_integer()) fail("must be a whole number");
  // An unsigned number may be too large for the type.
  const bool huge = json_->is_number_unsigned() &&
                    json_->get<std::uint64_t>() >
                        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto value = huge ? most : json_->get<std::int64_t>();
  if (huge || value < least || value > most) {
    fail("must be from " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
         json_->dump());
  }
  return value;
}

float JsonCursor::number() const {
  constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
  return static_cast<float>(number(-most, most));
}

double JsonCursor::number(double least, double most) const {
  if (!json_->is_number()) fail("must be a number");
  const auto value = json_->get<double>();
  if (!(value >= least && value <= most)) {
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "must be from %g to %g", least, most);
    fail(text.data());
  }
  return value;
}

bool JsonCursor::boolean() const {
  if (!json_->is_boolean()) fail("must be true or false");
  return json_->get<bool>();
}

const std::string& JsonCursor::text(std::size_t most) const {
  if (!json_->is_string()) fail("must be a string");
  const auto& value = json_->get_ref<const std::string&>();
  if (value.size() > most) fail("must have at most " + std::to_string(most) + " bytes");
  return value;
}

std::string JsonCursor::text_or(std::string_view key, std::string_view otherwise) const {
  return has(key) ? (*this)[key].text() : std::string(otherwise);
}

std::size_t JsonCursor::position_in(std::span<const std::string_view> words) const {
  const std::string& value = text();
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    list += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    list += '"' + std::string(words[i]) + '"';
  }
  fail("must be " + list);
}

std::vector<float> JsonCursor::numbers(std::size_t count) const {
  require_size(count, std::to_string(count) + " numbers");
  std::vector<float> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) values.push_back((*this)[i].number());
  return values;
}

Json parse_json(std::string_view text, std::string_view file, int max_depth,
                std::size_t max_members) {
  using Event = Json::parse_event_t;
  std::vector<std::size_t> members(static_cast<std::size_t>(max_depth) +
                                   1);  // number of keys at each depth
  const auto check = [&](int depth, Event event, Json&) {
    const auto level = static_cast<std::size_t>(depth);
    if ((event == Event::object_start || event == Event::array_start) && depth >= max_depth) {
      throw Error(ErrorCode::corrupt_input, std::string(file) + ": is nested too deeply");
    }
    if (event == Event::object_start) members[level + 1] = 0;
    // Counted, because each key is compared with all others of its object.
    if (event == Event::key && ++members[level] > max_members) {
      throw Error(ErrorCode::corrupt_input, std::string(file) + ": has an object of more than " +
                                                std::to_string(max_members) + " members");
    }
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::corrupt_input,
                std::string(file) + ": is not JSON: " + parse_error_text(error));
  }
}

}  // namespace facetrack
