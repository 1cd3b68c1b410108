// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "facetrack/curate_report.hpp"
#include "facetrack/report.hpp"

#include "report/page_parts.hpp"

namespace facetrack {

using namespace report;

namespace {

constexpr std::size_t most_examples = 24;  // videos that a browser opens at once without delay
constexpr int measure_bins = 24;
constexpr int plot_width = 480;
constexpr int plot_height = 96;

double seconds_of(const Stretch& stretch) { return stretch.range.length().seconds(); }

std::string seconds_text(double seconds) { return number_text(seconds, 1) + " s"; }

std::string limits_text(const Gate& gate) {
  std::string text;
  if (gate.least) text += "at least " + number_text(*gate.least, 3);
  if (gate.least && gate.most) text += ", ";
  if (gate.most) text += "at most " + number_text(*gate.most, 3);
  return text;
}

Html table(const std::vector<std::string>& head, const Html& rows) {
  Html titles;
  for (const std::string& title : head) titles += element("th", title);
  return element("div", {{"class", "scroll"}}, element("table", element("tr", titles) + rows));
}

std::vector<const Stretch*> all_of(std::span<const CuratedVideo> videos) {
  std::vector<const Stretch*> all;
  for (const CuratedVideo& video : videos) {
    for (const Stretch& stretch : video.stretches) all.push_back(&stretch);
  }
  return all;
}

Html reasons(const std::vector<const Stretch*>& stretches, const CurateOptions& choice) {
  struct Row {
    int count = 0;
    double seconds = 0;
    double alone = 0;  ///< seconds that nothing else rejects
  };
  std::map<std::string, Row> rows;
  for (const Stretch* stretch : stretches) {
    if (stretch->reason.empty()) continue;
    Row& row = rows[stretch->reason];
    ++row.count;
    row.seconds += seconds_of(*stretch);
    const auto failed = failed_gates(*stretch, choice.gates);
    const bool only_this = std::all_of(failed.begin(), failed.end(), [&](const Gate& gate) {
      return gate.measure == stretch->reason;
    });
    if (only_this) row.alone += seconds_of(*stretch);
  }
  Html body;
  for (const auto& [reason, row] : rows) {
    body += element("tr", elements("td", {},
                                   {reason, std::to_string(row.count), seconds_text(row.seconds),
                                    seconds_text(row.alone)}));
  }
  if (rows.empty()) return hint("Nothing was rejected.");
  return table({"Reason", "Stretches", "Length", "Of it rejected for this reason alone"}, body);
}

/// Seconds of kept and rejected stretches by the value of a measure, and the limits of its gate.
Html histogram(const std::vector<const Stretch*>& stretches, const MeasureInfo& info,
               const CurateOptions& choice) {
  const std::string name(info.name);
  double low = 0;
  double high = 0;
  bool any = false;
  for (const Stretch* stretch : stretches) {
    const auto value = stretch->measures.find(name);
    if (value == stretch->measures.end() || !std::isfinite(value->second)) continue;
    low = any ? std::min(low, value->second) : value->second;
    high = any ? std::max(high, value->second) : value->second;
    any = true;
  }
  const auto gate = std::find_if(choice.gates.begin(), choice.gates.end(),
                                 [&](const Gate& g) { return g.measure == name; });
  if (!any) return {};
  const double width = high > low ? high - low : 1;
  std::array<double, measure_bins> kept{};
  std::array<double, measure_bins> rejected{};
  for (const Stretch* stretch : stretches) {
    const auto value = stretch->measures.find(name);
    if (value == stretch->measures.end() || !std::isfinite(value->second)) continue;
    const int bin = std::clamp(static_cast<int>((value->second - low) / width * measure_bins), 0,
                               measure_bins - 1);
    auto& counts = stretch->reason.empty() ? kept : rejected;
    counts[static_cast<std::size_t>(bin)] += seconds_of(*stretch);
  }
  double most = 0;
  for (std::size_t i = 0; i < measure_bins; ++i) most = std::max(most, kept[i] + rejected[i]);
  const auto px = [](double value) { return number_text(value, 1); };
  const auto bar = [&](std::size_t i, double from, double amount, std::string_view kind) {
    const double tall = plot_height * amount / std::max(most, 1e-9);
    const double y = plot_height * (1 - from / std::max(most, 1e-9)) - tall;
    return svg_shape("rect", {{"x", px(plot_width * static_cast<double>(i) / measure_bins)},
                              {"y", px(y)},
                              {"width", px(plot_width / static_cast<double>(measure_bins) - 1)},
                              {"height", px(tall)},
                              {"class", std::string(kind)}});
  };
  Html shapes;
  for (std::size_t i = 0; i < measure_bins; ++i) {
    if (kept[i] > 0) shapes += bar(i, 0, kept[i], "picked");
    if (rejected[i] > 0) shapes += bar(i, kept[i], rejected[i], "all");
  }
  const auto mark = [&](double limit) {
    const std::string x = px(std::clamp((limit - low) / width, 0.0, 1.0) * plot_width);
    return svg_shape("line", {{"x1", x},
                              {"x2", x},
                              {"y1", "0"},
                              {"y2", std::to_string(plot_height)},
                              {"class", "limit"}});
  };
  if (gate != choice.gates.end() && gate->least) shapes += mark(*gate->least);
  if (gate != choice.gates.end() && gate->most) shapes += mark(*gate->most);
  const std::string label = name + (info.unit.empty() ? "" : ", " + std::string(info.unit)) + ": " +
                            number_text(low, 2) + " to " + number_text(high, 2);
  const std::string limits =
      gate == choice.gates.end() ? "measured, not a gate" : limits_text(*gate);
  return element(
      "li",
      element("svg",
              {{"class", "plot"},
               {"viewBox", "0 0 " + std::to_string(plot_width) + " " + std::to_string(plot_height)},
               {"role", "img"},
               {"aria-label", label}},
              shapes) +
          element("div", {{"class", "about"}}, about(label, limits, std::string(info.meaning))));
}

Html examples(std::span<const CuratedVideo> videos) {
  Html items;
  std::size_t shown = 0;
  for (const CuratedVideo& video : videos) {
    std::size_t clip = 0;
    for (const Stretch& stretch : video.stretches) {
      if (!stretch.reason.empty() || clip >= video.clips.size()) continue;
      const std::filesystem::path& file = video.clips[clip++].file;
      if (file.extension() == ".tar") continue;
      const std::string name = file.filename().string();
      if (++shown > most_examples) continue;
      items += element(
          "li",
          element("video",
                  {{"src", html_path("clips/" + name)}, {"controls", ""}, {"preload", "metadata"}},
                  {}) +
              element("div", {{"class", "about"}},
                      about(name, seconds_text(seconds_of(stretch)),
                            video.file.filename().string() + ", from " +
                                clock_text(stretch.range.begin.seconds()))));
    }
  }
  const bool sharded = shown == 0 && std::any_of(videos.begin(), videos.end(),
                                                 [](const auto& v) { return !v.clips.empty(); });
  if (sharded) return hint("The clips are in the tar files of the folder shards.");
  if (shown == 0) return hint("No stretch passed all gates.");
  Html list = element("ul", {{"class", "grid"}}, items);
  if (shown > most_examples) {
    list += hint("The first " + std::to_string(most_examples) + " of " + std::to_string(shown) +
                 " clips.");
  }
  return list;
}

}  // namespace

std::string curate_page(std::span<const CuratedVideo> videos, const CurateOptions& choice,
                        const std::string& command) {
  const std::vector<const Stretch*> stretches = all_of(videos);
  double kept = 0;
  double whole = 0;
  int clips = 0;
  for (const Stretch* stretch : stretches) {
    whole += seconds_of(*stretch);
    if (!stretch->reason.empty()) continue;
    kept += seconds_of(*stretch);
    ++clips;
  }
  Html body = heading("Dataset", counted(clips, "clip") + ": " + seconds_text(kept) + " kept of " +
                                     seconds_text(whole) + " with a face, from " +
                                     counted(std::ssize(videos), "video") + ".");
  Html problems;
  for (const CuratedVideo& video : videos) {
    if (!video.problem.empty()) problems += element("li", video.problem);
  }
  if (!problems.markup().empty()) {
    body += section("Videos that could not be used", element("ul", problems));
  }
  body += section("Clips", examples(videos));
  body += section("Rejected", reasons(stretches, choice));
  Html plots;
  for (const MeasureInfo& info : curate_measures()) plots += histogram(stretches, info, choice);
  body += section("Measures", hint("Green: kept, blue: rejected, by length. A line marks the limit "
                                   "of a gate.") +
                                  element("ul", {{"class", "grid strips"}}, plots));
  if (!command.empty()) body += section("Command", element("pre", command));
  return whole_page("facetrack: dataset", body, {});
}

}  // namespace facetrack
