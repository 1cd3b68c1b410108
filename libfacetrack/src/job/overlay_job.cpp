// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "facetrack/draw.hpp"

#include "job/job_output.hpp"

namespace facetrack::job {
namespace {

// The person is green, others are red, undecided tracks are blue. The caption says the same in
// words for readers who do not see colours.
constexpr Color green{90, 200, 80};
constexpr Color red{230, 80, 70};
constexpr Color blue{90, 140, 240};
constexpr Color dark{20, 20, 20};
constexpr Color white{255, 255, 255};

// Frames that a cut is marked: long enough to be seen, short enough to look like one moment.
constexpr std::int64_t flash_frames = 3;

struct Mark {
  Box box;
  std::string label;
  Color color;
};

Color color_of(Verdict verdict) {
  if (verdict == Verdict::match) return green;
  return verdict == Verdict::other_person ? red : blue;
}

std::string label_of(const Identification& id) {
  const char* mark = id.verdict == Verdict::match          ? "person "
                     : id.verdict == Verdict::other_person ? ""
                                                           : "? ";
  char text[64];
  if (std::isfinite(id.distance)) {
    std::snprintf(text, sizeof text, "%s#%d %.2f", mark, id.track,
                  static_cast<double>(id.distance));
  } else {
    std::snprintf(text, sizeof text, "%s#%d", mark, id.track);
  }
  return text;
}

std::multimap<std::int64_t, Mark> marks_of(const Analysis& analysis, const PersonResult& result) {
  std::multimap<std::int64_t, Mark> marks;
  for (const Identification& id : result.identifications) {
    for (const TrackPoint& point : analysis.track(id.track).points) {
      marks.emplace(point.frame, Mark{point.box, label_of(id), color_of(id.verdict)});
    }
  }
  return marks;
}

std::string caption_of(const Analysis& analysis, std::int64_t frame) {
  const Shot* shot = analysis.shot_of(frame);
  const std::string place = shot != nullptr ? "shot " + std::to_string(shot->id + 1) : "between";
  return "frame " + std::to_string(frame) + "  " + analysis.time_of(frame).to_string() + "  " +
         place + "  |  green: person  red: others  blue: uncertain";
}

/// Frames shortly after a cut get a white rim.
bool follows_a_cut(const Analysis& analysis, std::int64_t frame) {
  const Shot* shot = analysis.shot_of(frame);
  return shot != nullptr && shot->id > 0 && frame - shot->first_frame < flash_frames;
}

void draw(const Mark& mark, int thickness, Canvas& canvas) {
  canvas.outline(mark.box, mark.color, thickness);
  const float above = static_cast<float>(canvas.text_height());
  canvas.text({mark.box.x, mark.box.y - above}, mark.label, mark.color);
}

}  // namespace

bool write_overlay(const ClipJob& job, const Analysis& analysis, const PersonResult& result,
                   const std::filesystem::path& folder, const RunControl& control) {
  if (analysis.frames == 0) return true;
  const auto marks = marks_of(analysis, result);
  ClipPlan plan;
  plan.name = "overlay";
  plan.first_frame = analysis.first_frame;
  plan.last_frame = analysis.last_frame();

  ClipWriterOptions options = job.writer;
  options.copy_streams = false;
  options.codec = ClipWriterOptions{}.codec;
  options.retouch = [&](const Frame& frame) {
    const std::int64_t index = frame.time().index;
    Canvas canvas(frame);
    const int thickness = std::max(2, canvas.height() / 240);
    const Box all{0, 0, static_cast<float>(canvas.width()), static_cast<float>(canvas.height())};
    if (follows_a_cut(analysis, index)) canvas.outline(all, white, 3 * thickness);
    const auto [begin, end] = marks.equal_range(index);
    for (auto it = begin; it != end; ++it) draw(it->second, thickness, canvas);
    canvas.text({0, all.height}, caption_of(analysis, index), dark);
    return canvas.finish();
  };
  return make_clip_writer(job.video.file, folder, options)->write({&plan, 1}, control).size() == 1;
}

}  // namespace facetrack::job
