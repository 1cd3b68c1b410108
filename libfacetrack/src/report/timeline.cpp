// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Lists of parts of the source for editing programs: EDL, OTIO, WebVTT, CSV.

#include <algorithm>
#include <cmath>

#include "facetrack/report.hpp"

#include "report/json_text.hpp"
#include "report/timecode.hpp"

namespace facetrack {
namespace {

using report::Json;

struct ListedStretch {
  std::string name;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  std::string remark;
};

std::vector<ListedStretch> shot_stretches(const Analysis& analysis) {
  std::vector<ListedStretch> stretches;
  for (const Shot& shot : analysis.shots) {
    stretches.push_back({"Shot " + std::to_string(stretches.size() + 1), shot.first_frame,
                         shot.last_frame,
                         "ends with " + std::string(report::word(shot.ends_with))});
  }
  return stretches;
}

std::vector<ListedStretch> clip_stretches(const PersonResult& result) {
  std::vector<ListedStretch> stretches;
  for (std::size_t i = 0; i < std::min(result.plans.size(), result.clips.size()); ++i) {
    const WrittenClip& clip = result.clips[i];
    stretches.push_back(
        {result.plans[i].name, clip.first_frame, clip.first_frame + clip.frames - 1,
         "ends because " + std::string(report::word(result.plans[i].ends_because))});
  }
  return stretches;
}

/// Frame numbers on an even grid; at a variable rate, of the grid frame nearest in time.
std::int64_t grid_frame(const Analysis& analysis, std::int64_t frame) {
  if (analysis.source.frame_rate) return frame;
  const Rational rate = report::rate_of(analysis);
  return std::llround(report::seconds_at(analysis, frame) * rate.num / rate.den);
}

/// One line of printable ASCII, which every CMX 3600 reader accepts.
std::string edl_text(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '_');
  return text;
}

/// One line in any script: comments are for people, and readers keep them unchanged.
std::string edl_comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '_');
  return text;
}

/// The record times equal the source times, so each part stays where it is in the video.
std::string edl(const Analysis& analysis, const std::vector<ListedStretch>& stretches) {
  const Rational rate = report::rate_of(analysis);
  const std::string comment = edl_comment(report::source_name(analysis));
  std::string text = "TITLE: " + edl_text(report::source_name(analysis)) +
                     "\nFCM: " + (report::drops_frames(rate) ? "DROP FRAME" : "NON-DROP FRAME") +
                     "\n\n";
  int event = 0;
  for (const ListedStretch& stretch : stretches) {
    const std::string in = report::timecode(grid_frame(analysis, stretch.first_frame), rate);
    const std::string out = report::timecode(grid_frame(analysis, stretch.last_frame + 1), rate);
    // The format has three digits for events. Longer lists start over, which readers accept.
    std::string number = std::to_string(event++ % 999 + 1);
    number.insert(0, 3 - number.size(), '0');
    text += number + "  AX       V     C        " + in + " " + out + " " + in + " " + out + "\n";
    text += "* FROM CLIP NAME: " + comment + "\n* COMMENT: " + edl_comment(stretch.name) + ", " +
            stretch.remark + "\n\n";
  }
  return text;
}

Json otio_time(std::int64_t frame, double rate) {
  return {{"OTIO_SCHEMA", "RationalTime.1"}, {"rate", rate}, {"value", static_cast<double>(frame)}};
}

Json otio_range(std::int64_t begin, std::int64_t end, double rate) {
  return {{"OTIO_SCHEMA", "TimeRange.1"},
          {"start_time", otio_time(begin, rate)},
          {"duration", otio_time(end - begin, rate)}};
}

std::string otio(const Analysis& analysis, const std::vector<ListedStretch>& stretches) {
  const Rational rational = report::rate_of(analysis);
  const double rate = static_cast<double>(rational.num) / rational.den;
  const std::int64_t frames =
      analysis.source.frames.value_or(analysis.first_frame + analysis.frames);
  Json children = Json::array();
  std::int64_t at = 0;
  for (const ListedStretch& stretch : stretches) {
    const std::int64_t begin = grid_frame(analysis, stretch.first_frame);
    const std::int64_t end = grid_frame(analysis, stretch.last_frame + 1);
    if (begin > at) {
      children.push_back(
          {{"OTIO_SCHEMA", "Gap.1"}, {"source_range", otio_range(0, begin - at, rate)}});
    }
    children.push_back({{"OTIO_SCHEMA", "Clip.1"},
                        {"name", stretch.name},
                        {"metadata", {{"facetrack", {{"remark", stretch.remark}}}}},
                        {"source_range", otio_range(begin, end, rate)},
                        {"media_reference",
                         {{"OTIO_SCHEMA", "ExternalReference.1"},
                          {"available_range", otio_range(0, grid_frame(analysis, frames), rate)},
                          {"target_url", analysis.source.path}}}});
    at = end;
  }
  const Json track = {{"OTIO_SCHEMA", "Track.1"},
                      {"name", "Video"},
                      {"kind", "Video"},
                      {"children", std::move(children)}};
  const Json timeline = {
      {"OTIO_SCHEMA", "Timeline.1"},
      {"name", report::source_name(analysis)},
      {"global_start_time", nullptr},
      {"tracks",
       {{"OTIO_SCHEMA", "Stack.1"}, {"name", "tracks"}, {"children", Json::array({track})}}}};
  return report::to_text(timeline);
}

