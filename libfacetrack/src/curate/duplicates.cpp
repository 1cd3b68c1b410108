// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "facetrack/curate_dataset.hpp"

namespace facetrack {
namespace {

constexpr double step = 0.1;  // seconds between two samples of a course
constexpr std::size_t cell_count = std::tuple_size_v<FaceCells>;
using Values = std::array<float, cell_count>;
/// Faces whose mean pictures correlate less are of other persons or in other light.
constexpr double least_alike = 0.8;
/// Errors of encoding and alignment, gray levels squared: changes below them say nothing.
constexpr double noise = 2;

/// The cells of a look without its brightness, which a copy may have changed.
Values values_of(const FaceLook& look) {
  Values values{};
  float mean = 0;
  for (const std::uint8_t cell : look.cells) mean += static_cast<float>(cell);
  mean /= static_cast<float>(cell_count);
  for (std::size_t i = 0; i < cell_count; ++i) {
    values[i] = static_cast<float>(look.cells[i]) - mean;
  }
  return values;
}

double correlation(const Values& a, const Values& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < cell_count; ++i) {
    const auto x = static_cast<double>(a[i]);
    const auto y = static_cast<double>(b[i]);
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

using Change = std::array<std::int8_t, cell_count>;

std::int64_t product(const Change& a, const Change& b) {
  int sum = 0;
  for (std::size_t i = 0; i < cell_count; ++i) sum += a[i] * b[i];
  return sum;
}

/// Sums of the squares of the changes before each sample.
std::vector<std::int64_t> energies(const FaceCourse& course) {
  std::vector<std::int64_t> sums{0};
  for (const Change& change : course.changes) sums.push_back(sums.back() + product(change, change));
  return sums;
}

}  // namespace

FaceCourse course_of(const Analysis& film, const Stretch& stretch,
                     std::span<const FaceLook> looks) {
  std::vector<const FaceLook*> own;
  for (const FaceLook& look : looks) {
    const bool within = look.track == stretch.track && look.frame >= stretch.first_frame &&
                        look.frame <= stretch.last_frame;
    if (within) own.push_back(&look);
  }
  FaceCourse course;
  if (own.empty()) return course;
  std::sort(own.begin(), own.end(),
            [](const FaceLook* a, const FaceLook* b) { return a->frame < b->frame; });
  std::vector<double> times;
  std::vector<Values> values;
  for (const FaceLook* look : own) {
    times.push_back(film.time_of(look->frame).seconds());
    values.push_back(values_of(*look));
  }
  std::vector<Values> samples;
  std::size_t next = 0;  // the first look after the sample
  for (int k = 0; times.front() + k * step <= times.back() + 1e-9; ++k) {
    const double time = times.front() + k * step;
    while (next + 1 < times.size() && times[next] < time) ++next;
    const std::size_t last = next > 0 ? next - 1 : 0;
    const double gap = times[next] - times[last];
    const auto part =
        static_cast<float>(gap > 0 ? std::clamp((time - times[last]) / gap, 0.0, 1.0) : 1.0);
    Values& sample = samples.emplace_back();
    for (std::size_t i = 0; i < cell_count; ++i) {
      sample[i] = values[last][i] + part * (values[next][i] - values[last][i]);
      course.mean[i] += sample[i];
    }
  }
  for (float& mean : course.mean) mean /= static_cast<float>(samples.size());
  for (const Values& sample : samples) {
    Change& change = course.changes.emplace_back();
    for (std::size_t i = 0; i < cell_count; ++i) {
      change[i] = static_cast<std::int8_t>(
          std::lround(std::clamp(sample[i] - course.mean[i], -127.0F, 127.0F)));
    }
  }
  return course;
}

double likeness(const FaceCourse& a, const FaceCourse& b) {
  if (a.changes.empty() || b.changes.empty() || correlation(a.mean, b.mean) < least_alike) return 0;
  const std::vector<std::int64_t> before_a = energies(a);
  const std::vector<std::int64_t> before_b = energies(b);
  const auto size_a = std::ssize(a.changes);
  const auto size_b = std::ssize(b.changes);
  const auto least = (std::min(size_a, size_b) + 1) / 2;
  double best = 0;
  for (std::ptrdiff_t offset = least - size_b; offset <= size_a - least; ++offset) {
    // Sample i of `b` is compared with sample i + offset of `a`.
    const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    const auto end = static_cast<std::size_t>(std::min(size_a, size_b + offset));
    const auto in_b = [offset](std::size_t i) {
      return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) - offset);
    };
    std::int64_t both = 0;
    for (std::size_t i = first; i < end; ++i) both += product(a.changes[i], b.changes[in_b(i)]);
    const double still = noise * static_cast<double>((end - first) * cell_count);
    const auto in_a = static_cast<double>(before_a[end] - before_a[first]);
    const auto in_other = static_cast<double>(before_b[in_b(end)] - before_b[in_b(first)]);
    best = std::max(
        best, (static_cast<double>(both) + still) / std::sqrt((in_a + still) * (in_other + still)));
  }
  return best;
}

void reject_duplicates(std::span<const CourseOf> stretches) {
  std::vector<const FaceCourse*> kept;
  for (const auto& [stretch, course] : stretches) {
    double most = 0;
    for (const FaceCourse* earlier : kept) {
      most = std::max(most, likeness(*earlier, course));
      if (most > copy_likeness) break;
    }
    stretch->measures["duplicate"] = most;
    if (most > copy_likeness) {
      stretch->reason = "duplicate";
      stretch->limit = copy_likeness;
    } else {
      kept.push_back(&course);
    }
  }
}

}  // namespace facetrack
