// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "facetrack/curate_dataset.hpp"
#include "facetrack/error.hpp"

namespace facetrack {
namespace {

constexpr std::array<std::string_view, 3> parts{"train", "validation", "test"};
constexpr double rounding = 1e-3;  // of shares that are written with a few digits

}  // namespace

std::span<const std::string_view> split_names() noexcept { return parts; }

VideoPersons persons_of(const Analysis& film, const MatchLimits& limits) {
  VideoPersons found{find_persons(film, limits), {}};
  for (const FoundPerson& person : found.persons) {
    std::vector<FaceSample>& faces = found.faces.emplace_back();
    for (const int id : person.tracks) {
      const FaceTrack& track = film.track(id);
      for (FaceSample sample : track.samples) {
        sample.portrait.clear();
        faces.push_back(std::move(sample));
      }
    }
  }
  return found;
}

std::vector<std::vector<std::string>> name_persons(std::span<const VideoPersons> videos,
                                                   const MatchLimits& limits) {
  // A film with a frame for each video, on which the persons of the video are seen together.
  Analysis all;
  std::vector<std::vector<std::string>> names;
  for (const VideoPersons& video : videos) {
    const std::int64_t frame = std::ssize(names);
    all.pts.push_back({frame, {1, 1}});
    for (const std::vector<FaceSample>& faces : video.faces) {
      FaceTrack track;
      track.id = static_cast<int>(all.tracks.size());
      track.points.push_back({frame, {frame, {1, 1}}, {0, 0, 1, 1}, 0, BoxSource::detection, {}});
      track.samples = faces;
      for (FaceSample& sample : track.samples) sample.frame = frame;
      all.tracks.push_back(std::move(track));
    }
    names.emplace_back(video.persons.size());
  }
  all.frames = std::ssize(names);
  all.pts.push_back({all.frames, {1, 1}});
  std::vector<std::string> of_track(all.tracks.size());
  for (const FoundPerson& person : find_persons(all, limits)) {
    for (const int track : person.tracks) of_track[static_cast<std::size_t>(track)] = person.name;
  }
  std::size_t next = 0;
  for (auto& video : names) {
    for (std::string& name : video) name = of_track[next++];
  }
  return names;
}

std::map<std::string, std::string> split_persons(const std::map<std::string, double>& seconds,
                                                 std::span<const double> shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  const bool sane = shares.size() >= 2 && shares.size() <= parts.size() &&
                    std::abs(sum - 1) <= rounding &&
                    std::all_of(shares.begin(), shares.end(), [](double s) { return s >= 0; });
  if (!sane) {
    throw Error(ErrorCode::invalid_argument,
                "the shares of a split must be two or three numbers that add up to 1", "split");
  }
  std::vector<std::pair<std::string, double>> persons(seconds.begin(), seconds.end());
  std::stable_sort(persons.begin(), persons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  double total = 0;
  for (const auto& [name, length] : persons) total += length;
  std::vector<double> lacks;
  for (const double share : shares) lacks.push_back(share * total);
  std::map<std::string, std::string> split;
  for (const auto& [name, length] : persons) {
    const auto part = std::max_element(lacks.begin(), lacks.end());
    *part -= length;
    split[name] = parts[static_cast<std::size_t>(part - lacks.begin())];
  }
  return split;
}

}  // namespace facetrack
