// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>

#include "facetrack/error.hpp"
#include "facetrack/identify.hpp"

#include "identify/track_face.hpp"

namespace facetrack {
namespace {

/// Groups are joined while their mean distance is below this part of the match distance, which is
/// made for pictures of different origin; in one video people look more like themselves.
constexpr float within_video = 0.95F;

struct Group {
  std::vector<std::size_t> members;
  std::size_t frames = 0;
};

}  // namespace

std::vector<int> cluster_persons(std::span<const FaceTrack> tracks,
                                 const IdentifyOptions& options) {
  if (options.match <= 0) {
    throw Error(ErrorCode::invalid_argument, "cluster_persons: needs a match distance");
  }
  const std::size_t n = tracks.size();
  std::vector<std::optional<Embedding>> faces(n);
  std::vector<Group> groups;
  for (std::size_t i = 0; i < n; ++i) {
    faces[i] = face_of(tracks[i]);
    if (faces[i]) groups.push_back({{i}, tracks[i].points.size()});
  }
  // Average linkage: a chain of look-alikes does not join two people. Groups with members that
  // are on screen together never join.
  const auto linkage = [&](const Group& a, const Group& b) {
    float sum = 0;
    for (const std::size_t i : a.members) {
      for (const std::size_t j : b.members) {
        if (seen_together(tracks[i], tracks[j])) return 1e9F;
        sum += distance(*faces[i], *faces[j]);
      }
    }
    return sum / static_cast<float>(a.members.size() * b.members.size());
  };
  std::vector<std::vector<float>> link(groups.size(), std::vector<float>(groups.size(), 1e9F));
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      link[a][b] = link[b][a] = linkage(groups[a], groups[b]);
    }
  }
  const float limit = options.match * within_video;
  std::vector<bool> gone(groups.size(), false);
  while (true) {
    float best = limit;
    std::size_t into = 0;
    std::size_t from = 0;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        if (gone[a] || gone[b] || link[a][b] >= best) continue;
        best = link[a][b];
        into = a;
        from = b;
      }
    }
    if (from == into) break;
    gone[from] = true;
    groups[into].frames += groups[from].frames;
    groups[into].members.insert(groups[into].members.end(), groups[from].members.begin(),
                                groups[from].members.end());
    for (std::size_t c = 0; c < groups.size(); ++c) {
      if (!gone[c] && c != into) link[into][c] = link[c][into] = linkage(groups[into], groups[c]);
    }
  }
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!gone[g]) order.push_back(g);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return groups[a].frames > groups[b].frames;
  });
  std::vector<int> person(n, -1);
  for (std::size_t p = 0; p < order.size(); ++p) {
    for (const std::size_t i : groups[order[p]].members) person[i] = static_cast<int>(p);
  }
  return person;
}

}  // namespace facetrack
