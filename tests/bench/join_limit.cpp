// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Where the limit of a credible join lies: what joins cost whose two frames are of one shot, and
// what they cost across shots and files; the limit that tells them apart best, and how it does on
// the file that was left out of the choice. Usage: bench_join_limit

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"

#include "bridge/join_cost.hpp"
#include "support/paths.hpp"
#include "support/shot_truth.hpp"

namespace {

using facetrack::bridge::Sketch;
using facetrack::testing::ShotTruth;

constexpr std::int64_t samples = 40;  // frames looked at in a file
constexpr std::int64_t invented = 3;  // interpolated frames of each join, as is usual
constexpr std::int64_t nearest = 12;  // frames of a shot that are nearer are no jump
constexpr double usual_motion = 0.5;  // pixels of the sketch from frame to frame; talking heads

struct Sample {
  Sketch sketch;
  std::int64_t frame = 0;
  std::int64_t shot = 0;
};

struct File {
  std::string name;
  std::vector<Sample> samples;
  std::vector<double> inside;  // costs
  std::vector<double> across;
};

bool judged(const ShotTruth& truth, std::int64_t frame) {
  const auto holds = [&](const auto& span) { return frame >= span.from && frame <= span.to; };
  return std::none_of(truth.gradual.begin(), truth.gradual.end(), holds) &&
         std::none_of(truth.ignore.begin(), truth.ignore.end(), holds);
}

// Cuts and gradual transitions both begin a new shot.
std::int64_t shot_of(const ShotTruth& truth, std::int64_t frame) {
  const auto cuts = std::count_if(truth.cuts.begin(), truth.cuts.end(),
                                  [&](std::int64_t cut) { return cut <= frame; });
  const auto mixes = std::count_if(truth.gradual.begin(), truth.gradual.end(),
                                   [&](const auto& span) { return span.to < frame; });
  return cuts + mixes;
}

File look_at(const ShotTruth& truth) {
  File file{truth.name, {}, {}, {}};
  const auto decoder = facetrack::open_decoder(truth.video);
  // By the decoder: the truth of a single shot does not say how many frames there are.
  const std::int64_t step = std::max<std::int64_t>(decoder->count_frames().value() / samples, 1);
  while (const auto frame = decoder->read()) {
    const std::int64_t index = frame->time().index;
    if (index % step != 0 || !judged(truth, index)) continue;
    file.samples.push_back(
        {facetrack::bridge::sketch_of(*frame, false), index, shot_of(truth, index)});
  }
  return file;
}

double cost(const Sample& a, const Sample& b) {
  return facetrack::bridge::join_cost(facetrack::bridge::pair_cost(a.sketch, b.sketch), invented,
                                      usual_motion);
}

void price_joins(std::vector<File>& files) {
  for (std::size_t f = 0; f < files.size(); ++f) {
    const File& next = files[(f + 1) % files.size()];
    File& file = files[f];
    for (std::size_t i = 0; i < file.samples.size(); ++i) {
      for (std::size_t j = i + 1; j < file.samples.size(); j += 3) {
        const Sample& a = file.samples[i];
        const Sample& b = file.samples[j];
        if (a.shot != b.shot)
          file.across.push_back(cost(a, b));
        else if (b.frame - a.frame >= nearest)
          file.inside.push_back(cost(a, b));
      }
      if (i >= next.samples.size()) continue;
      if (file.samples[i].sketch.luma.size() == next.samples[i].sketch.luma.size())
        file.across.push_back(cost(file.samples[i], next.samples[i]));
    }
  }
}

double part_above(const std::vector<double>& costs, double limit) {
  if (costs.empty()) return 0;
  const auto above = std::count_if(costs.begin(), costs.end(), [&](double c) { return c > limit; });
  return static_cast<double>(above) / static_cast<double>(costs.size());
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

struct Pool {
  std::vector<double> inside, across;
};

Pool all_but(const std::vector<File>& files, const File* left_out) {
  Pool pool;
  for (const File& file : files) {
    if (&file == left_out) continue;
    pool.inside.insert(pool.inside.end(), file.inside.begin(), file.inside.end());
    pool.across.insert(pool.across.end(), file.across.begin(), file.across.end());
  }
  return pool;
}

// The limit with the fewest mistakes, those on either side weighing the same.
double best_limit(const Pool& pool) {
  double best = 0;
  double least = 2;
  for (int step = 1; step <= 500; ++step) {
    const double limit = 0.02 * step;
    const double mistakes = part_above(pool.inside, limit) + 1 - part_above(pool.across, limit);
    if (mistakes < least) {
      least = mistakes;
      best = limit;
    }
  }
  return best;
}

}  // namespace

int main() {
  if (facetrack::testing::shared_dir().empty()) {
    std::puts("needs the real media in ../shared (or FACETRACK_SHARED_DIR)");
    return 0;
  }
  try {
    std::vector<File> files;
    for (const ShotTruth& truth : facetrack::testing::shot_truths()) {
      files.push_back(look_at(truth));
    }
    price_joins(files);
    double refused = 0, passed = 0, inside = 0, across = 0;
    std::printf("%-28s %8s %7s %7s %8s %7s %6s\n", "left out", "inside", "median", "95 %", "across",
                "5 %", "limit");
    for (const File& file : files) {
      const double limit = best_limit(all_but(files, &file));
      const auto in = static_cast<double>(file.inside.size());
      const auto over = static_cast<double>(file.across.size());
      refused += part_above(file.inside, limit) * in;
      passed += (1 - part_above(file.across, limit)) * over;
      inside += in;
      across += over;
      std::printf("%-28s %8.0f %7.2f %7.2f %8.0f %7.2f %6.2f\n", file.name.c_str(), in,
                  quantile(file.inside, 0.5), quantile(file.inside, 0.95), over,
                  quantile(file.across, 0.05), limit);
    }
    const Pool all = all_but(files, nullptr);
    std::printf(
        "left-out files: %.1f %% of the joins inside a shot refused, %.1f %% across passed\n",
        100 * refused / std::max(inside, 1.0), 100 * passed / std::max(across, 1.0));
    const double limit = best_limit(all);
    const double now = facetrack::bridge::join_limit;
    for (const double at : {limit, now}) {
      std::printf("limit %.2f over all files: %.1f %% refused, %.1f %% passed\n", at,
                  100 * part_above(all.inside, at), 100 * (1 - part_above(all.across, at)));
    }
  } catch (const facetrack::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
