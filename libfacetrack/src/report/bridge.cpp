// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/bridge.hpp"

#include <algorithm>
#include <string>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/json_text.hpp"
#include "report/page_parts.hpp"

namespace facetrack {
namespace embedded {
extern const char* const bridge_css;
extern const char* const bridge_head_html;
}  // namespace embedded

namespace {

using report::element;
using report::elements;
using report::Html;
using report::Json;
using report::number_text;
using report::rounded;
using report::svg_shape;

constexpr int psnr_decimals = 2;

Json landing_json(const LandingCheck& check, std::int64_t source_frame) {
  return {{"source_frame", source_frame},
          {"output_frame", check.frame},
          {"best_match", check.best_match},
          {"psnr", rounded(check.psnr, psnr_decimals)},
          {"ssim", rounded(check.ssim, report::score_decimals)}};
}

constexpr int jpeg_quality = 92;  // readers look closely at the join

Html curve_svg(const BridgePlan& plan) {
  constexpr double width = 720;
  constexpr double height = 200;
  const double top =
      std::max(plan.limit, plan.cost_curve.empty() ? 0.0
                                                   : *std::max_element(plan.cost_curve.begin(),
                                                                       plan.cost_curve.end())) *
      1.1;
  const auto x = [&](std::size_t i) {
    return width * static_cast<double>(i) /
           static_cast<double>(std::max<std::size_t>(plan.cost_curve.size() - 1, 1));
  };
  const auto y = [&](double cost) { return height * (1 - cost / top); };
  std::string points;
  for (std::size_t i = 0; i < plan.cost_curve.size(); ++i) {
    points += number_text(x(i), 1) + "," + number_text(y(plan.cost_curve[i]), 1) + " ";
  }
  const std::string limit = number_text(y(plan.limit), 1);
  const std::string chosen = number_text(x(static_cast<std::size_t>(plan.indent)), 1);
  const Html inside =
      svg_shape(
          "polyline",
          {{"fill", "none"}, {"stroke", "#2563eb"}, {"stroke-width", "2"}, {"points", points}}) +
      svg_shape("line", {{"x1", "0"},
                         {"x2", "720"},
                         {"y1", limit},
                         {"y2", limit},
                         {"stroke", "#b91c1c"},
                         {"stroke-dasharray", "6 4"}}) +
      svg_shape(
          "circle",
          {{"r", "5"}, {"fill", "#15803d"}, {"cx", chosen}, {"cy", number_text(y(plan.cost), 1)}});
  return element("svg", {{"viewBox", "-5 -5 730 215"}, {"width", "730"}}, inside);
}

Html landing_row(const char* name, const LandingCheck& check, std::int64_t source) {
  return element("tr", elements("td", {},
                                {name, std::to_string(source), std::to_string(check.frame),
                                 std::to_string(check.best_match),
                                 number_text(check.psnr, psnr_decimals) + " dB",
                                 number_text(check.ssim, report::score_decimals)})) +
         "\n";
}

Html landing_table(const BridgeReport& report) {
  const Html heads =
      elements("th", {}, {"", "source frame", "frame", "best match", "PSNR", "SSIM"});
  return element("table", element("tr", heads) + "\n" + landing_row("A", report.a, report.plan.a) +
                              landing_row("B", report.b, report.plan.b)) +
         "\n";
}

Html join_pictures(const BridgeReport& report) {
  Html pictures;
  for (std::size_t i = 0; i < report.join.size(); ++i) {
    const std::int64_t at = report.join_first + static_cast<std::int64_t>(i);
    const std::int64_t source = report.plan.frames[static_cast<std::size_t>(at)];
    const std::string what =
        std::to_string(at) + (source < 0 ? " interpolated" : " = source " + std::to_string(source));
    const std::string jpeg = encode_jpeg(report.join[i], jpeg_quality);
    pictures += element("figure",
                        report::picture_tag(jpeg, "frame " + what) + element("figcaption", what)) +
                "\n";
  }
  return pictures;
}

}  // namespace

std::string bridge_json(const BridgeReport& report) {
  const BridgePlan& plan = report.plan;
  Json curve = Json::array();
  for (const double cost : plan.cost_curve) curve.push_back(rounded(cost, report::score_decimals));
  Json json;
  json["schema"] = "facetrack.bridge/1";
  json["generator"] = std::string(report::generator) + FACETRACK_VERSION;
  json["source"] = report.source;
  json["file"] = report.file;
  json["method"] = report.method;
  json["frame_rate"] = std::to_string(plan.rate.num) + "/" + std::to_string(plan.rate.den);
  json["variable_frame_rate"] = plan.variable_rate;
  json["before"] = plan.before;
  json["between"] = plan.between;
  json["after"] = plan.after;
  json["indent"] = plan.indent;
  json["interp"] = plan.interpolated;
  json["overlaps"] = plan.overlaps;
  json["cost"] = rounded(plan.cost, report::score_decimals);
  json["cost_limit"] = rounded(plan.limit, report::score_decimals);
  json["best_indent"] = plan.best_indent;
  json["cost_curve"] = curve;
  json["a"] = landing_json(report.a, plan.a);
  json["b"] = landing_json(report.b, plan.b);
  json["frames"] = report.frames;
  json["duration"] = rounded(report.duration, report::time_decimals);
  if (report.audio)
    json["audio_duration"] = rounded(*report.audio, report::time_decimals);
  else
    json["audio_duration"] = nullptr;
  json["problems"] = report.problems;
  json["valid"] = report.valid();
  return report::to_text(json);
}

std::string bridge_html(const BridgeReport& report) {
  const BridgePlan& plan = report.plan;
  Html problems;
  for (const std::string& problem : report.problems) problems += element("li", problem) + "\n";
  const Html validity = report.valid() ? element("span", {{"class", "ok"}}, "valid")
                                       : element("span", {{"class", "bad"}}, "not valid");
  const std::string join =
      report.source + " → " + report.file + ": frame A " + std::to_string(plan.a) + ", frame B " +
      std::to_string(plan.b) + ", join after " + counted(plan.indent, "frame") + " with " +
      std::to_string(plan.interpolated) + " interpolated (" + report.method + "), cost " +
      number_text(plan.cost, 2) + " of at most " + number_text(plan.limit, 2) +
      (plan.overlaps ? ". The middle part repeats frames of the other parts." : ".");
  const std::string length =
      counted(report.frames, "frame") + ", " + number_text(report.duration, 3) + " s of picture" +
      (report.audio ? ", " + number_text(*report.audio, 3) + " s of sound" : "") + ".";
  const Html body =
      "\n" + element("h1", "Bridge " + validity) + "\n" + element("p", join) + "\n" +
      element("ul", {{"class", "bad"}}, problems) + "\n" + element("h2", "Around the join") + "\n" +
      join_pictures(report) + element("h2", "Cost of a join after each indent") + "\n" +
      curve_svg(plan) +
      element("p", "Blue: the cheapest join; red: the limit; green: the chosen one.") + "\n" +
      element("h2", "Read back") + "\n" + landing_table(report) + element("p", length) + "\n";
  const Html head = Html::raw(embedded::bridge_head_html) + "\n" +
                    element("style", Html::raw(embedded::bridge_css));
  return (head + Html::raw("</head>") + element("body", body) + Html::raw("</html>\n")).markup();
}

}  // namespace facetrack
