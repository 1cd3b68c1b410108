// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Measures `redact` on rendered films whose truth is known:
//   bench_redact FIRST_SEED LAST_SEED [DETECTOR [EMBEDDER]]
// For every film it hides everybody, then everybody but the target, and counts the frames of faces
// that were left open and of the target's face that were changed.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "facetrack/facetrack.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"
#include "support/redact_films.hpp"

namespace facetrack::testing {
namespace {

struct Models {
  std::string detector = "builtin";
  std::string embedder = "builtin";
};

RedactJob job_of(const std::filesystem::path& source, const std::filesystem::path& output,
                 const Models& models) {
  RedactJob job;
  job.video.file = source;
  job.video.stages.detector = [models] { return make_detector(models.detector); };
  job.video.stages.embedder = [models] { return make_embedder(models.embedder); };
  job.video.settings = {{"detector", models.detector}, {"embedder", models.embedder}};
  job.video.options.tracker.effort = Effort::thorough;
  job.video.options.tracker.interval = 1;
  job.searcher = [models] {
    return make_detector(models.detector, {.min_score = RedactJob::lowest_score});
  };
  job.checker = [models] { return RedactJob::make_checker(models.detector); };
  job.output = output;
  job.overwrite = true;
  return job;
}

void add(const Exposure& from, Exposure& to) {
  to.hidden += from.hidden;
  to.exposed += from.exposed;
  to.kept += from.kept;
  to.touched += from.touched;
  to.most_shared = std::max(to.most_shared, from.most_shared);
  to.least_shared = std::min(to.least_shared, from.least_shared);
}

int measure(std::uint64_t first, std::uint64_t last, const Models& models) {
  use_shared_models();
  const TempDir folder;
  Exposure everybody;
  Exposure but_one;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const int target = redact_target(seed);
    write_image(folder / "target.png", photo_of(target));
    for (const RedactFilm& film : redact_films(seed)) {
      write_film(film, folder / "in.mp4");
      RedactJob job = job_of(folder / "in.mp4", folder / "out.mp4", models);
      const RedactOutcome all = run_redact(job);
      const Exposure hidden =
          exposure_of(film, folder / "in.mp4", folder / "out.mp4", [](int) { return true; });
      job.keep = {folder / "target.png"};
      const RedactOutcome kept = run_redact(job);
      const Exposure shown = exposure_of(film, folder / "in.mp4", folder / "out.mp4",
                                         [&](int actor) { return actor != target; });
      add(hidden, everybody);
      add(shown, but_one);
      std::printf(
          "seed %llu %-18s all: %d of %d exposed, %d rounds, %zu open; keep: %d of %d exposed, %d "
          "of "
          "%d touched, %d rounds, %zu open\n",
          static_cast<unsigned long long>(seed), film.name.c_str(), hidden.exposed, hidden.hidden,
          all.rounds, all.redaction.open.size(), shown.exposed, shown.hidden, shown.touched,
          shown.kept, kept.rounds, kept.redaction.open.size());
      for (const Exposure& list : {hidden, shown}) {
        for (std::size_t i = 0; i < list.where.size() && i < 8; ++i) {
          std::printf("    %s\n", list.where[i].c_str());
        }
      }
      std::fflush(stdout);
    }
  }
  std::printf("everybody hidden: %d of %d exposed\n", everybody.exposed, everybody.hidden);
  std::printf("one kept: %d of %d exposed, %d of %d touched\n", but_one.exposed, but_one.hidden,
              but_one.touched, but_one.kept);
  std::printf("detail shared with the source: hidden faces up to %.2f, kept ones from %.2f\n",
              std::max(everybody.most_shared, but_one.most_shared), but_one.least_shared);
  return everybody.exposed + but_one.exposed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace facetrack::testing

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_redact FIRST_SEED LAST_SEED [DETECTOR [EMBEDDER]]\n");
    return 2;
  }
  facetrack::testing::Models models;
  if (argc > 3) models.detector = argv[3];
  if (argc > 4) models.embedder = argv[4];
  return facetrack::testing::measure(std::strtoull(argv[1], nullptr, 10),
                                     std::strtoull(argv[2], nullptr, 10), models);
}
