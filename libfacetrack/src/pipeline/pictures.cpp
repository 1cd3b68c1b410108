// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "facetrack/pipeline.hpp"

#include "core/longest.hpp"
#include "picture/thumbnail.hpp"
#include "pipeline/stills.hpp"
#include "pipeline/visit_frames.hpp"

namespace facetrack {
namespace {

/// The sample whose picture stands for the track; null if the track needs none.
FaceSample* missing_portrait(FaceTrack& track) {
  const bool has_one =
      std::any_of(track.samples.begin(), track.samples.end(),
                  [](const FaceSample& sample) { return !sample.portrait.empty(); });
  if (has_one || track.samples.empty()) return nullptr;
  return &*std::max_element(track.samples.begin(), track.samples.end(),
                            [](const FaceSample& a, const FaceSample& b) {
                              return a.quality.overall < b.quality.overall;
                            });
}

}  // namespace

bool add_pictures(Analysis& film, Decoder& decoder, const RunControl& control) {
  struct Portrait {
    FaceSample* sample = nullptr;
    Region face;
  };
  std::multimap<std::int64_t, Portrait> portraits;
  std::set<std::int64_t> frames;
  for (FaceTrack& track : film.tracks) {
    FaceSample* const sample = missing_portrait(track);
    const TrackPoint* const point = sample == nullptr ? nullptr : track.at(sample->frame);
    if (point == nullptr) continue;
    portraits.emplace(point->frame, Portrait{sample, media::around_face(point->box)});
    frames.insert(point->frame);
  }
  std::set<std::int64_t> stills;
  for (const Shot* shot : longest(film.shots, most_stills,
                                  [](const Shot& s) { return s.last_frame - s.first_frame; })) {
    if (still_of(*shot, film.stills) != nullptr) continue;
    stills.insert(usable_frame(film, *shot, still_frame(*shot)));
  }
  frames.insert(stills.begin(), stills.end());
  return visit_frames(decoder, frames, control, [&](const Frame& frame) {
    const std::int64_t index = frame.time().index;
    const auto [begin, end] = portraits.equal_range(index);
    for (auto it = begin; it != end; ++it) {
      it->second.sample->portrait = media::face_thumbnail(frame, it->second.face);
    }
    if (stills.contains(index)) film.stills.emplace(index, media::still_thumbnail(frame));
  });
}

}  // namespace facetrack
