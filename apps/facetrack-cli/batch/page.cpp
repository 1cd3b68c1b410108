// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "facetrack/report.hpp"

#include "batch/json.hpp"
#include "batch/records.hpp"

namespace facetrack::cli {
namespace {

constexpr std::size_t most_rows = 5000;  // finished jobs; a browser can still scroll through them

/// The text as the content of an element or of a quoted attribute; valid UTF-8 in any case.
std::string html_escaped(const std::string& text) {
  std::string out;
  for (const char c : Json::parse(compact(text)).get<std::string>()) {
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

/// The path of a file beside the page as the value of href.
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

/// "0.5", "12", never an exponent.
std::string number_text(double value, int decimals) {
  std::array<char, 400> text{};  // the longest double in fixed notation has 309 digits
  const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded(value, decimals),
                                 std::chars_format::fixed);
  return {text.data(), end.ptr};
}

/// "1:02.480"
std::string clock_text(double seconds) {
  const long long ms = std::llround(std::max(seconds, 0.0) * 1000);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld.%03lld", ms / 60000, ms / 1000 % 60,
                ms % 1000);
  return text.data();
}

std::string fact(const std::string& name, const std::string& value) {
  return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
}

std::string link(const std::string& path, const std::string& text) {
  return "<a href=\"" + html_path(path) + "\">" + html_escaped(text) + "</a>";
}

std::string failure_row(const BatchRecord& record, const std::string& again) {
  return "<tr><td>" + html_escaped(record.id) + "</td><td>" + html_escaped(record.video) +
         "</td><td>" + html_escaped(record.reason) + "</td><td>" + html_escaped(record.kind) +
         "</td><td>" + std::to_string(record.attempts) + "</td><td>" +
         link(record.id + "/job.log", "log") + "</td></tr>\n" +
         (again.empty()
              ? std::string()
              : "<tr><td colspan=\"6\"><pre>" + html_escaped(again) + "</pre></td></tr>\n");
}

std::string done_row(const BatchRecord& record) {
  return "<tr><td>" + link(record.id + "/", record.id) + "</td><td>" +
         html_escaped(record.command) + "</td><td>" + html_escaped(record.video) + "</td><td>" +
         clock_text(record.media_seconds) + "</td><td>" + clock_text(record.seconds) + "</td><td>" +
         number_text(record.peak_mb, 0) + " MB</td></tr>\n";
}

std::string table(const std::string& heads, const std::string& rows) {
  return "<div class=\"scroll\"><table><thead><tr>" + heads + "</tr></thead><tbody>\n" + rows +
         "</tbody></table></div>\n";
}

struct Rows {
  std::string failed, done, missing;
  std::size_t failures = 0, finished = 0, left = 0;
  double media = 0, cpu = 0, peak = 0;
};

Rows rows_of(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged,
             const std::map<std::string, std::string>& failed_command) {
  Rows rows;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const BatchRecord& record = merged[i];
    rows.media += record.media_seconds;
    rows.cpu += record.cpu_seconds;
    rows.peak = std::max(rows.peak, record.peak_mb);
    if (record.id.empty()) {
      ++rows.left;
      if (rows.left <= most_rows) rows.missing += "<li>" + html_escaped(jobs[i].id) + "</li>\n";
    } else if (record.done) {
      if (++rows.finished <= most_rows) rows.done += done_row(record);
    } else {
      ++rows.failures;
      const auto again = failed_command.find(record.id);
      rows.failed +=
          failure_row(record, again == failed_command.end() ? std::string() : again->second);
    }
  }
  return rows;
}

}  // namespace

std::string batch_page(std::span<const BatchJob> jobs, std::span<const BatchRecord> merged,
                       const std::map<std::string, std::string>& failed_command) {
  const Rows rows = rows_of(jobs, merged, failed_command);
  std::string body = "<h1>" + std::to_string(rows.finished) + " of " +
                     counted(std::ssize(jobs), "job") + " done, " + std::to_string(rows.failures) +
                     " failed</h1>\n";
  body += "<dl class=\"facts\">" + fact("video", clock_text(rows.media)) +
          fact("CPU time", clock_text(rows.cpu)) +
          fact("CPU time per second of video",
               rows.media > 0 ? number_text(rows.cpu / rows.media, 2) : "unknown") +
          fact("largest memory use of a job", number_text(rows.peak, 0) + " MB") + "</dl>\n";
  if (rows.failures > 0) {
    body +=
        "<section><h2>Failed</h2>\n" +
        table("<th>job</th><th>video</th><th>reason</th><th>kind</th><th>attempts</th><th></th>",
              rows.failed) +
        "</section>\n";
  }
  if (rows.left > 0) {
    body +=
        "<section><h2>Not run</h2>\n<p>Run the batch again with --resume to run them.</p><ul>\n" +
        rows.missing + "</ul></section>\n";
  }
  if (rows.finished > 0) {
    body += "<section><h2>Done</h2>\n" +
            table(
                "<th>job</th><th>command</th><th>video</th><th>length</th><th>time</th>"
                "<th>memory</th>",
                rows.done) +
            (rows.finished > most_rows ? "<p>The other jobs are in results.jsonl.</p>\n" : "") +
            "</section>\n";
  }
  return html_page("Batch", body);
}

}  // namespace facetrack::cli