std::string vtt(const Analysis& analysis, const std::vector<ListedStretch>& stretches) {
  const auto time = [&](std::int64_t frame) {
    const double seconds = report::seconds_at(analysis, frame);
    return MediaTime{std::llround(seconds * 1000), {1, 1000}}.to_string();
  };
  std::string text = "WEBVTT\n";
  for (const ListedStretch& stretch : stretches) {
    text += "\n" + time(stretch.first_frame) + " --> " + time(stretch.last_frame + 1) + "\n" +
            stretch.name + "\n";
  }
  return text;
}

}  // namespace

std::string cadence_text(const Cadence& cadence, const std::optional<Rational>& frame_rate) {
  // Rates such as 30000/1001 are called by the next whole number.
  const double rate =
      frame_rate ? std::round(static_cast<double>(frame_rate->num) / frame_rate->den) : 0;
  const bool whole = rate > 0 && std::fmod(rate * cadence.fresh, cadence.shown) == 0;
  const auto shown = whole ? static_cast<int>(rate) : cadence.shown;
  const auto fresh = shown * cadence.fresh / cadence.shown;
  return std::to_string(fresh) + " in " + std::to_string(shown) +
         (cadence.pulldown ? ", 3:2 pulldown" : "");
}

std::string shots_json(const Analysis& analysis) {
  Json json = {{"schema", "facetrack.shots/1"},
               {"source", report::source_json(analysis)},
               {"shots", Json::array()}};
  if (analysis.cadence)
    json["cadence"] = cadence_text(*analysis.cadence, analysis.source.frame_rate);
  for (const Shot& shot : analysis.shots) {
    json["shots"].push_back(report::shot_json(analysis, shot, true));
  }
  return report::to_text(json);
}

std::string shots_csv(const Analysis& analysis) {
  std::string text = "shot,first_frame,last_frame,start,end,ends_with,score\n";
  int number = 0;
  for (const Shot& shot : analysis.shots) {
    text += std::to_string(++number) + ',' + std::to_string(shot.first_frame) + ',' +
            std::to_string(shot.last_frame);
    for (const std::int64_t frame : {shot.first_frame, shot.last_frame + 1}) {
      text += ',' + report::number_text(report::seconds_at(analysis, frame), report::time_decimals);
    }
    text += ',' + std::string(report::word(shot.ends_with)) + ',' +
            report::number_text(shot.score, report::score_decimals) + '\n';
  }
  return text;
}

std::string shots_edl(const Analysis& analysis) { return edl(analysis, shot_stretches(analysis)); }
std::string shots_otio(const Analysis& analysis) {
  return otio(analysis, shot_stretches(analysis));
}
std::string shots_vtt(const Analysis& analysis) { return vtt(analysis, shot_stretches(analysis)); }

std::string clips_edl(const Analysis& analysis, const PersonResult& result) {
  return edl(analysis, clip_stretches(result));
}
std::string clips_otio(const Analysis& analysis, const PersonResult& result) {
  return otio(analysis, clip_stretches(result));
}

std::string tracks_mot(const Analysis& analysis) {
  struct Row {
    std::int64_t frame;
    int track;
    const TrackPoint* point;
  };
  std::vector<Row> rows;
  for (const FaceTrack& track : analysis.tracks) {
    for (const TrackPoint& point : track.points) rows.push_back({point.frame, track.id, &point});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.track < b.track;
  });
  std::string text;
  for (const Row& row : rows) {
    // The format counts frames, identities and pixels from 1; -1: no position in the world.
    text += std::to_string(row.frame + 1) + ',' + std::to_string(row.track + 1);
    const Box& box = row.point->box;
    for (const float value : {box.x + 1, box.y + 1, box.width, box.height}) {
      text += ',' + report::number_text(value, report::box_decimals);
    }
    text += ',' + report::number_text(row.point->score, report::score_decimals) + ",-1,-1,-1\n";
  }
  return text;
}

}  // namespace facetrack
