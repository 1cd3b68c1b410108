// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <limits>
#include <span>

#include "facetrack/report.hpp"

#include "json/json_cursor.hpp"
#include "report/base64.hpp"
#include "report/from_file.hpp"
#include "report/json_text.hpp"
#include "report/sample_json.hpp"
#include "report/words.hpp"

namespace facetrack {
namespace {

// Limits far above any real video and far below the memory of a machine.
constexpr std::int64_t most_frames = 50'000'000;  // nine days at 60 fps
constexpr std::size_t most_shots = 5'000'000;
constexpr std::size_t most_tracks = 5'000'000;
constexpr std::size_t most_samples = 4096;  // of one track
constexpr std::int64_t int_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t tick_max = std::int64_t{1} << 62;

int small_int(const JsonCursor& at, std::int64_t least = 0) {
  return static_cast<int>(at.integer(least, int_max));
}

Rational read_rational(const JsonCursor& at, std::int64_t least) {
  at.require_size(2, "2 numbers");
  return {static_cast<std::int32_t>(at[0].integer(least, int_max)),
          static_cast<std::int32_t>(at[1].integer(1, int_max))};
}

MediaTime read_time(const JsonCursor& at) {
  at.require_size(3, "ticks and a time base");
  return {at[0].integer(-tick_max, tick_max),
          {static_cast<std::int32_t>(at[1].integer(1, int_max)),
           static_cast<std::int32_t>(at[2].integer(1, int_max))}};
}

Box read_box(const JsonCursor& at) {
  const std::vector<float> v = at.numbers(4);
  if (v[2] < 0 || v[3] < 0) at.fail("must not have a negative size");
  return {v[0], v[1], v[2], v[3]};
}

MediaInfo read_source(const JsonCursor& at) {
  MediaInfo source;
  source.path = at["path"].text();
  source.container = at["container"].text();
  source.codec = at["codec"].text();
  source.pixel_format = at["pixel_format"].text();
  source.stream_index = small_int(at["stream_index"]);
  source.width = small_int(at["width"], 1);
  source.height = small_int(at["height"], 1);
  source.rotation = static_cast<int>(at["rotation"].integer(0, 359));
  source.sample_aspect = read_rational(at["sample_aspect"], 0);
  source.color.matrix = at["color_matrix"].one_of<ColorMatrix>(report::matrix_words);
  source.color.full_range = at["full_range"].boolean();
  source.start = read_time(at["start"]);
  if (!at["duration"].is_null()) source.duration = read_time(at["duration"]);
  if (!at["frame_rate"].is_null()) source.frame_rate = read_rational(at["frame_rate"], 1);
  if (!at["frames"].is_null()) source.frames = at["frames"].integer(0, most_frames);
  const JsonCursor audio = at["audio"];
  for (std::size_t i = 0; i < audio.size(1024); ++i) {
    const JsonCursor entry = audio[i];
    source.audio.push_back({small_int(entry["stream_index"]), entry["codec"].text(),
                            small_int(entry["channels"]), small_int(entry["sample_rate"]),
                            read_time(entry["start"]), entry["is_default"].boolean()});
  }
  return source;
}

std::vector<MediaTime> read_pts(const JsonCursor& at, Rational base, std::int64_t frames) {
  std::vector<MediaTime> pts;
  for (std::size_t i = 0; i < at.size(static_cast<std::size_t>(most_frames)); ++i) {
    const JsonCursor run = at[i];
    run.require_size(3, "first tick, step and count");
    const std::int64_t first = run[0].integer(-tick_max, tick_max);
    const std::int64_t step = run[1].integer(-int_max, int_max);
    const std::int64_t left = frames + 1 - static_cast<std::int64_t>(pts.size());
    if (left < 1) run.fail("has more times than there are frames");
    const std::int64_t count = run[2].integer(1, left);
    for (std::int64_t j = 0; j < count; ++j) pts.push_back({first + j * step, base});
  }
  // A hand-made analysis has no times at all.
  if (!pts.empty() && static_cast<std::int64_t>(pts.size()) != frames + 1) {
    at.fail("must have one time per frame and one for the end");
  }
  return pts;
}

Shot read_shot(const JsonCursor& at, const Analysis& analysis) {
  const std::int64_t last = analysis.first_frame + analysis.frames - 1;
  Shot shot;
  shot.id = small_int(at["id"]);
  const std::int64_t least =
      analysis.shots.empty() ? analysis.first_frame : analysis.shots.back().last_frame + 1;
  shot.first_frame = at["first_frame"].integer(least, std::max(least, last));
  shot.last_frame = at["last_frame"].integer(shot.first_frame, std::max(shot.first_frame, last));
  shot.ends_with = at["ends_with"].one_of<ShotEnd>(report::shot_end_words);
  shot.score = at["score"].number();
  return shot;
}

void read_damaged(const JsonCursor& at, Analysis& analysis) {
  const std::int64_t last = analysis.first_frame + analysis.frames - 1;
  std::int64_t least = analysis.first_frame;
  for (std::size_t i = 0; i < at.size(static_cast<std::size_t>(most_frames)); ++i) {
    at[i].require_size(2, "the first and the last frame");
    if (least > last) at[i].fail("has more damaged frames than there are frames");
    FrameRange range;
    range.first_frame = at[i][0].integer(least, last);
    range.last_frame = at[i][1].integer(range.first_frame, last);
    analysis.damaged.push_back(range);
    least = range.last_frame + 1;
  }
}

TrackPoint read_point(const JsonCursor& at, const Analysis& analysis, std::int64_t expected) {
  TrackPoint point;
  point.frame = at["frame"].integer(
      analysis.first_frame, analysis.first_frame + std::max<std::int64_t>(analysis.frames - 1, 0));
  if (expected >= 0 && point.frame != expected) at["frame"].fail("must follow the frame before");
  point.box = read_box(at["box"]);
  point.score = at["score"].number();
  point.from = at["from"].one_of<BoxSource>(report::box_source_words);
  if (at.has("landmarks")) {
    const std::vector<float> v = at["landmarks"].numbers(10);
    Landmarks landmarks;
    for (std::size_t i = 0; i < landmarks.size(); ++i) landmarks[i] = {v[2 * i], v[2 * i + 1]};
    point.landmarks = landmarks;
  }
  const MediaTime* known = report::pts_of(analysis, point.frame);
  point.pts = known != nullptr && !at.has("pts") ? *known : read_time(at["pts"]);
  return point;
}

FaceTrack read_track(const JsonCursor& at, const Analysis& analysis) {
  FaceTrack track;
  track.id = static_cast<int>(at["id"].integer(static_cast<std::int64_t>(analysis.tracks.size()),
                                               static_cast<std::int64_t>(analysis.tracks.size())));
  track.ends_because = at["ends_because"].one_of<TrackEnd>(report::track_end_words);
  const JsonCursor points = at["points"];
  const std::size_t count = points.size(static_cast<std::size_t>(analysis.frames));
  if (count == 0) points.fail("must have at least one point");
  track.points.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    track.points.push_back(
        read_point(points[i], analysis, i == 0 ? -1 : track.points.back().frame + 1));
  }
  const JsonCursor samples = at["samples"];
  for (std::size_t i = 0; i < samples.size(most_samples); ++i) {
    track.samples.push_back(report::read_sample(samples[i]));
  }
  return track;
}

void read_stills(const JsonCursor& at, Analysis& analysis) {
  const std::int64_t last = analysis.first_frame + analysis.frames - 1;
  std::int64_t least = analysis.first_frame;
  for (std::size_t i = 0; i < at.size(most_shots); ++i) {
    if (least > last) at[i].fail("has more stills than there are frames");
    const std::int64_t frame = at[i]["frame"].integer(least, last);
    analysis.stills.emplace_hint(analysis.stills.end(), frame, report::read_jpeg(at[i]["jpeg"]));
    least = frame + 1;
  }
}

void read_settings(const JsonCursor& at, Analysis& analysis) {
  for (const std::string& name : at.keys(64)) analysis.settings[name] = at[name].text();
}

}  // namespace

