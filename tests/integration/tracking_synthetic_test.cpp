// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// The whole analysis on films whose truth is known: one person hidden, two people crossing, cuts.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/pipeline.hpp"

#include "support/demo_scene.hpp"
#include "support/faces.hpp"
#include "support/paths.hpp"
#include "support/scene.hpp"
#include "support/scene_decoder.hpp"
#include "support/thorough.hpp"

namespace facetrack::testing {
namespace {

using Film = std::shared_ptr<const Scene>;

Film make_film(std::vector<ShotScript> shots, std::uint64_t seed = 1) {
  SceneScript script;
  script.width = 400;
  script.height = 240;
  script.seed = seed;
  script.shots = std::move(shots);
  return std::make_shared<const Scene>(script);
}

Analysis analyze_frames(std::function<std::unique_ptr<Decoder>()> decoder) {
  const std::filesystem::path models = shared_dir() / "models";
  Stages stages;
  stages.decoder = std::move(decoder);
  stages.detector = [models] {
    return make_detector("yunet", {.model = models / "face_detection_yunet_2022mar.onnx"});
  };
  stages.embedder = [models] {
    return make_embedder("retail-0095",
                         {.model = models / "face-reidentification-retail-0095.onnx"});
  };
  AnalyzeOptions options;
  options.workers = 2;
  return analyze(stages, options);
}

Analysis analyze_film(const Film& film) {
  return analyze_frames([film] { return open_scene(film); });
}

// The actor whose face a track point lies on; -1: nobody's.
int actor_at(const Scene& film, const TrackPoint& point, float* overlap = nullptr) {
  const FrameTruth truth = film.truth(static_cast<int>(point.frame));
  int best = -1;
  float most = 0.3F;
  for (const FaceTruth& face : truth.faces) {
    if (face.visible < 0.02F) continue;
    const float share = iou(face.box, point.box);
    if (share > most) {
      most = share;
      best = face.actor;
    }
  }
  if (overlap != nullptr) *overlap = most;
  return best;
}

Role standing(int actor, Curve x, Curve y, Curve size) {
  Role role{.actor = actor, .x = std::move(x), .y = std::move(y)};
  role.size = std::move(size);
  return role;
}

ShotScript hidden_once(int frames_across, int actor) {
  ShotScript shot;
  shot.frames = 40 + frames_across;
  shot.backdrop = Backdrop::office;
  shot.cast = {standing(actor, 200, 115, 80)};
  const float end = 20.0F + static_cast<float>(frames_across);
  shot.boards = {{.x = {{20, -110}, {end, 510}}, .y = 120}};
  shot.boards[0].width = 150;
  shot.boards[0].height = 300;
  return shot;
}

// Two people walk through each other's place, the second in front.
ShotScript crossing(std::uint64_t seed) {
  ShotScript shot;
  shot.frames = 46;
  shot.backdrop = seed % 2 == 0 ? Backdrop::park : Backdrop::room;
  const float sway = static_cast<float>(seed % 5) * 5;
  const int first = static_cast<int>(seed % 3);
  const int second = (first + 1 + static_cast<int>(seed / 3 % 2)) % 3;
  Role back = standing(first, Curve{{0, 90 + sway}, {45, 310}}, 115, 62 + sway / 4);
  back.yaw = 15;
  Role front = standing(second, Curve{{0, 310}, {45, 90 - sway / 2}}, 118 + sway / 4, 72);
  front.yaw = -15;
  shot.cast = {back, front};
  return shot;
}

class TrackingSynthetic : public ::testing::Test {
 protected:
  void SetUp() override { FACETRACK_NEEDS_SHARED(); }
};

TEST_F(TrackingSynthetic, a_full_occlusion_splits_the_track_within_two_frames) {
  for (const int across : {24, 36, 60}) {
    SCOPED_TRACE("frames across: " + std::to_string(across));
    const Film film = make_film({hidden_once(across, across % 3)});
    std::vector<std::int64_t> hidden;
    for (int i = 0; i < film->frames(); ++i) {
      if (film->truth(i).faces.at(0).visible < 0.02F) hidden.push_back(i);
    }
    ASSERT_GE(hidden.size(), 2U);
    const Analysis analysis = analyze_film(film);
    ASSERT_EQ(analysis.tracks.size(), 2U);
    EXPECT_LE(analysis.tracks[0].last_frame(), hidden.front() + 1);
    EXPECT_GE(analysis.tracks[1].first_frame(), hidden.back() - 1);
    EXPECT_EQ(analysis.tracks[0].ends_because, TrackEnd::occluded);
    // And what can be seen well is not lost.
    for (int i = 0; i < film->frames(); ++i) {
      if (film->truth(i).faces.at(0).visible < 0.9F) continue;
      const bool before = i <= analysis.tracks[0].last_frame();
      EXPECT_TRUE(before || i >= analysis.tracks[1].first_frame()) << "frame " << i;
    }
  }
}

TEST_F(TrackingSynthetic, two_people_who_cross_never_swap) {
  // While one hides the other a box may slip over for a moment; no more than this part of all.
  constexpr double slips = 0.005;
  int points = 0, astray = 0;
  for (std::uint64_t seed = 0; seed < thorough(20U, 7U); ++seed) {
    const Film film = make_film({crossing(seed)}, seed);
    for (const FaceTrack& track : analyze_film(film).tracks) {
      std::map<int, int> who;  // on frames where both can be seen
      for (const TrackPoint& point : track.points) {
        const int on = actor_at(*film, point);
        const FrameTruth truth = film->truth(static_cast<int>(point.frame));
        const bool free = std::all_of(truth.faces.begin(), truth.faces.end(),
                                      [](const FaceTruth& face) { return face.visible > 0.9F; });
        if (free && on >= 0) ++who[on];
      }
      EXPECT_EQ(who.size(), 1U) << "seed " << seed << ", track " << track.id;
      points += static_cast<int>(track.points.size());
      if (who.size() != 1) continue;
      for (const TrackPoint& point : track.points) {
        const int on = actor_at(*film, point);
        astray += on >= 0 && on != who.begin()->first ? 1 : 0;
      }
    }
  }
  EXPECT_LE(astray, slips * points) << astray << " of " << points;
}

TEST_F(TrackingSynthetic, tracks_begin_and_end_exactly_at_the_cuts) {
  std::vector<ShotScript> shots;
  for (int i = 0; i < 5; ++i) {
    ShotScript shot;
    shot.frames = 13 + 7 * i;
    shot.backdrop = i % 2 == 0 ? Backdrop::room : Backdrop::city;
    if (i != 2) shot.cast = {standing(i % 3, 150.0F + 25.0F * static_cast<float>(i), 115, 80)};
    shots.push_back(shot);
  }
  const Film film = make_film(shots);
  const Analysis analysis = analyze_film(film);
  ASSERT_EQ(analysis.tracks.size(), 4U);
  for (std::size_t t = 0, shot = 0; t < 4; ++t, ++shot) {
    if (shot == 2) ++shot;
    const int first = film->shot_starts()[shot];
    EXPECT_NEAR(static_cast<double>(analysis.tracks[t].first_frame()), first, 1);
    EXPECT_NEAR(static_cast<double>(analysis.tracks[t].last_frame()),
                first + shots[shot].frames - 1, 1);
  }
}

TEST_F(TrackingSynthetic, boxes_fit_the_faces_of_the_demo) {
  const auto film = std::make_shared<const Scene>(demo_script());
  const Analysis analysis =
      analyze_frames([] { return open_decoder(data_dir() / "demo/demo.mp4"); });
  ASSERT_EQ(analysis.frames, film->frames());
  int points = 0, well = 0, mixed = 0;
  std::set<std::int64_t> target_frames;
  for (const FaceTrack& track : analysis.tracks) {
    for (const TrackPoint& point : track.points) {
      const FrameTruth truth = film->truth(static_cast<int>(point.frame));
      mixed += truth.shot < 0 ? 1 : 0;
      float overlap = 0;
      const int who = actor_at(*film, point, &overlap);
      ++points;
      well += who >= 0 && overlap >= 0.7F ? 1 : 0;
      if (who == demo_target()) target_frames.insert(point.frame);
    }
  }
  EXPECT_EQ(mixed, 0) << "no track runs into a dissolve or fade";
  EXPECT_GE(well, 0.95 * points) << well << " of " << points;
  int seen = 0, found = 0;
  for (int i = 0; i < film->frames(); ++i) {
    const FrameTruth truth = film->truth(i);
    const FaceTruth* target = truth.find(demo_target());
    if (truth.shot < 0 || target == nullptr || target->visible < 0.9F) continue;
    if (std::abs(target->pose.yaw) > 50) continue;
    ++seen;
    found += target_frames.contains(i) ? 1 : 0;
  }
  EXPECT_GE(found, 0.97 * seen) << found << " of " << seen;
}

}  // namespace
}  // namespace facetrack::testing
