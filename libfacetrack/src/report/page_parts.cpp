// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/page_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "facetrack/version.hpp"

#include "report/base64.hpp"

namespace facetrack::report {
namespace {

/// JSON that may stand inside <script>: no "</script>" or "<!--" can appear in it.
std::string script_json(const Json& json) {
  std::string out;
  for (const char c : compact(json)) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return out;
}

/// Valid UTF-8 in any case: the JSON writer repairs it.
std::string repaired(std::string_view text) {
  return Json::parse(compact(std::string(text))).get<std::string>();
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : repaired(text)) {
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

std::string picture_tag(std::string_view jpeg, std::string_view alt) {
  if (jpeg.empty()) {
    return "<span class=\"nopic\" role=\"img\" aria-label=\"" + html_escaped(alt) + "\"></span>";
  }
  return "<img alt=\"" + html_escaped(alt) + "\" src=\"data:image/jpeg;base64," + base64(jpeg) +
         "\">";
}

std::string facts(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::string out = "<dl class=\"facts\">";
  for (const auto& [name, value] : rows) {
    out += "<div><dt>" + html_escaped(name) + "</dt><dd>" + html_escaped(value) + "</dd></div>";
  }
  return out + "</dl>\n";
}

std::string again_section(const std::string& command_line, const Analysis& analysis) {
  if (command_line.empty()) return "";
  std::string out = "<section><h2>Command</h2><pre>" + html_escaped(command_line) + "</pre>";
  if (command_line.find(" --force") == std::string::npos) {
    out += "<p>Add --force to replace these results.</p>";
  }
  if (!analysis.detector.empty()) {
    out += facts({{"detector", analysis.detector}, {"embedder", analysis.embedder}});
  }
  return out + "</section>\n";
}

std::string clock_text(double seconds) {
  const long long ms = std::llround(std::max(seconds, 0.0) * 1000);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld.%03lld", ms / 60000, ms / 1000 % 60,
                ms % 1000);
  return text.data();
}

std::string distance_bar(double distance, double threshold, double most, std::string_view kind) {
  const auto percent = [&](double value) {
    return number_text(100 * std::clamp(value / most, 0.0, 1.0), 1) + "%";
  };
  const bool known = std::isfinite(distance);
  std::string out =
      "<div class=\"bar " + std::string(kind) + "\" role=\"img\" aria-label=\"" +
      (known ? "distance " + number_text(distance, distance_decimals) : "not compared") +
      ", threshold " + number_text(threshold, distance_decimals) + "\">";
  if (known) out += "<i style=\"width:" + percent(distance) + "\"></i>";
  return out + "<b style=\"left:" + percent(threshold) + "\"></b></div>";
}

std::string timeline_tag() {
  return "<section aria-labelledby=\"timeline-title\"><h2 id=\"timeline-title\">Timeline</h2>\n<p "
         "class=\"tools\"><button type=\"button\" id=\"zoom-out\" aria-label=\"zoom "
         "out\">−</button> <button type=\"button\" id=\"zoom-in\" aria-label=\"zoom "
         "in\">+</button> <button type=\"button\" id=\"zoom-all\">all</button> <span "
         "class=\"hint\">Keys: + − 0. Hover over an item or focus it to see its "
         "picture.</span></p>\n<div id=\"timeline\" tabindex=\"0\" role=\"group\" "
         "aria-label=\"timeline, scrolls sideways\"></div><div id=\"tip\" "
         "hidden></div></section>\n";
}

std::string whole_page(std::string_view title, std::string_view body, const Json& data) {
  // The policy makes sure of "no outside requests", whatever a file name may smuggle in.
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src "
         "data:; media-src 'self' file:; style-src 'unsafe-inline'; script-src "
         "'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n<title>" +
         html_escaped(title) + "</title>\n<style>" + page_style +
         "</style></head>\n<body><main>\n" + std::string(body) +
         "</main>\n<footer>facetrack " FACETRACK_VERSION "</footer>\n" +
         (data.is_null() ? std::string()
                         : "<script type=\"application/json\" id=\"data\">" + script_json(data) +
                               "</script>\n<script>" + page_script + "</script>") +
         "</body></html>\n";
}

}  // namespace facetrack::report
