// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/at.hpp"
#include "draw/overlay.hpp"
#include "job/job_output.hpp"

namespace facetrack::job {
namespace {

// Limited-range colours: the person green, others red, undecided blue. The words in the caption
// say the same for those who do not see colours.
constexpr media::Ink green{150, 90, 70};
constexpr media::Ink red{100, 100, 200};
constexpr media::Ink blue{110, 190, 100};

// Long enough to be seen, short enough to be taken for a cut.
constexpr std::int64_t flash_frames = 3;

media::Ink ink_of(Verdict verdict) {
  if (verdict == Verdict::target) return green;
  return verdict == Verdict::other_person || verdict == Verdict::reference_excluded ? red : blue;
}

std::string label_of(const Identification& id) {
  char text[64];
  const char* mark = id.verdict == Verdict::target ? "person "
                     : ink_of(id.verdict) == red   ? ""
                                                   : "? ";
  if (std::isfinite(id.distance)) {
    std::snprintf(text, sizeof text, "%s#%d %.2f", mark, id.track,
                  static_cast<double>(id.distance));
  } else {
    std::snprintf(text, sizeof text, "%s#%d", mark, id.track);
  }
  return text;
}

std::multimap<std::int64_t, media::Mark> marks_of(const TrackResult& result) {
  std::multimap<std::int64_t, media::Mark> marks;
  for (const Identification& id : result.identifications) {
    const FaceTrack& track = at(result.analysis->tracks, id.track, "track");
    for (const TrackPoint& point : track.points) {
      marks.emplace(point.frame, media::Mark{point.box, label_of(id), ink_of(id.verdict)});
    }
  }
  return marks;
}

std::string caption_of(const Analysis& analysis, std::int64_t frame, const Shot* shot) {
  const std::string time = analysis.time_of(frame).to_string();
  const std::string place = shot != nullptr ? "shot " + std::to_string(shot->id + 1) : "between";
  return "frame " + std::to_string(frame) + "  " + time + "  " + place +
         "  |  green: person  red: others  blue: uncertain";
}

}  // namespace

bool write_overlay(const JobOptions& options, const TrackResult& result,
                   const std::filesystem::path& folder, const RunControl& control) {
  const Analysis& analysis = *result.analysis;
  if (analysis.frames == 0) return true;
  const auto marks = marks_of(result);
  ClipPlan plan;
  plan.name = "overlay";
  plan.first_frame = analysis.first_frame;
  plan.last_frame = analysis.first_frame + analysis.frames - 1;

  ClipWriterOptions writer_options = options.clips;
  writer_options.copy_streams = false;
  writer_options.codec = "h264";
  writer_options.overwrite = true;
  writer_options.stream_index = options.decoder.stream_index;
  writer_options.retouch = [&](const Frame& frame) {
    const std::int64_t index = frame.time().index;
    const auto [begin, end] = marks.equal_range(index);
    std::vector<media::Mark> here;
    for (auto it = begin; it != end; ++it) here.push_back(it->second);
    const auto shot = std::find_if(
        analysis.shots.begin(), analysis.shots.end(),
        [&](const Shot& s) { return s.first_frame <= index && index <= s.last_frame; });
    const bool known = shot != analysis.shots.end();
    const bool flash =
        known && shot != analysis.shots.begin() && index - shot->first_frame < flash_frames;
    return media::draw_overlay(frame, here, caption_of(analysis, index, known ? &*shot : nullptr),
                               flash);
  };
  const auto writer = make_clip_writer(options.video, folder, writer_options);
  return writer->write({&plan, 1}, control).size() == 1;
}

}  // namespace facetrack::job
