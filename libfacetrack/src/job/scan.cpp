// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/scan.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "facetrack/index_job.hpp"
#include "facetrack/log.hpp"
#include "facetrack/photos.hpp"

#include "job/job_source.hpp"
#include "look/identify_seen.hpp"

namespace facetrack::job {
namespace {

/// The last of `frames` before `frame`; 0 if there is none. `frames` ascend.
std::int64_t before(std::span<const std::int64_t> frames, std::int64_t frame) {
  const auto next = std::lower_bound(frames.begin(), frames.end(), frame);
  return next == frames.begin() ? 0 : *(next - 1);
}

/// The first of `frames` after `frame`; `last` if there is none.
std::int64_t after(std::span<const std::int64_t> frames, std::int64_t frame, std::int64_t last) {
  const auto next = std::upper_bound(frames.begin(), frames.end(), frame);
  return next == frames.end() ? last : *next;
}

/// Joins parts that touch.
std::vector<FrameRange> joined(std::vector<FrameRange> parts) {
  std::sort(parts.begin(), parts.end(),
            [](const FrameRange& a, const FrameRange& b) { return a.first_frame < b.first_frame; });
  std::vector<FrameRange> all;
  for (const FrameRange& part : parts) {
    if (!all.empty() && part.first_frame <= all.back().last_frame + 1) {
      all.back().last_frame = std::max(all.back().last_frame, part.last_frame);
    } else {
      all.push_back(part);
    }
  }
  return all;
}

/// The looks that may show the person: everybody who is not certainly somebody else.
std::vector<FrameRange> shown(const SeenVideo& seen, const Gallery& people) {
  std::vector<FrameRange> ranges;
  for (const Identification& id : identify_seen(seen.persons, people, target_name)) {
    const bool other = id.verdict == Verdict::other_person && id.distance > people.limits.uncertain;
    if (other || (id.verdict == Verdict::other_person && !id.person.empty())) continue;
    for (const Appearance& one : seen.persons[static_cast<std::size_t>(id.track)].appearances) {
      ranges.push_back({one.first_frame, one.last_frame});
    }
  }
  return joined(std::move(ranges));
}

SeenVideo look(const JobVideo& video, const MediaTime& every, const RunControl& control) {
  Stages stages = video.stages;
  stages.decoder = [&] { return open_video(video); };
  LookOptions looks;
  looks.every = every;
  looks.min_face = video.options.tracker.min_face;
  looks.workers = video.options.workers;
  return look_through(stages, looks, control);
}

double longest_gap(const SeenVideo& seen, const Decoder& decoder) {
  double longest = 0;
  MediaTime last = decoder.info().start;
  for (const std::int64_t look : seen.looks) {
    const auto time = decoder.time_of(look);
    if (!time) continue;
    longest = std::max(longest, (time->pts - last).seconds());
    last = time->pts;
  }
  return std::max(longest, (decoder.info().start + seen.facts.duration - last).seconds());
}

void report(const SeenVideo& seen, double gap, const std::vector<FrameRange>& parts) {
  std::int64_t frames = 0;
  for (const FrameRange& part : parts) frames += part.last_frame - part.first_frame + 1;
  std::array<char, 200> text{};
  std::snprintf(
      text.data(), text.size(),
      "looked at %d frames; %.1f percent of the video may show the person and is analysed. An "
      "appearance of less than %.1f s may be missing",
      seen.facts.looks,
      100.0 * static_cast<double>(frames) /
          static_cast<double>(std::max<std::int64_t>(seen.facts.frames, 1)),
      gap);
  log(LogLevel::info, text.data());
}

}  // namespace

std::vector<FrameRange> parts_around(std::span<const FrameRange> shown,
                                     std::span<const std::int64_t> looks,
                                     std::span<const std::int64_t> keys, std::int64_t frames) {
  std::vector<FrameRange> parts;
  for (const FrameRange& range : shown) {
    const std::int64_t begin = before(looks, range.first_frame);
    const std::int64_t end = after(looks, range.last_frame, frames);
    parts.push_back({before(keys, begin + 1), after(keys, end, frames) - 1});
  }
  return joined(std::move(parts));
}

std::vector<FrameRange> longer_parts(std::span<const FrameRange> parts,
                                     std::span<const FaceTrack> tracks,
                                     std::span<const std::int64_t> keys, std::int64_t frames) {
  std::vector<FrameRange> longer(parts.begin(), parts.end());
  for (FrameRange& part : longer) {
    const FrameRange old = part;
    for (const FaceTrack& track : tracks) {
      if (track.first_frame() == old.first_frame) part.first_frame = before(keys, old.first_frame);
      if (track.last_frame() == old.last_frame) {
        part.last_frame = after(keys, old.last_frame + 1, frames) - 1;
      }
    }
  }
  return joined(std::move(longer));
}

Analysis scan_analysis(const JobVideo& video, const MediaTime& every, const Gallery& people,
                       bool pictures, const RunControl& control) {
  std::unique_ptr<Decoder> decoder = open_video(video);
  std::vector<std::int64_t> keys;
  for (const KeyFrame& key : decoder->key_frames()) keys.push_back(key.index);
  if (keys.empty() || !decoder->time_of(0)) {
    log(LogLevel::info,
        video.file.string() + ": cannot be searched in parts; all of it is analysed");
    return new_analysis(video, std::move(decoder), pictures, control);
  }
  JobVideo parts = video;
  const std::int64_t frames = decoder->count_frames().value_or(0);
  if (video.options.parts) {
    parts.options.parts = parts_around(*video.options.parts, keys, keys, frames);
  } else {
    const SeenVideo seen = look(video, every, control);
    parts.options.parts = parts_around(shown(seen, people), seen.looks, keys, frames);
    report(seen, longest_gap(seen, *decoder), *parts.options.parts);
  }
  while (true) {
    Analysis analysis = new_analysis(parts, open_video(video), pictures, control);
    if (analysis.cancelled || control.stop.stop_requested()) {
      analysis.cancelled = true;
      return analysis;
    }
    const auto tracks = tracks_of(analysis, people, target_name);
    auto longer = longer_parts(*parts.options.parts, tracks, keys, frames);
    if (longer == *parts.options.parts) return analysis;
    parts.options.parts = std::move(longer);
  }
}

}  // namespace facetrack::job
