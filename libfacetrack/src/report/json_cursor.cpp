// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/json_cursor.hpp"

#include <cmath>
#include <limits>

#include "core/json_complaint.hpp"

namespace facetrack::report {

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
  return json_->is_object() && json_->find(std::string(key)) != json_->end();
}

JsonCursor JsonCursor::operator[](std::string_view key) const {
  if (!json_->is_object()) fail("expected an object");
  const auto found = json_->find(std::string(key));
  if (found == json_->end()) fail("'" + std::string(key) + "' is missing");
  return {*found, this, key, 0};
}

std::size_t JsonCursor::size(std::size_t most) const {
  if (!json_->is_array()) fail("expected a list");
  if (json_->size() > most) fail("more than " + std::to_string(most) + " items");
  return json_->size();
}

std::vector<std::string> JsonCursor::keys(std::size_t most) const {
  if (!json_->is_object()) fail("expected an object");
  if (json_->size() > most) fail("more than " + std::to_string(most) + " members");
  std::vector<std::string> names;
  for (const auto& [name, value] : json_->items()) names.push_back(name);
  return names;
}

std::int64_t JsonCursor::integer(std::int64_t least, std::int64_t most) const {
  if (!json_->is_number_integer()) fail("expected a whole number");
  if (json_->is_number_unsigned() &&
      json_->get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    fail("the number is too large");
  }
  const auto value = json_->get<std::int64_t>();
  if (value < least || value > most) {
    fail("expected " + std::to_string(least) + " to " + std::to_string(most) + ", got " +
         std::to_string(value));
  }
  return value;
}

float JsonCursor::number() const {
  if (!json_->is_number()) fail("expected a number");
  const double value = json_->get<double>();
  if (!(std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max()))) {
    fail("the number is out of range");
  }
  return static_cast<float>(value);
}

bool JsonCursor::boolean() const {
  if (!json_->is_boolean()) fail("expected true or false");
  return json_->get<bool>();
}

const std::string& JsonCursor::text(std::size_t most) const {
  if (!json_->is_string()) fail("expected a text");
  const auto& value = json_->get_ref<const std::string&>();
  if (value.size() > most) fail("longer than " + std::to_string(most) + " bytes");
  return value;
}

std::vector<float> JsonCursor::numbers(std::size_t count) const {
  if (!json_->is_array() || json_->size() != count) {
    fail("expected " + std::to_string(count) + " numbers");
  }
  std::vector<float> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) values.push_back((*this)[i].number());
  return values;
}

Json parse_json(std::string_view text, std::string_view document, int max_depth) {
  const auto depth_check = [&](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= max_depth) {
      throw Error(ErrorCode::corrupt_input, std::string(document) + ": nested too deeply");
    }
    return true;
  };
  try {
    return Json::parse(text, depth_check);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::corrupt_input,
                std::string(document) + ": not valid JSON: " + json_complaint(error));
  }
}

}  // namespace facetrack::report
