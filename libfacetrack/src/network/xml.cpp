// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/xml.hpp"

#include <algorithm>
#include <cstddef>

namespace facetrack::network {
namespace {

// Limits for hostile files. The networks of Open Model Zoo have a depth of 7, at most 5 attributes
// per element, and 10,000 elements for 700 layers.
constexpr int most_depth = 32;  // bounds the stack
constexpr std::size_t most_attributes = 32;
constexpr std::size_t most_elements = std::size_t{1} << 18;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':';
}

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : rest_(text) {}

  bool document(XmlElement& root) {
    if (skip("<?xml")) {
      const std::size_t end = rest_.find("?>");
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + 2);
    }
    skip_space();
    if (!element(root, 1)) return false;
    skip_space();
    return rest_.empty();
  }

 private:
  bool element(XmlElement& into, int depth) {
    if (depth > most_depth || ++elements_ > most_elements || !skip("<")) return false;
    into.name = name();
    if (into.name.empty() || !attributes(into)) return false;
    if (skip("/>")) return true;
    return skip(">") && content(into, depth) && skip(into.name) && closes();
  }

  bool attributes(XmlElement& of) {
    while (true) {
      const bool apart = skip_space();
      if (rest_.starts_with(">") || rest_.starts_with("/>")) return true;
      const std::string_view key = name();
      if (!apart || key.empty() || of.attribute(key) || !skip("=")) return false;
      const char quote = rest_.empty() ? '\0' : rest_.front();
      if (quote != '"' && quote != '\'') return false;
      rest_.remove_prefix(1);
      const std::string_view value = until(quote);
      if (!is_plain(value) || !skip({&quote, 1})) return false;
      of.attributes.emplace_back(key, value);
      if (of.attributes.size() > most_attributes) return false;
    }
  }

  /// Reads the text or the children of an element, and the "</" of its end.
  bool content(XmlElement& of, int depth) {
    while (true) {
      std::string_view text = until('<');
      while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
      while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
      if (!text.empty() && (!is_plain(text) || !of.children.empty())) return false;
      of.text = text;
      if (skip("</")) return true;
      if (!text.empty()) return false;
      of.children.emplace_back();
      if (!element(of.children.back(), depth + 1)) return false;
    }
  }

  bool closes() {
    skip_space();
    return skip(">");
  }

  static bool is_plain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
      return c == '<' || c == '&' || (c >= 0 && c < ' ' && !is_space(c));
    });
  }

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool skip_space() {
    const auto begin = std::find_if_not(rest_.begin(), rest_.end(), is_space);
    const auto count = static_cast<std::size_t>(begin - rest_.begin());
    rest_.remove_prefix(count);
    return count > 0;
  }

  std::string_view name() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name);
    return take(static_cast<std::size_t>(end - rest_.begin()));
  }

  std::string_view until(char end) { return take(std::min(rest_.find(end), rest_.size())); }

  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  std::size_t elements_ = 0;
};

}  // namespace

std::optional<std::string_view> XmlElement::attribute(std::string_view of) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [of](const auto& attribute) { return attribute.first == of; });
  return found != attributes.end() ? std::optional(found->second) : std::nullopt;
}

const XmlElement* XmlElement::child(std::string_view of) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [of](const XmlElement& element) { return element.name == of; });
  return found != children.end() ? &*found : nullptr;
}

std::optional<XmlElement> read_xml(std::string_view text) {
  XmlElement root;
  if (!XmlReader(text).document(root)) return std::nullopt;
  return root;
}

}  // namespace facetrack::network
