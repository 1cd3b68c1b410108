// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/pictures.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "facetrack/pipeline.hpp"

#include "core/longest.hpp"
#include "core/visit_frames.hpp"
#include "picture/thumbnail.hpp"
#include "pipeline/stills.hpp"

namespace facetrack {
namespace {

/// The sample whose picture represents the track; null if the track needs none.
const FaceSample* missing_portrait(const FaceTrack& track) {
  const bool has_one =
      std::any_of(track.samples.begin(), track.samples.end(),
                  [](const FaceSample& sample) { return !sample.portrait.empty(); });
  if (has_one || track.samples.empty()) return nullptr;
  return &*std::max_element(track.samples.begin(), track.samples.end(),
                            [](const FaceSample& a, const FaceSample& b) {
                              return a.quality.overall < b.quality.overall;
                            });
}

struct Portrait {
  std::size_t track = 0;   ///< position in Analysis::tracks
  std::size_t sample = 0;  ///< position in FaceTrack::samples
  Region face;
};

struct Missing {
  std::multimap<std::int64_t, Portrait> portraits;  ///< by frame
  std::set<std::int64_t> stills;
};

Missing missing_pictures(const Analysis& film) {
  Missing missing;
  for (std::size_t i = 0; i < film.tracks.size(); ++i) {
    const FaceTrack& track = film.tracks[i];
    const FaceSample* const sample = missing_portrait(track);
    const TrackPoint* const point = sample == nullptr ? nullptr : track.at(sample->frame);
    if (point == nullptr) continue;
    const auto place = static_cast<std::size_t>(sample - track.samples.data());
    missing.portraits.emplace(point->frame, Portrait{i, place, media::around_face(point->box)});
  }
  for (const Shot* shot : longest(film.shots, most_stills,
                                  [](const Shot& s) { return s.last_frame - s.first_frame; })) {
    if (still_of(*shot, film.stills) != nullptr) continue;
    missing.stills.insert(usable_frame(film, *shot, still_frame(*shot)));
  }
  return missing;
}

}  // namespace

bool lacks_pictures(const Analysis& film) {
  const Missing missing = missing_pictures(film);
  return !missing.portraits.empty() || !missing.stills.empty();
}

bool add_pictures(Analysis& film, Decoder& decoder, const RunControl& control) {
  const Missing missing = missing_pictures(film);
  std::set<std::int64_t> frames = missing.stills;
  for (const auto& [frame, portrait] : missing.portraits) frames.insert(frame);
  return visit_frames(decoder, frames, control, [&](const Frame& frame) {
    const std::int64_t index = frame.time().index;
    const auto [begin, end] = missing.portraits.equal_range(index);
    for (auto it = begin; it != end; ++it) {
      const Portrait& portrait = it->second;
      film.tracks[portrait.track].samples[portrait.sample].portrait =
          media::face_thumbnail(frame, portrait.face);
    }
    if (missing.stills.contains(index)) film.stills.emplace(index, media::still_thumbnail(frame));
  });
}

}  // namespace facetrack
