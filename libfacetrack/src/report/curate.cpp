// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>

#include "facetrack/curate_report.hpp"

#include "report/json_text.hpp"

namespace facetrack {
namespace {

using report::Json;
using report::rounded;

constexpr int measure_decimals = 4;

Json limit_json(const std::optional<double>& limit) {
  return limit ? Json(rounded(*limit, measure_decimals)) : Json();
}

/// The fields that a kept and a rejected stretch share.
Json stretch_json(const CuratedVideo& video, const Stretch& stretch) {
  const auto person = video.persons.find(stretch.track);
  return {{"video", video.file.string()},
          {"source_id", video.source_id},
          {"person", person == video.persons.end() ? Json() : Json(person->second)},
          {"track", stretch.track},
          {"first_frame", stretch.first_frame},
          {"last_frame", stretch.last_frame},
          {"start", rounded(stretch.range.begin.seconds(), report::time_decimals)},
          {"end", rounded(stretch.range.end.seconds(), report::time_decimals)}};
}

/// "clips/000001.mp4" or "shards/000000.tar".
std::string name_in_dataset(const std::filesystem::path& file) {
  return (file.parent_path().filename() / file.filename()).string();
}

/// Null if nobody knows whose face it is, because then no part is free of this person.
Json part_of(const CuratedVideo& video, const Stretch& stretch) {
  const auto person = video.persons.find(stretch.track);
  if (person == video.persons.end()) return {};
  const auto part = video.parts.find(person->second);
  return part == video.parts.end() ? Json() : Json(part->second);
}

Json measures_json(const Stretch& stretch) {
  Json json = Json::object();
  for (const auto& [name, value] : stretch.measures) json[name] = rounded(value, measure_decimals);
  return json;
}

/// The face in each picture of the clip, in pixels of the clip.
Json boxes_json(const ClipPlan& plan, const WrittenClip& clip, const MediaInfo& source) {
  Json boxes = Json::array();
  const auto add = [&](std::int64_t frame) {
    const auto i = static_cast<std::size_t>(frame - plan.first_frame);
    const Box all{0, 0, static_cast<float>(source.width), static_cast<float>(source.height)};
    const Box window = plan.crop.empty() ? all : plan.crop.at(i);
    const float x = static_cast<float>(clip.width) / window.width;
    const float y = static_cast<float>(clip.height) / window.height;
    const Box& face = plan.points.at(i).box;
    boxes.push_back(report::box_json(
        {(face.x - window.x) * x, (face.y - window.y) * y, face.width * x, face.height * y}));
  };
  if (!plan.shows.empty()) {
    for (const std::int64_t frame : plan.shows) add(frame);
  } else {
    for (std::int64_t frame = plan.first_frame; frame <= plan.last_frame; ++frame) add(frame);
  }
  return boxes;
}

/// Number and length of some stretches.
struct Total {
  std::int64_t count = 0;
  double seconds = 0;
  void add(const Stretch& stretch) {
    ++count;
    seconds += stretch.range.length().seconds();
  }
  Json json() const {
    return {{"stretches", count}, {"seconds", rounded(seconds, report::time_decimals)}};
  }
};

Json gate_json(const Gate& gate, std::span<const CuratedVideo> videos,
               std::span<const Gate> gates) {
  Total alone;
  for (const CuratedVideo& video : videos) {
    for (const Stretch& stretch : video.stretches) {
      if (stretch.reason != gate.measure) continue;
      if (failed_gates(stretch, gates).size() == 1) alone.add(stretch);
    }
  }
  return {{"measure", gate.measure},
          {"least", limit_json(gate.least)},
          {"most", limit_json(gate.most)},
          {"alone", alone.json()}};
}

}  // namespace

std::string manifest_line(const CuratedVideo& video, const Stretch& stretch, const Analysis& film,
                          const ClipPlan& plan, const WrittenClip& clip, int sample_rate) {
  const Rational rate = plan.shows.empty() ? report::rate_of(film) : plan.frame_rate;
  Json json = {{"id", plan.name}, {"file", name_in_dataset(clip.file)}};
  json.update(stretch_json(video, stretch));
  if (!video.parts.empty()) json["split"] = part_of(video, stretch);
  json["fps"] = rounded(static_cast<double>(rate.num) / static_cast<double>(rate.den), 6);
  json["frames"] = clip.frames;
  json["width"] = clip.width;
  json["height"] = clip.height;
  json["sample_rate"] = sample_rate > 0 ? Json(sample_rate) : Json();
  json["measures"] = measures_json(stretch);
  json["boxes"] = boxes_json(plan, clip, film.source);
  return report::compact(json) + "\n";
}

std::string rejected_jsonl(const CuratedVideo& video) {
  std::string lines;
  for (const Stretch& stretch : video.stretches) {
    if (stretch.reason.empty()) continue;
    Json json = stretch_json(video, stretch);
    const auto value = stretch.measures.find(stretch.reason);
    json["reason"] = stretch.reason;
    json["measure"] =
        value == stretch.measures.end() ? Json() : Json(rounded(value->second, measure_decimals));
    json["limit"] = limit_json(stretch.limit);
    json["measures"] = measures_json(stretch);
    lines += report::compact(json) + "\n";
  }
  return lines;
}

std::string curate_summary_json(std::span<const CuratedVideo> videos, const CurateOptions& choice) {
  Total kept;
  std::map<std::string, Total> rejected;
  Json unusable = Json::array();
  for (const CuratedVideo& video : videos) {
    if (!video.problem.empty()) {
      unusable.push_back({{"video", video.file.string()}, {"reason", video.problem}});
    }
    for (const Stretch& stretch : video.stretches) {
      (stretch.reason.empty() ? kept : rejected[stretch.reason]).add(stretch);
    }
  }
  Json reasons = Json::object();
  for (const auto& [reason, total] : rejected) reasons[reason] = total.json();
  Json gates = Json::array();
  for (const Gate& gate : choice.gates) gates.push_back(gate_json(gate, videos, choice.gates));
  return report::to_text(
      {{"schema", "facetrack.curate/1"},
       {"videos", videos.size()},
       {"unusable", std::move(unusable)},
       {"min_length", rounded(choice.min_length.seconds(), report::time_decimals)},
       {"max_length", rounded(choice.max_length.seconds(), report::time_decimals)},
       {"single_face", choice.single_face},
       {"kept", kept.json()},
       {"rejected", std::move(reasons)},
       {"gates", std::move(gates)}});
}

}  // namespace facetrack
