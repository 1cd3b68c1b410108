// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace facetrack::report {

/// The text as the content of an element or of a quoted attribute. Replaces bytes that are not
/// UTF-8.
std::string html_escaped(std::string_view text);
/// The path of a file beside the page as the value of href or src.
std::string html_path(std::string_view path);

/// A part of a page. A string is added as text, which is escaped; the functions below make
/// elements. Only raw() takes markup, so text cannot become markup by mistake.
class Html {
 public:
  Html() = default;
  template <std::convertible_to<std::string_view> Text>
  Html(const Text& text) : markup_(html_escaped(text)) {}  // NOLINT(google-explicit-constructor)

  /// `markup` as it is. Only for markup that this program wrote itself.
  static Html raw(std::string_view markup);

  Html& operator+=(const Html& more);
  friend Html operator+(Html left, const Html& right) { return left += right; }

  const std::string& markup() const { return markup_; }

 private:
  std::string markup_;
};

struct Attribute {
  std::string_view name;
  std::string value;  ///< as text
};
using Attributes = std::vector<Attribute>;

/// `<p>content</p>`
Html element(std::string_view tag, const Html& content);
/// `<p class="lead">content</p>`
Html element(std::string_view tag, const Attributes& attributes, const Html& content);
/// One element per content, one after the other.
Html elements(std::string_view tag, const Attributes& attributes,
              std::initializer_list<Html> contents);
/// `<img alt="…">`: an HTML element that has no end tag, or the beginning of one that has.
Html start_tag(std::string_view tag, const Attributes& attributes = {});
/// `<rect x="…"/>`: an SVG element without content.
Html svg_shape(std::string_view tag, const Attributes& attributes);

}  // namespace facetrack::report
