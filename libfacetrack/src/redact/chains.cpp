// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/chains.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "redact/boxes.hpp"
#include "redact/film_times.hpp"

namespace facetrack::redact {
namespace {

/// IoU from which on a sighting is the face of a track. Boxes of two detectors on one face differ
/// by less; faces of neighbours overlap by less.
constexpr float iou_of_same_face = 0.3F;
/// A sighting is a part of a face if this much of it lies inside the face...
constexpr float inside = 0.8F;
/// ... and if it is at most this large, as a part of the face's area.
constexpr float part_area = 0.5F;
/// Two boxes are of one face, too, if their centres are nearer than this, in sizes of the larger
/// one: neighbours are half a face apart even if one covers the other.
constexpr float same_center = 0.2F;
/// Between two sightings a face moves by at most this, in face sizes. A wrong connection only hides
/// more.
constexpr float longest_move = 1;
/// ... and changes its size by at most this factor.
constexpr float size_change = 2;

struct OnFrame {
  std::size_t chain;
  std::size_t place;
};

Chain chain_of(const FaceTrack& track, std::size_t index) {
  Chain chain{index, {}};
  chain.places.reserve(track.points.size());
  for (const TrackPoint& point : track.points) {
    chain.places.push_back(
        {point.frame, point.box, point.box, point.from == BoxSource::detection, std::nullopt});
  }
  return chain;
}

bool is_part(const Box& small, const Box& face) {
  return small.area() <= part_area * face.area() && shared_part(small, face) >= inside;
}

/// True for the box of a whole head around a face, or for a close box inside of one.
bool is_around(const Box& box, const Box& face) {
  const float ratio = longer_side(box) / std::max(longer_side(face), 1.0F);
  return distance_in_sizes(box, face) <= same_center && ratio <= size_change &&
         ratio >= 1 / size_change;
}

/// Gives each place the sighting that fits it best, each sighting to at most one place.
void join(std::vector<Chain>& chains, const std::vector<OnFrame>& here,
          std::span<const Sighting> faces, const std::vector<std::size_t>& found,
          std::vector<bool>& used) {
  struct Pair {
    float fit;
    std::size_t face;
    OnFrame at;
  };
  std::vector<Pair> pairs;
  const auto place_at = [&](const OnFrame& at) -> Place& {
    return chains[at.chain].places[at.place];
  };
  for (const std::size_t face : found) {
    for (const OnFrame& at : here) {
      const float fit = iou(faces[face].box, place_at(at).box);
      if (fit >= iou_of_same_face) pairs.push_back({fit, face, at});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.fit > b.fit; });
  for (const Pair& pair : pairs) {
    Place& place = place_at(pair.at);
    if (used[pair.face] || place.sighting) continue;
    used[pair.face] = true;
    place.sighting = pair.face;
    place.found = true;
    place.all = hull(place.all, faces[pair.face].box);
  }
  for (const std::size_t face : found) {
    const auto whole = std::find_if(here.begin(), here.end(), [&](const OnFrame& at) {
      const Box& known = place_at(at).box;
      return !used[face] && (is_part(faces[face].box, known) || is_around(faces[face].box, known));
    });
    if (whole == here.end()) continue;
    used[face] = true;
    place_at(*whole).all = hull(place_at(*whole).all, faces[face].box);
  }
}

bool continues(const Box& before, const Box& after) {
  const float ratio = longer_side(after) / std::max(longer_side(before), 1.0F);
  return distance_in_sizes(before, after) <= longest_move && ratio <= size_change &&
         ratio >= 1 / size_change;
}

/// The open chain that the sighting continues best; chains.size() if there is none.
std::size_t chain_before(const std::vector<Chain>& chains, std::size_t first, const Sighting& face,
                         const FilmTimes& times, const MediaTime& longest_gap) {
  std::size_t best = chains.size();
  float least = longest_move;
  for (std::size_t i = first; i < chains.size(); ++i) {
    const Place& last = chains[i].places.back();
    if (last.frame >= face.frame || times.between(last.frame, face.frame) > longest_gap) continue;
    if (!continues(last.box, face.box) || !times.in_one_shot(last.frame, face.frame)) continue;
    const float distance = distance_in_sizes(last.box, face.box);
    if (distance > least) continue;
    least = distance;
    best = i;
  }
  return best;
}

}  // namespace

std::vector<Chain> chains_of(const Analysis& film, std::span<const Sighting> faces,
                             const MediaTime& longest_gap) {
  std::vector<Chain> chains;
  std::map<std::int64_t, std::vector<OnFrame>> on_frame;
  for (std::size_t i = 0; i < film.tracks.size(); ++i) {
    chains.push_back(chain_of(film.tracks[i], i));
    for (std::size_t p = 0; p < chains.back().places.size(); ++p) {
      on_frame[chains.back().places[p].frame].push_back({i, p});
    }
  }
  std::map<std::int64_t, std::vector<std::size_t>> found;
  for (std::size_t i = 0; i < faces.size(); ++i) found[faces[i].frame].push_back(i);

  const FilmTimes times(film);
  std::vector<bool> used(faces.size(), false);
  // Chains that are too old to continue are passed over: all before `first` are.
  std::size_t first = chains.size();
  for (const auto& [frame, here] : found) {
    const auto tracked = on_frame.find(frame);
    if (tracked != on_frame.end()) join(chains, tracked->second, faces, here, used);
    while (first < chains.size() &&
           times.between(chains[first].places.back().frame, frame) > longest_gap) {
      ++first;
    }
    for (const std::size_t i : here) {
      if (used[i]) continue;
      const std::size_t before = chain_before(chains, first, faces[i], times, longest_gap);
      if (before == chains.size()) chains.emplace_back();
      chains[before].places.push_back({frame, faces[i].box, faces[i].box, true, i});
    }
  }
  return chains;
}

}  // namespace facetrack::redact
