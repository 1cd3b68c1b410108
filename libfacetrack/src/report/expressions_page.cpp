// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/expressions_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "facetrack/report.hpp"

#include "report/damage_text.hpp"
#include "report/page_parts.hpp"

namespace facetrack::report {
namespace {

constexpr double width = 1100;  // width of the drawings in their own units
constexpr double height = 220;
constexpr double left = 44;  // room for the numbers of the axis
constexpr double bottom = 26;
constexpr double top = 22;  // room for the ranks
// Points of the curve; of more, the highest in each column is drawn.
constexpr std::size_t most_points = 1600;
constexpr std::size_t score_bins = 40;

Html text_at(double x, double y, const std::string& text, const char* anchor,
             const char* kind = "") {
  return element("text",
                 {{"class", kind},
                  {"x", number_text(x, 1)},
                  {"y", number_text(y, 1)},
                  {"text-anchor", anchor}},
                 text);
}

Html rect(const char* kind, double x, double y, double w, double h) {
  return svg_shape("rect", {{"class", kind},
                            {"x", number_text(x, 1)},
                            {"y", number_text(y, 1)},
                            {"width", number_text(w, 1)},
                            {"height", number_text(h, 1)}});
}

Html line(double x1, double y1, double x2, double y2) {
  return svg_shape("line", {{"x1", number_text(x1, 1)},
                            {"y1", number_text(y1, 1)},
                            {"x2", number_text(x2, 1)},
                            {"y2", number_text(y2, 1)}});
}

Html drawing(const std::string& label, const Html& inside) {
  const std::string box = "0 0 " + number_text(width, 0) + " " + number_text(height, 0);
  return element(
             "div", {{"class", "scroll"}},
             element("svg",
                     {{"class", "plot"}, {"role", "img"}, {"aria-label", label}, {"viewBox", box}},
                     inside)) +
         "\n";
}

/// Printed with all decimals, so that columns of numbers line up.
std::string score_text(double score) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", score);
  return text.data();
}

double highest(const ExpressionResult& result) {
  double most = 0.1;
  for (const ScoredWindow& window : result.windows) most = std::max(most, window.scores.combined);
  return std::ceil(most * 10) / 10;
}

/// The coordinates of the drawing of the curve.
struct Axes {
  double seconds = 1;
  double most = 1;
  double x(double time) const { return left + (width - left - 8) * time / seconds; }
  double y(double score) const { return height - bottom - (height - bottom - top) * score / most; }
};

/// Up to eight round times for the axis.
double tick_seconds(double seconds) {
  constexpr std::array<double, 14> steps{0.1, 0.2, 0.5, 1,   2,   5,    10,
                                         15,  30,  60,  120, 300, 1200, 3600};
  const auto step = std::find_if(steps.begin(), steps.end(),
                                 [&](double candidate) { return seconds <= 8 * candidate; });
  return step != steps.end() ? *step : std::ceil(seconds / 8 / steps.back()) * steps.back();
}

Html grid(const Axes& axes) {
  Html out;
  for (const double part : {0.0, 0.5, 1.0}) {
    const double score = part * axes.most;
    out += line(left, axes.y(score), width - 8, axes.y(score));
    out += text_at(left - 6, axes.y(score) + 4, number_text(score, 2), "end");
  }
  const double step = tick_seconds(axes.seconds);
  const std::size_t decimals = step < 1 ? 2 : 4;  // characters to remove, the point included
  for (int i = 0; i * step <= axes.seconds; ++i) {
    const std::string time = clock_text(i * step);
    const double x = axes.x(i * step);
    const char* anchor = i == 0 ? "start" : x > width - 24 ? "end" : "middle";
    out += text_at(x, height - 6, time.substr(0, time.size() - decimals), anchor);
  }
  return out;
}

/// The score of the window that begins at each moment; one line per run of frames.
Html curve(const Analysis& analysis, const ExpressionResult& result, const Axes& axes) {
  const std::size_t column = std::max<std::size_t>(1, result.windows.size() / most_points);
  Html out;
  std::size_t i = 0;
  while (i < result.windows.size()) {
    const int run = result.windows[i].run;
    std::string points;
    while (i < result.windows.size() && result.windows[i].run == run) {
      const ScoredWindow* best = &result.windows[i];
      for (std::size_t k = 0;
           k < column && i < result.windows.size() && result.windows[i].run == run; ++k, ++i) {
        if (result.windows[i].scores.combined > best->scores.combined) best = &result.windows[i];
      }
      points += number_text(axes.x(seconds_at(analysis, best->first_frame)), 1) + "," +
                number_text(axes.y(best->scores.combined), 1) + " ";
    }
    out += svg_shape("polyline", {{"points", points}});
  }
  return out;
}

Html curve_section(const Analysis& analysis, const ExpressionResult& result) {
  Axes axes;
  axes.seconds = std::max(seconds_at(analysis, analysis.first_frame + analysis.frames), 0.001);
  axes.most = highest(result);
  Html inside = grid(axes);
  Html ranks;
  for (std::size_t i = 0; i < result.sequences.size(); ++i) {
    const ScoredWindow& window = result.sequences[i];
    const std::string rank = std::to_string(i + 1);
    const double begin = axes.x(seconds_at(analysis, window.first_frame));
    const double end = axes.x(seconds_at(analysis, window.last_frame + 1));
    inside += element("a", {{"href", "#sequence-" + rank}, {"aria-label", "sequence " + rank}},
                      rect("chosen", begin, top, end - begin, height - bottom - top));
    ranks += text_at((begin + end) / 2, top - 4, rank, "middle", "rank");
  }
  inside += curve(analysis, result, axes) + ranks;
  return section("Score over time",
                 hint("The combined score of the sequence that begins at each moment. The numbers "
                      "are the ranks of the chosen sequences.") +
                     drawing("combined score over time with the chosen sequences", inside));
}

/// The distribution of the scores of all windows; the chosen ones are marked.
Html distribution_section(const ExpressionResult& result) {
  const double most = highest(result);
  std::array<std::size_t, score_bins> all{}, chosen{};
  const auto bin = [&](const ScoredWindow& window) {
    const double part = std::clamp(window.scores.combined / most, 0.0, 1.0);
    return std::min(score_bins - 1, static_cast<std::size_t>(part * score_bins));
  };
  for (const ScoredWindow& window : result.windows) ++all[bin(window)];
  for (const ScoredWindow& window : result.sequences) ++chosen[bin(window)];
  const auto peak = static_cast<double>(*std::max_element(all.begin(), all.end()));
  const double step = (width - left - 8) / score_bins;
  const auto y = [&](double count) {
    return height - bottom - (height - bottom - top) * count / peak;
  };
  Html inside = line(left, y(0), width - 8, y(0)) + line(left, y(peak), width - 8, y(peak)) +
                text_at(left - 6, y(0) + 4, "0", "end") +
                text_at(left - 6, y(peak) + 4, number_text(peak, 0), "end");
  for (std::size_t i = 0; i < score_bins; ++i) {
    const double x = left + step * static_cast<double>(i);
    const auto count = static_cast<double>(all[i]);
    inside += rect("all", x + 1, y(count), step - 2, y(0) - y(count));
    if (chosen[i] > 0) {
      inside += rect("picked", x + 1, y(count) - 5, step - 2, 5) +
                text_at(x + step / 2, y(count) - 9, std::to_string(chosen[i]), "middle");
    }
  }
  for (int i = 0; i <= 4; ++i) {
    inside += text_at(left + (width - left - 8) * i / 4, height - 6, number_text(most * i / 4, 2),
                      i == 0   ? "start"
                      : i == 4 ? "end"
                               : "middle");
  }
  return section("Distribution of scores",
                 hint("How many of the " + counted(std::ssize(result.windows), "sequence") +
                      " have which combined score; the numbers on top: so many of them were "
                      "chosen.") +
                     drawing("histogram of combined scores", inside));
}

Html sequence_item(const Analysis& analysis, const ExpressionResult& result,
                   const FilmStrips& strips, std::size_t i) {
  const ScoredWindow& window = result.sequences[i];
  const std::string number = std::to_string(i + 1);
  constexpr std::array<const char*, 3> places{"first", "middle", "last"};
  Html pictures;
  for (std::size_t k = 0; k < places.size(); ++k) {
    pictures +=
        picture_tag(i < strips.size() ? strips[i][k] : std::string(),
                    std::string("the face on the ") + places[k] + " frame of sequence " + number);
  }
  Html strip = element("div", {{"class", "strip"}}, pictures);
  if (i < result.clips.size()) {
    const std::string name = result.clips[i].file.filename().string();
    strip = element(
        "a",
        {{"class", "play"}, {"href", html_path("clips/" + name)}, {"aria-label", "play " + name}},
        strip);
  }
  return element("li", {{"id", "sequence-" + number}},
                 strip + about(number + ": " + score_text(window.scores.combined),
                               clock_text(seconds_at(analysis, window.first_frame)) + " – " +
                                   clock_text(seconds_at(analysis, window.last_frame + 1)),
                               frames_text(window.first_frame, window.last_frame) +
                                   ", expression " + score_text(window.scores.variation) +
                                   ", position " + score_text(window.scores.stability))) +
         "\n";
}

Html sequence_section(const Analysis& analysis, const ExpressionResult& result,
                      const FilmStrips& strips) {
  Html items = "\n";
  for (std::size_t i = 0; i < result.sequences.size(); ++i) {
    items += sequence_item(analysis, result, strips, i);
  }
  return section("Chosen sequences, best first",
                 hint("The face on the first, middle and last frame, which the expression score "
                      "compares.") +
                     element("ol", {{"class", "grid strips"}}, items));
}

Json timeline(const Analysis& analysis, const ExpressionResult& result) {
  Json shots = Json::array(), faces = Json::array(), sequences = Json::array();
  for (const Shot& shot : analysis.shots) {
    shots.push_back(timeline_item(analysis, shot.first_frame, shot.last_frame,
                                  "Shot " + std::to_string(shot.id + 1), "shot", ""));
  }
  for (const FaceRun& run : result.runs) {
    faces.push_back(timeline_item(analysis, run.frames.front().frame, run.frames.back().frame,
                                  "Track " + std::to_string(run.track), "unsure", ""));
  }
  for (std::size_t i = 0; i < result.sequences.size(); ++i) {
    const ScoredWindow& window = result.sequences[i];
    const std::string number = std::to_string(i + 1);
    sequences.push_back(timeline_item(analysis, window.first_frame, window.last_frame,
                                      "Sequence " + number, "clip", "sequence-" + number));
  }
  return timeline_data(analysis, {Json{{"name", "Shots"}, {"items", shots}},
                                  Json{{"name", "Faces"}, {"items", faces}},
                                  Json{{"name", "Chosen sequences"}, {"items", sequences}}});
}

std::vector<std::pair<std::string, std::string>> facts_of(const Analysis& analysis,
                                                          const ExpressionResult& result) {
  const MediaInfo& source = analysis.source;
  const Rational rate = rate_of(analysis);
  std::vector<std::pair<std::string, std::string>> rows{
      {"video", source.path},
      {"size", std::to_string(source.width) + " × " + std::to_string(source.height)},
      {"frame rate", number_text(static_cast<double>(rate.num) / rate.den, 3)},
      {"frames", std::to_string(analysis.frames)},
      {"frames per sequence", std::to_string(result.length)},
      {"weights", "expression " + number_text(result.weights.expression, 3) + ", position " +
                      number_text(result.weights.position, 3)},
      {"sequences scored", std::to_string(result.windows.size())}};
  const std::string damage = damage_text(analysis);
  if (!damage.empty()) rows.emplace_back("damaged", damage);
  return rows;
}

}  // namespace

std::string expressions_page(const Analysis& analysis, const ExpressionResult& result,
                             const FilmStrips& strips, std::string_view command) {
  const std::string name = source_name(analysis);
  Html body = heading(name, counted(std::ssize(result.sequences), "sequence") + " of " +
                                counted(result.length, "frame") + ".");
  if (!result.why.empty()) {
    body +=
        element("p", std::to_string(result.asked) + " were requested: " + result.why + ".") + "\n";
  }
  body += facts(facts_of(analysis, result));
  if (!result.windows.empty()) {
    body += curve_section(analysis, result) + sequence_section(analysis, result, strips) +
            distribution_section(result);
  }
  body += timeline_tag() + command_section(std::string(command), analysis);
  return whole_page(name + " – expressions", body, timeline(analysis, result));
}

}  // namespace facetrack::report
