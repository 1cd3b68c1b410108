// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Films whose truth is known: every face that must be hidden is hidden on every frame.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/facetrack.hpp"

#include "support/paths.hpp"
#include "support/redact_films.hpp"
#include "support/sanitized.hpp"
#include "support/thorough.hpp"

namespace facetrack::testing {
namespace {

/// With the models that come with facetrack: the same on every machine.
RedactJob job_of(const std::filesystem::path& source, const std::filesystem::path& output) {
  RedactJob job;
  job.video.file = source;
  job.video.stages.detector = [] { return make_detector("builtin"); };
  job.video.stages.embedder = [] { return make_embedder("builtin"); };
  job.video.settings = {{"detector", "builtin"}, {"embedder", "builtin"}};
  job.video.options.tracker.effort = Effort::thorough;
  job.video.options.tracker.interval = 1;
  job.searcher = [] { return make_detector("builtin", {.min_score = RedactJob::lowest_score}); };
  job.checker = [] { return make_detector("builtin", {.min_score = 0.6F}); };
  job.output = output;
  job.overwrite = true;
  return job;
}

constexpr std::uint64_t film_seed = 3;

class RedactFilms : public ::testing::TestWithParam<std::size_t> {
 protected:
  const RedactFilm film_ = redact_films(film_seed).at(GetParam());
  const TempDir folder_;
  const std::filesystem::path source_ = folder_ / "in.mp4";
  const std::filesystem::path output_ = folder_ / "out.mp4";
};
class RedactAll : public RedactFilms {};
class RedactKeep : public RedactFilms {};

TEST_P(RedactAll, leaves_nobody_open_on_any_frame) {
  write_film(film_, source_);
  const RedactOutcome outcome = run_redact(job_of(source_, output_));
  EXPECT_TRUE(outcome.is_safe());
  const Exposure exposure = exposure_of(film_, source_, output_, [](int) { return true; });
  EXPECT_EQ(exposure.exposed, 0) << ::testing::PrintToString(exposure.where);
  EXPECT_GT(exposure.hidden, 20);
}

TEST_P(RedactKeep, shows_one_person_and_hides_all_others) {
  write_film(film_, source_);
  const int target = redact_target(film_seed);
  write_image(folder_ / "target.png", photo_of(target));
  RedactJob job = job_of(source_, output_);
  job.keep = {folder_ / "target.png"};
  const RedactOutcome outcome = run_redact(job);
  EXPECT_TRUE(outcome.is_safe());
  const Exposure exposure =
      exposure_of(film_, source_, output_, [&](int actor) { return actor != target; });
  EXPECT_EQ(exposure.exposed, 0) << ::testing::PrintToString(exposure.where);
  EXPECT_LE(exposure.touched, 2) << ::testing::PrintToString(exposure.where);
  RecordProperty("kept", exposure.kept);
}

// One search finds the faces for both suites. The sample has the films in which faces are hardest
// to find: flashes, sizes up to a close-up, dissolves.
INSTANTIATE_TEST_SUITE_P(Films, RedactAll, ::testing::ValuesIn(thorough({2, 5, 7}, {5})));
INSTANTIATE_TEST_SUITE_P(Films, RedactKeep,
                         ::testing::ValuesIn(thorough({0, 1, 2, 3, 4, 5, 6, 7}, {2, 4, 7})));

RedactFilm with_look_alike() {
  SceneScript script;
  ShotScript shot;
  shot.frames = 40;
  Role target{.actor = redact_target(film_seed), .x = 180, .y = 180};
  Role other{.actor = redact_target(film_seed), .x = 460, .y = 180};
  other.yaw = Curve{{0, 10}, {39, -30}};
  shot.cast = {target, other};
  script.shots = {shot};
  return {"look-alike", std::make_shared<const Scene>(script)};
}

TEST(RedactLookAlike, of_two_people_who_look_alike_one_is_hidden) {
  const TempDir folder;
  const RedactFilm film = with_look_alike();
  write_film(film, folder / "in.mp4");
  write_image(folder / "target.png", photo_of(redact_target(film_seed)));
  RedactJob job = job_of(folder / "in.mp4", folder / "out.mp4");
  job.keep = {folder / "target.png"};
  const RedactOutcome outcome = run_redact(job);
  // Nobody can say which of the two is the person, so at most one may be open on a frame.
  const auto before = open_decoder(folder / "in.mp4");
  const auto after = open_decoder(folder / "out.mp4");
  for (int i = 0; i < film.scene->frames(); ++i) {
    const std::optional<Frame> a = before->read();
    const std::optional<Frame> b = after->read();
    ASSERT_TRUE(a && b);
    int open = 0;
    for (const FaceTruth& face : film.scene->truth(i).faces) {
      open += shared_detail(*a, *b, face.box) > 0.4 ? 1 : 0;
    }
    EXPECT_LE(open, 1) << "frame " << i;
  }
}

TEST(RedactOnly, hides_one_person_and_shows_those_who_are_certainly_others) {
  const TempDir folder;
  SceneScript script;
  ShotScript shot;
  shot.frames = is_sanitized ? 12 : 40;
  const int target = redact_target(film_seed);
  shot.cast = {Role{.actor = target, .x = 180, .y = 180},
               Role{.actor = (target + 3) % 8, .x = 460, .y = 180}};
  script.shots = {shot};
  const RedactFilm film{"two", std::make_shared<const Scene>(script)};
  write_film(film, folder / "in.mp4");
  write_image(folder / "target.png", photo_of(target));
  RedactJob job = job_of(folder / "in.mp4", folder / "out.mp4");
  job.only = {folder / "target.png"};
  EXPECT_TRUE(run_redact(job).is_safe());
  const Exposure exposure = exposure_of(film, folder / "in.mp4", folder / "out.mp4",
                                        [&](int actor) { return actor == target; });
  EXPECT_EQ(exposure.hidden, shot.frames);
  EXPECT_EQ(exposure.exposed, 0) << ::testing::PrintToString(exposure.where);
  EXPECT_EQ(exposure.touched, 0) << ::testing::PrintToString(exposure.where);
}

TEST(RedactCheck, hides_in_a_second_round_what_the_search_missed) {
  const TempDir folder;
  const RedactFilm film = redact_films(film_seed).at(4);
  write_film(film, folder / "in.mp4");
  RedactJob job = job_of(folder / "in.mp4", folder / "out.mp4");
  // A searcher and a tracker that find nothing.
  job.searcher = [] { return make_detector("builtin", {.min_score = 1, .min_face = 10000}); };
  job.video.stages.tracker = [](Detector&, Embedder*, const TrackerOptions&) {
    return std::unique_ptr<Tracker>();
  };
  const RedactOutcome outcome = run_redact(job);
  EXPECT_GE(outcome.rounds, 2);
  const Exposure exposure =
      exposure_of(film, folder / "in.mp4", folder / "out.mp4", [](int) { return true; });
  EXPECT_EQ(exposure.exposed, 0) << ::testing::PrintToString(exposure.where);
}

}  // namespace
}  // namespace facetrack::testing
