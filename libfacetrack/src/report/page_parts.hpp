// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facetrack/pipeline.hpp"

#include "report/html.hpp"
#include "report/json_text.hpp"

namespace facetrack::report {

/// Decimals of distances on a page; files have one more.
inline constexpr int distance_decimals = 3;

/// `<img>` of the bytes of a JPEG file; an empty frame of the same size if there are none.
Html picture_tag(std::string_view jpeg, std::string_view alt);

/// The beginning of a page: the name of the video, and a sentence with the outcome.
Html heading(const std::string& name, const std::string& lead);
Html section(const std::string& title, const Html& content);
Html hint(const Html& text);
/// The caption of a picture: a name, its values, and a line of details.
Html about(const std::string& name, const std::string& values, const std::string& details);

/// A list of names and values.
Html facts(const std::vector<std::pair<std::string, std::string>>& rows);

/// The command line that made the results, and the models that were chosen. Empty if there is no
/// command line.
Html command_section(const std::string& command_line, const Analysis& analysis);

/// "frames 12–40"
std::string frames_text(std::int64_t first, std::int64_t last);
/// "1:02.480"
std::string clock_text(double seconds);

/// A bar for a distance on a scale from 0 to `most`, with the threshold drawn. `kind` ("target",
/// "other", "unsure") is its colour. Infinite distances have no bar.
Html distance_bar(double distance, double threshold, double most, std::string_view kind);

/// A bar of the timeline from frame `first` to frame `last`. A click goes to the element with the
/// id `target`; the label shows the picture of that element.
Json timeline_item(const Analysis& analysis, std::int64_t first, std::int64_t last,
                   const std::string& label, std::string_view kind, const std::string& target);
/// The data from which the script draws the timeline: the duration in seconds, and lanes {"name",
/// "items": [timeline_item...]}.
Json timeline_data(const Analysis& analysis, std::vector<Json> lanes);
/// The element that the script fills with the timeline.
Html timeline_tag();

/// The complete page with timeline_data(); null: a page without a script.
std::string whole_page(std::string_view title, const Html& body, const Json& data);

}  // namespace facetrack::report
