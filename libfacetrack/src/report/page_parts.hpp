// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facetrack/pipeline.hpp"

#include "report/json_text.hpp"

namespace facetrack::report {

/// What a reader compares; files have one more.
inline constexpr int distance_decimals = 3;

/// The text as the content of an element or of a quoted attribute.
std::string html_escaped(std::string_view text);
/// The path of a file beside the page as the value of href or src.
std::string html_path(std::string_view path);

/// `<img>` of a JPEG file's bytes; an empty frame of the same size where there are none.
std::string picture_tag(std::string_view jpeg, std::string_view alt);

/// A list of names and values.
std::string facts(const std::vector<std::pair<std::string, std::string>>& rows);

/// How to make the results again: the command line, and the models that were chosen. Nothing where
/// there is no command line.
std::string again_section(const std::string& command_line, const Analysis& analysis);

/// "1:02.480"
std::string clock_text(double seconds);

/// A bar of a distance on a scale from 0 to `most`, with the threshold drawn; `kind` ("target",
/// "other", "unsure") is its colour. Infinite distances have no bar.
std::string distance_bar(double distance, double threshold, double most, std::string_view kind);

/// The place of the timeline; the script fills it from the page's data.
std::string timeline_tag();

/// The whole page. `data` is what the script draws the timeline from:
/// {"duration": s, "lanes": [{"name", "items": [{"start", "end", "label", "kind", "picture",
/// "target"}]}]}; "target" is the id of an element to go to. Null: a page without a script.
std::string whole_page(std::string_view title, std::string_view body, const Json& data);

extern const char* const page_style;
extern const char* const page_script;

}  // namespace facetrack::report
