// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <charconv>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/base64.hpp"
#include "report/json_text.hpp"
#include "report/sample_json.hpp"
#include "report/words.hpp"

namespace facetrack {
namespace {

using report::Json;

Json exact_box(const Box& box) {
  return Json::array({report::exact(box.x), report::exact(box.y), report::exact(box.width),
                      report::exact(box.height)});
}

Json rational_json(const Rational& value) { return Json::array({value.num, value.den}); }

Json time_json(const MediaTime& time) {
  return Json::array({time.ticks, time.base.num, time.base.den});
}

Json source_to_json(const MediaInfo& source) {
  Json json = {{"path", source.path},
               {"container", source.container},
               {"codec", source.codec},
               {"pixel_format", source.pixel_format},
               {"stream_index", source.stream_index},
               {"width", source.width},
               {"height", source.height},
               {"rotation", source.rotation},
               {"sample_aspect", rational_json(source.sample_aspect)},
               {"color_matrix", report::word_of(report::matrix_words, source.color.matrix)},
               {"full_range", source.color.full_range},
               {"start", time_json(source.start)},
               {"duration", nullptr},
               {"frame_rate", nullptr},
               {"frames", nullptr},
               {"audio", Json::array()}};
  if (source.duration) json["duration"] = time_json(*source.duration);
  if (source.frame_rate) json["frame_rate"] = rational_json(*source.frame_rate);
  if (source.frames) json["frames"] = *source.frames;
  for (const AudioInfo& audio : source.audio) {
    json["audio"].push_back({{"stream_index", audio.stream_index},
                             {"codec", audio.codec},
                             {"channels", audio.channels},
                             {"sample_rate", audio.sample_rate},
                             {"start", time_json(audio.start)},
                             {"is_default", audio.is_default}});
  }
  return json;
}

/// [first tick, step, count] for every run of evenly spaced frames; a constant rate gives one.
Json pts_to_json(const std::vector<MediaTime>& pts) {
  Json runs = Json::array();
  std::size_t i = 0;
  while (i < pts.size()) {
    const std::size_t begin = i++;
    std::int64_t step = 0;
    if (i < pts.size()) {
      step = pts[i].ticks - pts[begin].ticks;
      while (i < pts.size() && pts[i].ticks - pts[i - 1].ticks == step) ++i;
    }
    runs.push_back(Json::array({pts[begin].ticks, step, i - begin}));
  }
  return runs;
}

Json point_to_json(const Analysis& analysis, const TrackPoint& point) {
  Json json = {{"frame", point.frame},
               {"box", exact_box(point.box)},
               {"score", report::exact(point.score)},
               {"from", report::word_of(report::box_source_words, point.from)}};
  if (point.landmarks) {
    Json& landmarks = json["landmarks"] = Json::array();
    for (const Point& p : *point.landmarks) {
      landmarks.push_back(report::exact(p.x));
      landmarks.push_back(report::exact(p.y));
    }
  }
  // The file has the times of all frames, so a time is written only if another tracker gave a
  // different one.
  const MediaTime* pts = report::pts_of(analysis, point.frame);
  if (pts == nullptr || pts->ticks != point.pts.ticks || !(pts->base == point.pts.base)) {
    json["pts"] = time_json(point.pts);
  }
  return json;
}

Json track_to_json(const Analysis& analysis, const FaceTrack& track) {
  Json json = {{"id", track.id},
               {"ends_because", report::word_of(report::track_end_words, track.ends_because)},
               {"points", Json::array()},
               {"samples", Json::array()}};
  for (const TrackPoint& point : track.points) {
    json["points"].push_back(point_to_json(analysis, point));
  }
  for (const FaceSample& sample : track.samples) {
    json["samples"].push_back(report::sample_json(sample));
  }
  return json;
}

}  // namespace

std::string tracks_json(const Analysis& analysis) {
  const MediaTime end = analysis.pts.empty() ? MediaTime{} : analysis.pts.back();
  Json json = {
      {"schema", "facetrack.tracks/1"},
      {"generator", std::string(report::generator) + FACETRACK_VERSION},
      {"source", source_to_json(analysis.source)},
      {"source_id", analysis.source_id},
      {"detector", analysis.detector},
      {"embedder", analysis.embedder},
      {"first_frame", analysis.first_frame},
      {"frames", analysis.frames},
      {"skipped_frames", analysis.skipped_frames},
      {"cancelled", analysis.cancelled},
      {"end", time_json(end)},
      {"time_base", rational_json(analysis.pts.empty() ? end.base : analysis.pts.front().base)},
      {"pts", pts_to_json(analysis.pts)},
      {"shots", Json::array()},
      {"tracks", Json::array()}};
  for (const FrameRange& range : analysis.damaged) {
    json["damaged"].push_back(Json::array({range.first_frame, range.last_frame}));
  }
  if (!analysis.settings.empty()) json["settings"] = analysis.settings;
  for (const Shot& shot : analysis.shots) {
    json["shots"].push_back({{"id", shot.id},
                             {"first_frame", shot.first_frame},
                             {"last_frame", shot.last_frame},
                             {"ends_with", report::word_of(report::shot_end_words, shot.ends_with)},
                             {"score", report::exact(shot.score)}});
  }
  for (const FaceTrack& track : analysis.tracks) {
    json["tracks"].push_back(track_to_json(analysis, track));
  }
  if (!analysis.stills.empty()) {
    Json& stills = json["stills"] = Json::array();
    for (const auto& [frame, jpeg] : analysis.stills) {
      stills.push_back({{"frame", frame}, {"jpeg", report::base64(jpeg)}});
    }
  }
  return report::to_text(json);
}

}  // namespace facetrack