Analysis tracks_from_json(std::string_view text) {
  return report::tracks_from_json(text, "tracks");
}

Analysis report::tracks_from_json(std::string_view text, std::string_view file) {
  const Json json = parse_json(text, file);
  const JsonCursor at(json, file);
  at["schema"].require("facetrack.tracks/1");
  Analysis analysis;
  analysis.source = read_source(at["source"]);
  analysis.source_id = at["source_id"].text();
  analysis.detector = at["detector"].text();
  analysis.embedder = at["embedder"].text();
  analysis.first_frame = at["first_frame"].integer(0, most_frames);
  analysis.frames = at["frames"].integer(0, most_frames);
  analysis.skipped_frames = at["skipped_frames"].integer(0, most_frames);
  analysis.cancelled = at["cancelled"].boolean();
  const MediaTime end = read_time(at["end"]);
  analysis.pts = read_pts(at["pts"], read_rational(at["time_base"], 1), analysis.frames);
  if (!analysis.pts.empty()) analysis.pts.back() = end;
  if (at.has("damaged")) read_damaged(at["damaged"], analysis);
  const JsonCursor shots = at["shots"];
  for (std::size_t i = 0; i < shots.size(most_shots); ++i) {
    analysis.shots.push_back(read_shot(shots[i], analysis));
  }
  const JsonCursor tracks = at["tracks"];
  for (std::size_t i = 0; i < tracks.size(most_tracks); ++i) {
    analysis.tracks.push_back(read_track(tracks[i], analysis));
  }
  if (at.has("settings")) read_settings(at["settings"], analysis);
  if (at.has("stills")) read_stills(at["stills"], analysis);
  return analysis;
}

}  // namespace facetrack
