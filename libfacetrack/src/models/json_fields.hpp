// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "facetrack/error.hpp"

#include "core/json_complaint.hpp"

namespace facetrack {

/// A JSON object read field by field; every complaint names the source and the field.
class JsonFields {
 public:
  JsonFields(const nlohmann::json& object, std::string where)
      : object_(object), where_(std::move(where)) {
    if (!object_.is_object()) fail("must be an object");
  }

  bool has(const char* name) const { return object_.contains(name); }

  std::string text(const char* name) const {
    const auto& value = at(name);
    if (!value.is_string()) wrong(name, "must be a string");
    return value.get<std::string>();
  }
  std::string text_or(const char* name, std::string_view otherwise) const {
    return has(name) ? text(name) : std::string(otherwise);
  }
  double number(const char* name, double low, double high) const {
    const auto& value = at(name);
    if (!value.is_number()) wrong(name, "must be a number");
    const double number = value.get<double>();
    if (!(number >= low && number <= high)) {
      wrong(name, "must be from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return number;
  }
  bool flag_or(const char* name, bool otherwise) const {
    if (!has(name)) return otherwise;
    const auto& value = at(name);
    if (!value.is_boolean()) wrong(name, "must be true or false");
    return value.get<bool>();
  }
  const nlohmann::json& array(const char* name) const {
    const auto& value = at(name);
    if (!value.is_array()) wrong(name, "must be a list");
    return value;
  }
  JsonFields object(const char* name) const { return {at(name), where_ + "." + name}; }

  [[noreturn]] void wrong(const char* name, const std::string& why) const {
    throw Error(ErrorCode::corrupt_input, where_ + "." + name + ": " + why);
  }

 private:
  const nlohmann::json& at(const char* name) const {
    const auto found = object_.find(name);
    if (found == object_.end()) wrong(name, "is missing");
    return *found;
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorCode::corrupt_input, where_ + ": " + why);
  }

  const nlohmann::json& object_;
  std::string where_;
};

/// Throws Error(corrupt_input) saying where `source` stops being JSON.
inline nlohmann::json parse_json(std::string_view text, const std::string& source) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::corrupt_input, source + ": not valid JSON: " + json_complaint(error));
  }
}

}  // namespace facetrack
