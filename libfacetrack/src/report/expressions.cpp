// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>

#include "facetrack/error.hpp"
#include "facetrack/expression_report.hpp"

#include "json/json_cursor.hpp"
#include "report/from_file.hpp"
#include "report/json_text.hpp"

namespace facetrack {
namespace {

using report::Json;
using report::number_text;
using report::rounded;

constexpr int exact_decimals = 9;   // of scores: computing them again gives the same text
constexpr int center_decimals = 2;  // box centres are multiples of half a tenth
constexpr std::size_t most_rows = 100'000'000;
constexpr std::size_t longest_token = 1 << 20;
constexpr double same_time = 1e-5;    // seconds
constexpr double most_seconds = 1e9;  // 30 years

/// The shortest text that reads back as the same number.
void append(float value, std::string& out) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), end.ptr);
}

std::string pair_text(double x, double y) {
  return "[" + number_text(x, center_decimals) + "," + number_text(y, center_decimals) + "]";
}

/// Written without a JSON document, which would take many times the memory of its text.
void append_row(std::int64_t frame, double time, const ExpressionFace* face, std::string& out) {
  out += out.empty() ? "[\n {" : ",\n {";
  out += "\"frame_idx\":" + std::to_string(frame) +
         ",\"time\":" + number_text(time, report::time_decimals);
  if (face == nullptr) {
    out += ",\"bbox\":null,\"confidence\":0,\"face_center\":null,\"expression_token\":null}";
    return;
  }
  const Box& box = face->box;
  out += ",\"bbox\":[";
  for (const float value : {box.x, box.y, box.width, box.height}) {
    out += (out.back() == '[' ? "" : ",") + number_text(value, report::box_decimals);
  }
  out += "],\"confidence\":" + number_text(face->confidence, report::score_decimals) +
         ",\"face_center\":" + pair_text(box.center().x, box.center().y) + ",\"expression_token\":";
  if (face->token.empty()) {
    out += "null}";
    return;
  }
  out += '[';
  for (const float value : face->token) {
    if (out.back() != '[') out += ',';
    append(value, out);
  }
  out += "]}";
}

Json scores_json(const ScoredWindow& window) {
  return {{"start_frame", window.first_frame},
          {"end_frame", window.last_frame},
          {"expression_variation", rounded(window.scores.variation, exact_decimals)},
          {"position_stability", rounded(window.scores.stability, exact_decimals)},
          {"combined_score", rounded(window.scores.combined, exact_decimals)}};
}

std::string clip_path(const WrittenClip& clip) { return "clips/" + clip.file.filename().string(); }

/// "0.532 ± 0.041"
std::string mean_text(std::span<const ScoredWindow> windows,
                      const std::function<double(const ExpressionScores&)>& score) {
  double sum = 0, squares = 0;
  for (const ScoredWindow& window : windows) sum += score(window.scores);
  const double mean = sum / static_cast<double>(windows.size());
  for (const ScoredWindow& window : windows) {
    squares += (score(window.scores) - mean) * (score(window.scores) - mean);
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.4f ± %.4f", mean,
                std::sqrt(squares / static_cast<double>(windows.size())));
  return text.data();
}

std::string clip_line(const ExpressionResult& result, std::size_t i) {
  const ScoredWindow& window = result.sequences[i];
  const ExpressionScores& scores = window.scores;
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(),
                "%3zu. %s  frames %lld-%lld  combined %.4f  expression %.4f  position %.4f\n",
                i + 1, result.clips[i].file.filename().c_str(),
                static_cast<long long>(window.first_frame),
                static_cast<long long>(window.last_frame), scores.combined, scores.variation,
                scores.stability);
  return text.data();
}

/// The track of `analysis` that has this box on this frame and was not matched there before.
int track_of(const Analysis& analysis, std::int64_t frame, const std::array<double, 4>& box,
             std::span<const ExpressionFace> known) {
  for (const FaceTrack& track : analysis.tracks) {
    const TrackPoint* point = track.at(frame);
    if (point == nullptr) continue;
    const Box& own = point->box;
    const bool same = box == std::array{rounded(own.x, report::box_decimals),
                                        rounded(own.y, report::box_decimals),
                                        rounded(own.width, report::box_decimals),
                                        rounded(own.height, report::box_decimals)};
    const auto taken = [&](const ExpressionFace& face) {
      return face.frame == frame && face.track == track.id;
    };
    if (same && std::none_of(known.begin(), known.end(), taken)) return track.id;
  }
  return -1;
}

}  // namespace

std::string frame_data_json(const Analysis& analysis, const ExpressionResult& result) {
  std::string out;
  std::size_t next = 0;
  for (std::int64_t i = 0; i < analysis.frames; ++i) {
    const std::int64_t frame = analysis.first_frame + i;
    const double time = report::seconds_at(analysis, frame);
    if (next == result.faces.size() || result.faces[next].frame > frame) {
      append_row(frame, time, nullptr, out);
    }
    for (; next < result.faces.size() && result.faces[next].frame == frame; ++next) {
      append_row(frame, time, &result.faces[next], out);
    }
  }
  return out.empty() ? "[]\n" : out + "\n]\n";
}

