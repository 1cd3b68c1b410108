// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/merge.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "facetrack/gallery.hpp"

#include "core/assignment.hpp"

namespace facetrack {
namespace {

/// IoU above which a tracker could confuse two faces: heads next to each other reach 0.1, a head
/// half behind another 0.3 (measured on rendered actors).
constexpr float confusable_iou = 0.25F;

TrackEnd end_of(const Shot& shot) {
  switch (shot.ends_with) {
    case ShotEnd::cut:
      return TrackEnd::cut;
    case ShotEnd::dissolve:
    case ShotEnd::wipe:
      return TrackEnd::dissolve;
    case ShotEnd::fade:
      return TrackEnd::fade;
    case ShotEnd::end:
      return TrackEnd::end;
  }
  return TrackEnd::end;
}

/// The part of `track` on frames first..last, samples included.
FaceTrack part_of(const FaceTrack& track, std::int64_t first, std::int64_t last) {
  FaceTrack part;
  part.ends_because = track.ends_because;
  for (const TrackPoint& point : track.points) {
    if (point.frame >= first && point.frame <= last) part.points.push_back(point);
  }
  for (const FaceSample& sample : track.samples) {
    if (sample.frame >= first && sample.frame <= last) part.samples.push_back(sample);
  }
  return part;
}

void number(std::vector<FaceTrack>& tracks) {
  sort_by_place(tracks);
  for (std::size_t i = 0; i < tracks.size(); ++i) tracks[i].id = static_cast<int>(i);
}

/// Every track and frame on which it could be confused with another track.
std::map<std::size_t, std::vector<std::int64_t>> crossings(const std::vector<FaceTrack>& tracks) {
  std::map<std::int64_t, std::vector<std::pair<std::size_t, const Box*>>> by_frame;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    for (const TrackPoint& point : tracks[i].points)
      by_frame[point.frame].emplace_back(i, &point.box);
  }
  std::map<std::size_t, std::vector<std::int64_t>> met;
  for (const auto& [frame, faces] : by_frame) {
    for (std::size_t a = 0; a < faces.size(); ++a) {
      for (std::size_t b = a + 1; b < faces.size(); ++b) {
        if (iou(*faces[a].second, *faces[b].second) <= confusable_iou) continue;
        for (const std::size_t track : {faces[a].first, faces[b].first}) {
          auto& frames = met[track];
          if (frames.empty() || frames.back() != frame) frames.push_back(frame);
        }
      }
    }
  }
  return met;
}

/// Runs of consecutive frames, as first and last.
std::vector<std::pair<std::int64_t, std::int64_t>> runs_of(
    const std::vector<std::int64_t>& frames) {
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  for (const std::int64_t frame : frames) {
    if (runs.empty() || frame != runs.back().second + 1) runs.emplace_back(frame, frame);
    runs.back().second = frame;
  }
  return runs;
}

/// True if the track shows different persons before and after. False if either side has no face to
/// compare.
bool changes_person(const FaceTrack& before, const FaceTrack& after, float match_distance) {
  const auto a = mean_face(before.samples);
  const auto b = mean_face(after.samples);
  return a && b && distance(*a, *b) > match_distance;
}

void drop(FaceSample& sample) { std::string().swap(sample.portrait); }

}  // namespace

void sort_by_place(std::vector<FaceTrack>& tracks) {
  std::stable_sort(tracks.begin(), tracks.end(), [](const FaceTrack& a, const FaceTrack& b) {
    return std::pair(a.first_frame(), a.points.front().box.x) <
           std::pair(b.first_frame(), b.points.front().box.x);
  });
}

void join_at_seam(std::vector<FaceTrack>& before, std::vector<FaceTrack> after, std::int64_t seam) {
  std::vector<std::size_t> ending, beginning;
  std::vector<Box> last, first;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].last_frame() != seam - 1) continue;
    ending.push_back(i);
    last.push_back(before[i].points.back().box);
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].first_frame() != seam) continue;
    beginning.push_back(i);
    first.push_back(after[i].points.front().box);
  }
  std::vector<bool> joined(after.size(), false);
  for (const auto& [e, b] : assign(last, first)) {
    FaceTrack& head = before[ending[static_cast<std::size_t>(e)]];
    FaceTrack& tail = after[beginning[static_cast<std::size_t>(b)]];
    std::move(tail.points.begin(), tail.points.end(), std::back_inserter(head.points));
    std::move(tail.samples.begin(), tail.samples.end(), std::back_inserter(head.samples));
    head.ends_because = tail.ends_because;
    joined[beginning[static_cast<std::size_t>(b)]] = true;
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!joined[i]) before.push_back(std::move(after[i]));
  }
}

