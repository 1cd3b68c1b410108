// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/sample_result.hpp"

namespace facetrack::testing {
namespace {

FaceTrack track(const Analysis& analysis, int id, std::int64_t first, std::int64_t last, float x) {
  FaceTrack result;
  result.id = id;
  for (std::int64_t frame = first; frame <= last; ++frame) {
    TrackPoint point;
    point.frame = frame;
    point.pts = analysis.pts[static_cast<std::size_t>(frame)];
    point.box = {x + 0.1F * static_cast<float>(frame), 20.25F, 60.04F, 80.0F};
    point.score = 0.97F;
    point.from = frame % 3 == 0 ? BoxSource::detection : BoxSource::tracking;
    if (frame % 3 == 0) point.landmarks = Landmarks{{{1.5F, 2}, {3, 4}, {5, 6.1F}, {7, 8}, {9, 0}}};
    result.points.push_back(point);
  }
  result.ends_because = TrackEnd::cut;
  for (int i = 0; i < 2; ++i) {
    result.samples.push_back(
        {first + i,
         {0.8F, 0.7F, 0.9F, 60.04F},
         {"builtin-1", {0.1F * static_cast<float>(id + 1), -1.0F / 3, 1e-30F}}});
  }
  return result;
}

}  // namespace

Analysis sample_analysis(Rational rate) {
  Analysis analysis;
  MediaInfo& source = analysis.source;
  source.path = "films/a \"b\" <c>.mp4";
  source.container = "mov,mp4";
  source.codec = "h264";
  source.pixel_format = "yuv420p";
  source.width = 320;
  source.height = 240;
  source.frame_rate = rate;
  source.audio.push_back({1, "aac", 2, 48000, {0, {1, 48000}}, true});
  analysis.frames = 100;
  const Rational base{rate.den, rate.num * 4};
  source.start = {rate.num * 2 / rate.den, base};
  for (int i = 0; i <= 100; ++i) analysis.pts.push_back({source.start.ticks + 4 * i, base});
  source.duration = analysis.pts.back() - source.start;
  source.frames = 100;
  analysis.shots = {{0, 0, 39, ShotEnd::cut, 3.5F},
                    {1, 40, 59, ShotEnd::wipe, 1.25F},
                    {2, 70, 99, ShotEnd::end, 0}};
  analysis.tracks = {track(analysis, 0, 0, 39, 88), track(analysis, 1, 40, 59, 150)};
  analysis.detector = "yunet";
  analysis.embedder = "builtin-1";
  analysis.source_id = "1234-abcd";
  return analysis;
}

TrackResult sample_result(const Analysis& analysis) {
  TrackResult result;
  result.analysis = &analysis;
  result.references.push_back({"ref.png", {"builtin-1", {0.1F, 0, 0}}, true, {}});
  result.references.push_back({"other.png", {"builtin-1", {0.9F, 0, 0}}, false, {}});
  result.threshold = 0.9F;
  ClipPlan plan;
  plan.name = "clip_001";
  plan.last_frame = 29;
  plan.width = plan.height = 120;
  for (int i = 0; i < 30; ++i) {
    plan.points.push_back(analysis.tracks[0].points[static_cast<std::size_t>(i)]);
    plan.crop.push_back({60, 2, 120, 120});
  }
  plan.ends_because = TrackEnd::occluded;
  result.plans = {plan};
  WrittenClip clip;
  clip.file = "out/clips/clip_001.mp4";
  clip.frames = 30;
  clip.width = clip.height = 120;
  clip.range = {analysis.pts[0], analysis.pts[30]};
  clip.last_frame = 29;
  result.clips = {clip};
  result.identifications = {{0, Verdict::target, 0.61239F, 0.98F},
                            {1, Verdict::other_person, 1.31F, 0.01F}};
  result.settings = "facetrack-cli track 'a b.mp4' -r ref.png";
  return result;
}

}  // namespace facetrack::testing