std::vector<ExpressionFace> faces_from_frame_data(std::string_view text, const Analysis& analysis) {
  return report::faces_from_frame_data(text, analysis, "frame_data.json");
}

std::vector<ExpressionFace> report::faces_from_frame_data(std::string_view text,
                                                          const Analysis& analysis,
                                                          std::string_view file) {
  const Json json = parse_json(text, file);
  const JsonCursor rows(json, file);
  std::vector<ExpressionFace> faces;
  std::size_t length = 0;
  for (std::size_t i = 0; i < rows.size(most_rows); ++i) {
    const JsonCursor row = rows[i];
    ExpressionFace face;
    face.frame = row["frame_idx"].integer(0, std::numeric_limits<std::int64_t>::max());
    const std::int64_t place = face.frame - analysis.first_frame;
    const bool inside = place >= 0 && place < analysis.frames;
    const double stored = row["time"].number(-most_seconds, most_seconds);
    if (!inside || std::abs(stored - report::seconds_at(analysis, face.frame)) > same_time) {
      throw Error(ErrorCode::unsupported,
                  std::string(file) + ": belongs to another video or another analysis: frame " +
                      std::to_string(face.frame) + " has another time");
    }
    if (row["bbox"].is_null()) continue;
    const std::vector<float> box = row["bbox"].numbers(4);
    face.box = {box[0], box[1], box[2], box[3]};
    face.confidence = row["confidence"].number();
    const std::array<double, 4> written{
        rounded(box[0], report::box_decimals), rounded(box[1], report::box_decimals),
        rounded(box[2], report::box_decimals), rounded(box[3], report::box_decimals)};
    auto same_frame = faces.end();
    while (same_frame != faces.begin() && std::prev(same_frame)->frame == face.frame) --same_frame;
    face.track = track_of(analysis, face.frame, written, std::span(same_frame, faces.end()));
    if (face.track < 0) {
      throw Error(ErrorCode::unsupported,
                  std::string(file) +
                      ": belongs to another analysis: tracks.json has no such box on frame " +
                      std::to_string(face.frame));
    }
    if (!row["expression_token"].is_null()) {
      const std::size_t own = row["expression_token"].size(longest_token);
      if (length == 0) length = own;
      if (own == 0 || own != length)
        row["expression_token"].fail("must have the length of the other tokens");
      face.token = row["expression_token"].numbers(own);
    }
    faces.push_back(std::move(face));
  }
  return faces;
}

std::string sequences_json(const ExpressionResult& result) {
  Json list = Json::array();
  for (const ScoredWindow& window : result.sequences) {
    Json row = scores_json(window);
    Json& frames = row["frame_indices"] = Json::array();
    for (std::int64_t i = window.first_frame; i <= window.last_frame; ++i) frames.push_back(i);
    list.push_back(std::move(row));
  }
  return report::to_text(list);
}

std::string clip_metadata_json(const ExpressionResult& result) {
  Json clips = Json::array();
  for (std::size_t i = 0; i < result.clips.size(); ++i) {
    Json clip = {{"clip_number", i + 1}, {"clip_path", clip_path(result.clips[i])}};
    clip.update(scores_json(result.sequences[i]));
    clip["frame_count"] = result.clips[i].frames;
    clips.push_back(std::move(clip));
  }
  return report::to_text({{"extraction_info",
                           {{"total_clips", result.clips.size()},
                            {"output_directory", "clips"},
                            {"analysis_results_path", "analysis"}}},
                          {"clips", std::move(clips)}});
}

std::string extraction_summary(const Analysis& analysis, const ExpressionResult& result) {
  const std::size_t count = result.clips.size();
  std::int64_t frames = 0;
  for (const WrittenClip& clip : result.clips) frames += clip.frames;
  std::string text = "CLIP EXTRACTION SUMMARY REPORT\n==============================\n\n";
  text += "Video: " + report::source_name(analysis) + "\n";
  text += "Total clips: " + std::to_string(count) + " of " + std::to_string(result.asked) +
          " requested\n";
  if (!result.why.empty()) text += "Reason for fewer: " + result.why + "\n";
  text += "Total frames: " + std::to_string(frames) + "\n";
  text += "Frames per clip: " + std::to_string(result.length) + "\n";
  text += "Sequences scored: " + std::to_string(result.windows.size()) + "\n";
  if (count == 0) return text;
  text += "\nSCORING STATISTICS\n------------------\n";
  text += "Expression variation: " +
          mean_text(result.sequences, [](const ExpressionScores& s) { return s.variation; }) + "\n";
  text += "Position stability:   " +
          mean_text(result.sequences, [](const ExpressionScores& s) { return s.stability; }) + "\n";
  text += "Combined score:       " +
          mean_text(result.sequences, [](const ExpressionScores& s) { return s.combined; }) + "\n";
  // Clips are listed from the best to the worst.
  constexpr std::size_t best = 5;
  text += "\nTOP 5 CLIPS BY SCORE\n--------------------\n";
  for (std::size_t i = 0; i < std::min(count, best); ++i) text += clip_line(result, i);
  text += "\nEXTRACTED CLIPS\n---------------\n";
  for (std::size_t i = 0; i < count; ++i) text += clip_line(result, i);
  return text;
}

}  // namespace facetrack
