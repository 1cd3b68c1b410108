// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>

#include "facetrack/curate_dataset.hpp"

namespace facetrack {
namespace {

constexpr double course_step = 0.1;  // seconds between two samples of a course
/// Errors of encoding, in gray levels squared: a face that changes less is said to keep still.
constexpr double noise = 0.5;

std::int64_t product(const FaceChange& a, const FaceChange& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Sums of the squares of the changes before each sample.
std::vector<std::int64_t> energies(const FaceCourse& course) {
  std::vector<std::int64_t> sums{0};
  for (const FaceChange& change : course) sums.push_back(sums.back() + product(change, change));
  return sums;
}

FaceChange between(const FaceChange& a, const FaceChange& b, double part) {
  FaceChange change{};
  for (std::size_t i = 0; i < change.size(); ++i) {
    change[i] = static_cast<std::int8_t>(std::lround(a[i] + part * (b[i] - a[i])));
  }
  return change;
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
  std::sort(own.begin(), own.end(),
            [](const FaceLook* a, const FaceLook* b) { return a->frame < b->frame; });
  FaceCourse course;
  const auto time_of = [&](std::size_t i) { return film.time_of(own[i]->frame).seconds(); };
  // The change of the first look began before the stretch.
  std::size_t next = 2;
  for (int k = 0; own.size() > 2; ++k) {
    const double time = time_of(1) + k * course_step;
    while (next < own.size() && time_of(next) < time) ++next;
    if (next == own.size()) break;
    const double part = (time - time_of(next - 1)) / (time_of(next) - time_of(next - 1));
    course.push_back(between(own[next - 1]->change, own[next]->change, part));
  }
  return course;
}

double likeness(const FaceCourse& a, const FaceCourse& b) {
  const std::vector<std::int64_t> before_a = energies(a);
  const std::vector<std::int64_t> before_b = energies(b);
  const auto size_a = std::ssize(a);
  const auto size_b = std::ssize(b);
  const auto least = std::max<std::ptrdiff_t>((std::min(size_a, size_b) + 1) / 2, 1);
  double best = 0;
  for (std::ptrdiff_t offset = least - size_b; offset <= size_a - least; ++offset) {
    // Sample i of `b` is compared with sample i + offset of `a`.
    const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
    const auto end = static_cast<std::size_t>(std::min(size_a, size_b + offset));
    const auto in_b = [offset](std::size_t i) {
      return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) - offset);
    };
    std::int64_t both = 0;
    for (std::size_t i = first; i < end; ++i) both += product(a[i], b[in_b(i)]);
    const double still = noise * static_cast<double>((end - first) * std::tuple_size_v<FaceChange>);
    const auto energy_a = static_cast<double>(before_a[end] - before_a[first]);
    const auto energy_b = static_cast<double>(before_b[in_b(end)] - before_b[in_b(first)]);
    best = std::max(best,
                    static_cast<double>(both) / std::sqrt((energy_a + still) * (energy_b + still)));
  }
  return best;
}

std::vector<double> likeness_to_earlier(std::span<const FaceCourse> courses) {
  std::vector<double> found;
  std::vector<const FaceCourse*> originals;
  for (const FaceCourse& course : courses) {
    double most = 0;
    for (const FaceCourse* earlier : originals) {
      most = std::max(most, likeness(*earlier, course));
      if (most > copy_likeness) break;
    }
    if (most <= copy_likeness) originals.push_back(&course);
    found.push_back(most);
  }
  return found;
}

}  // namespace facetrack
