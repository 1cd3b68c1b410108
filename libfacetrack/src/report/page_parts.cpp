// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/page_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/base64.hpp"

namespace facetrack::embedded {
// Text has a contrast of at least 4.5 in both colour schemes.
extern const char* const page_css;
// The script draws the timeline and turns links to clips into players. Without it the page still
// has all numbers, and the links open the files. It inserts everything as text, never as HTML.
extern const char* const page_js;
extern const char* const page_head_html;
extern const char* const timeline_html;
}  // namespace facetrack::embedded

namespace facetrack::report {
namespace {

/// JSON for use inside <script>: cannot contain "</script>" or "<!--".
Html script_json(const Json& json) {
  std::string out;
  for (const char c : compact(json)) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return Html::raw(out);
}

}  // namespace

Html picture_tag(std::string_view jpeg, std::string_view alt) {
  const std::string text(alt);
  if (jpeg.empty()) {
    return element("span", {{"class", "nopic"}, {"role", "img"}, {"aria-label", text}}, {});
  }
  return start_tag("img", {{"alt", text}, {"src", "data:image/jpeg;base64," + base64(jpeg)}});
}

Html heading(const std::string& name, const std::string& lead) {
  return element("h1", name) + "\n" + element("p", {{"class", "lead"}}, lead) + "\n";
}

Html section(const std::string& title, const Html& content) {
  return element("section", element("h2", title) + content) + "\n";
}

Html hint(const Html& text) { return element("p", {{"class", "hint"}}, text); }

Html about(const std::string& name, const std::string& values, const std::string& details) {
  return element("div", {{"class", "about"}},
                 element("strong", name) + values + element("span", details));
}

Html facts(const std::vector<std::pair<std::string, std::string>>& rows) {
  Html list;
  for (const auto& [name, value] : rows) {
    list += element("div", element("dt", name) + element("dd", value));
  }
  return element("dl", {{"class", "facts"}}, list) + "\n";
}

Html command_section(const std::string& command_line, const Analysis& analysis) {
  if (command_line.empty()) return {};
  Html content = element("pre", command_line);
  if (!analysis.detector.empty()) {
    content += facts({{"detector", analysis.detector}, {"embedder", analysis.embedder}});
  }
  return section("Command", content);
}

std::string frames_text(std::int64_t first, std::int64_t last) {
  return "frames " + std::to_string(first) + "–" + std::to_string(last);
}

std::string clock_text(double seconds) {
  const long long ms = std::llround(std::max(seconds, 0.0) * 1000);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld.%03lld", ms / 60000, ms / 1000 % 60,
                ms % 1000);
  return text.data();
}

Html distance_bar(double distance, double threshold, double most, std::string_view kind) {
  const auto percent = [&](double value) {
    return number_text(100 * std::clamp(value / most, 0.0, 1.0), 1) + "%";
  };
  const bool known = std::isfinite(distance);
  const std::string label =
      (known ? "distance " + number_text(distance, distance_decimals) : "not compared") +
      ", threshold " + number_text(threshold, distance_decimals);
  Html marks;
  if (known) marks += element("i", {{"style", "width:" + percent(distance)}}, {});
  marks += element("b", {{"style", "left:" + percent(threshold)}}, {});
  return element("div",
                 {{"class", "bar " + std::string(kind)}, {"role", "img"}, {"aria-label", label}},
                 marks);
}

Json timeline_item(const Analysis& analysis, std::int64_t first, std::int64_t last,
                   const std::string& label, std::string_view kind, const std::string& target) {
  return {{"start", seconds_at(analysis, first)},
          {"end", seconds_at(analysis, last + 1)},
          {"label", label},
          {"kind", kind},
          {"target", target}};
}

Json timeline_data(const Analysis& analysis, std::vector<Json> lanes) {
  return {{"duration", seconds_at(analysis, analysis.first_frame + analysis.frames)},
          {"lanes", std::move(lanes)}};
}

Html timeline_tag() { return Html::raw(embedded::timeline_html) + "\n"; }

std::string whole_page(std::string_view title, const Html& body, const Json& data) {
  // The policy forbids requests to other servers, even if a file name contained markup.
  Html head = Html::raw(embedded::page_head_html) + "\n" + element("title", title) + "\n" +
              element("style", Html::raw("\n" + std::string(embedded::page_css) + "\n"));
  Html page = element("main", "\n" + body) + "\n" +
              element("footer", "facetrack " FACETRACK_VERSION) + "\n";
  if (!data.is_null()) {
    page += element("script", {{"type", "application/json"}, {"id", "data"}}, script_json(data)) +
            "\n" + element("script", Html::raw("\n" + std::string(embedded::page_js) + "\n"));
  }
  return (head + Html::raw("</head>\n") + element("body", page) + Html::raw("</html>\n")).markup();
}

}  // namespace facetrack::report

std::string facetrack::html_page(std::string_view title, std::string_view body) {
  return report::whole_page(title, report::Html::raw(body), {});
}
