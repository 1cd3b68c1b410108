// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "batch/json.hpp"

#include <algorithm>
#include <cmath>

#include "facetrack/error.hpp"

namespace facetrack::cli {
namespace {

// Up to this number, thousandths are exact.
constexpr double largest_number = 1e12;

bool plain(const Json& json) { return !json.is_structured(); }

bool plain_items(const Json& json) { return std::all_of(json.begin(), json.end(), plain); }

/// True if the value fits on one line: it has only plain values, or lists of plain values.
bool shallow(const Json& json) {
  return std::all_of(json.begin(), json.end(), [](const Json& item) {
    return plain(item) || (item.is_array() && plain_items(item));
  });
}

void append(const Json& json, std::size_t depth, std::string& out) {
  const bool rows = json.is_array() && !plain_items(json);
  if (plain(json) || json.empty() || (shallow(json) && !rows)) {
    out += compact(json);
    return;
  }
  out += json.is_object() ? '{' : '[';
  const char* separator = "\n";
  for (auto item = json.begin(); item != json.end(); ++item) {
    out += std::exchange(separator, ",\n");
    out.append(depth + 1, ' ');
    if (json.is_object()) out += compact(item.key()) + ": ";
    append(*item, depth + 1, out);
  }
  out += '\n';
  out.append(depth, ' ');
  out += json.is_object() ? '}' : ']';
}

/// The message of a parse error without the prefix of the JSON library.
std::string parse_error_text(const Json::exception& error) {
  const std::string text = error.what();  // "[json.exception.…] parse error at line 1, …"
  const std::size_t name_ends = text.find("] ");
  return name_ends == std::string::npos ? text : text.substr(name_ends + 2);
}

}  // namespace

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const double result = std::round(value * scale) / scale;
  return result == 0 ? 0.0 : result;  // no "-0.0"
}

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_text(const Json& json) {
  std::string out;
  append(json, 0, out);
  out += '\n';
  return out;
}

void each_line(std::string_view text,
               const std::function<void(std::string_view, std::size_t)>& visit) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) visit(line, number);
  }
}

Json parse_json(std::string_view text, std::string_view document, int max_depth) {
  const auto check_depth = [&](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= max_depth) {
      throw Error(ErrorCode::corrupt_input, std::string(document) + ": is nested too deeply");
    }
    return true;
  };
  try {
    return Json::parse(text, check_depth);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::corrupt_input,
                std::string(document) + ": is not JSON: " + parse_error_text(error));
  }
}

void JsonField::fail(const std::string& what) const {
  throw Error(ErrorCode::corrupt_input, place_ + (place_.ends_with(": ") ? "" : ": ") + what);
}

bool JsonField::has(std::string_view key) const {
  return json_->is_object() && json_->find(std::string(key)) != json_->end();
}

JsonField JsonField::operator[](std::string_view key) const {
  if (!json_->is_object()) fail("must be an object");
  const std::string place = place_ + (place_.ends_with(": ") ? "" : ".") + std::string(key);
  const auto found = json_->find(std::string(key));
  if (found == json_->end()) JsonField(json_, place).fail("is missing");
  return {&*found, place};
}

JsonField JsonField::operator[](std::size_t index) const {
  return {&(*json_)[index], place_ + "[" + std::to_string(index) + "]"};
}

std::size_t JsonField::size(std::size_t most) const {
  if (!json_->is_array()) fail("must be a list");
  if (json_->size() > most) fail("must have at most " + std::to_string(most) + " items");
  return json_->size();
}

int JsonField::integer(int least, int most) const {
  if (!json_->is_number_integer()) fail("must be a whole number");
  // Read as a double, because the number may exceed 64 bits.
  const double value = json_->get<double>();
  if (value < least || value > most) {
    fail("must be from " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
         json_->dump());
  }
  return static_cast<int>(value);
}

double JsonField::number() const {
  if (!json_->is_number()) fail("must be a number");
  const double value = json_->get<double>();
  if (!(std::abs(value) <= largest_number)) fail("the number is out of range");
  return value;
}

const std::string& JsonField::text(std::size_t most) const {
  if (!json_->is_string()) fail("must be a string");
  const auto& value = json_->get_ref<const std::string&>();
  if (value.size() > most) fail("must have at most " + std::to_string(most) + " bytes");
  return value;
}

}  // namespace facetrack::cli
