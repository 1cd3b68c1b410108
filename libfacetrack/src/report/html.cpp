// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/html.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

/// The text as valid UTF-8. The JSON writer replaces invalid bytes.
std::string valid_utf8(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? std::string(text) : Json::parse(compact(std::string(text))).get<std::string>();
}

std::string tag_text(std::string_view tag, const Attributes& attributes, std::string_view end) {
  std::string text = "<" + std::string(tag);
  for (const Attribute& attribute : attributes) {
    text += " " + std::string(attribute.name) + "=\"" + html_escaped(attribute.value) + '"';
  }
  return text.append(end);
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_path(std::string_view path) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
  std::string out;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    std::array<char, 4> code{};
    std::snprintf(code.data(), code.size(), "%%%02X",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += code.data();
  }
  return out;
}

Html Html::raw(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html& Html::operator+=(const Html& more) {
  markup_ += more.markup_;
  return *this;
}

Html element(std::string_view tag, const Html& content) { return element(tag, {}, content); }

Html element(std::string_view tag, const Attributes& attributes, const Html& content) {
  return start_tag(tag, attributes) + content + Html::raw("</" + std::string(tag) + ">");
}

Html elements(std::string_view tag, const Attributes& attributes,
              std::initializer_list<Html> contents) {
  Html all;
  for (const Html& content : contents) all += element(tag, attributes, content);
  return all;
}

Html start_tag(std::string_view tag, const Attributes& attributes) {
  return Html::raw(tag_text(tag, attributes, ">"));
}

Html svg_shape(std::string_view tag, const Attributes& attributes) {
  return Html::raw(tag_text(tag, attributes, "/>"));
}

}  // namespace facetrack::report