std::vector<FaceTrack> split_at_shots(std::span<const FaceTrack> tracks,
                                      std::span<const Shot> shots, std::int64_t end_frame) {
  std::vector<FaceTrack> pieces;
  for (const FaceTrack& track : tracks) {
    for (const Shot& shot : shots) {
      if (shot.last_frame < track.first_frame() || shot.first_frame > track.last_frame()) continue;
      FaceTrack piece = part_of(track, shot.first_frame, shot.last_frame);
      if (piece.points.empty()) continue;
      if (piece.last_frame() == shot.last_frame) piece.ends_because = end_of(shot);
      if (piece.last_frame() + 1 == end_frame) piece.ends_because = TrackEnd::end;
      pieces.push_back(std::move(piece));
    }
  }
  number(pieces);
  return pieces;
}

std::vector<FaceTrack> split_at_crossings(std::vector<FaceTrack> tracks, float match_distance) {
  const auto met = crossings(tracks);
  std::vector<FaceTrack> pieces;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    FaceTrack rest = std::move(tracks[i]);
    const auto frames = met.find(i);
    if (frames != met.end()) {
      for (const auto& [first, last] : runs_of(frames->second)) {
        if (first <= rest.first_frame() || last >= rest.last_frame()) continue;
        FaceTrack before = part_of(rest, rest.first_frame(), last);
        FaceTrack after = part_of(rest, last + 1, rest.last_frame());
        if (!changes_person(part_of(before, before.first_frame(), first - 1), after,
                            match_distance)) {
          continue;
        }
        before = part_of(before, before.first_frame(), first - 1);
        before.ends_because = TrackEnd::occluded;
        pieces.push_back(std::move(before));
        rest = std::move(after);
      }
    }
    pieces.push_back(std::move(rest));
  }
  return pieces;
}

void drop_portraits(std::vector<FaceTrack>& tracks) {
  for (FaceTrack& track : tracks) {
    for (FaceSample& sample : track.samples) drop(sample);
  }
}

void keep_best_portraits(std::vector<FaceTrack>& tracks, std::span<const Shot> shots) {
  for (FaceTrack& track : tracks) {
    std::map<std::ptrdiff_t, FaceSample*> best;  // by shot
    for (FaceSample& sample : track.samples) {
      if (sample.portrait.empty()) continue;
      const auto shot =
          std::lower_bound(shots.begin(), shots.end(), sample.frame,
                           [](const Shot& s, std::int64_t frame) { return s.last_frame < frame; });
      if (shot == shots.end() || sample.frame < shot->first_frame) {
        drop(sample);
        continue;
      }
      FaceSample*& shown = best[shot - shots.begin()];
      if (shown != nullptr && sample.quality.overall <= shown->quality.overall) {
        drop(sample);
        continue;
      }
      if (shown != nullptr) drop(*shown);
      shown = &sample;
    }
  }
}

void append_part(Analysis& all, Analysis part) {
  for (Shot& shot : part.shots) {
    shot.id = static_cast<int>(all.shots.size());
    all.shots.push_back(shot);
  }
  for (FaceTrack& track : part.tracks) {
    track.id = static_cast<int>(all.tracks.size());
    all.tracks.push_back(std::move(track));
  }
  all.damaged.insert(all.damaged.end(), part.damaged.begin(), part.damaged.end());
  all.skipped_frames += part.skipped_frames;
  all.stills.merge(part.stills);
  all.cancelled = all.cancelled || part.cancelled;
  all.times.decode += part.times.decode;
  all.times.shots += part.times.shots;
  all.times.detect += part.times.detect;
  all.times.track += part.times.track;
  all.times.embed += part.times.embed;
}

}  // namespace facetrack
