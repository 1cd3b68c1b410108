// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// tracks.json and galleries: what is read can be written and reads back as the same. Tracks go
// through the planner and every list that is made of them.

#include <cstdlib>

#include "facetrack/clip.hpp"
#include "facetrack/report.hpp"

#include "fuzz/fuzz.hpp"

namespace {

/// What `track --tracks FILE` does before it opens the video again.
void use(const facetrack::Analysis& analysis) {
  using namespace facetrack;
  PersonResult result;
  result.plans = plan_clips(analysis, analysis.tracks);
  for (std::size_t i = 0; i < result.plans.size(); ++i) {
    const ClipPlan& plan = result.plans[i];
    WrittenClip clip;
    clip.plan = i;
    clip.first_frame = plan.first_frame;
    clip.last_frame = plan.last_frame;
    clip.frames = plan.last_frame - plan.first_frame + 1;
    clip.range = {plan.points.front().pts, plan.points.back().pts};
    result.clips.push_back(clip);
  }
  for (const auto list : {metadata_json, metadata_flat_json, metadata_csv, clips_edl, clips_otio}) {
    list(analysis, result);
  }
  for (const auto list : {shots_json, shots_csv, shots_edl, shots_otio, shots_vtt, tracks_mot}) {
    list(analysis);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  fuzz::expect_error_at_most([&] {
    const Gallery people = gallery_from_json(fuzz::text(data, size));
    const std::string once = gallery_json(people);
    if (gallery_json(gallery_from_json(once)) != once) std::abort();
  });
  fuzz::expect_error_at_most([&] {
    const Analysis analysis = tracks_from_json(fuzz::text(data, size));
    constexpr std::int64_t most_frames = 10'000;  // more is slow and nothing else
    if (analysis.frames > most_frames) return;
    const std::string once = tracks_json(analysis);
    if (tracks_json(tracks_from_json(once)) != once) std::abort();
    use(analysis);
  });
  return 0;
}
