// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace facetrack::network {

/// An element of an XML file. All texts are parts of the file's text, which must outlive them.
struct XmlElement {
  std::string_view name;
  std::vector<std::pair<std::string_view, std::string_view>> attributes;
  std::vector<XmlElement> children;
  std::string_view text;  ///< without the white space around it; empty if there are children

  std::optional<std::string_view> attribute(std::string_view of) const;
  /// The first child of that name; null if there is none.
  const XmlElement* child(std::string_view of) const;
};

/// Pure. Reads the part of XML that descriptions of networks use: elements, attributes and text in
/// ASCII or UTF-8. Everything else is refused: document types, entities, comments, processing
/// instructions, text between elements. So are files beyond the limits of xml.cpp for depth and
/// number of elements. Returns nullopt for such files and for damaged ones.
std::optional<XmlElement> read_xml(std::string_view text);

}  // namespace facetrack::network
