// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/files.hpp"

namespace facetrack::job {
namespace {

// Room around a face, as a part of its size: hair and chin belong to the picture.
constexpr float portrait_margin = 0.35F;

std::string frame_name(std::int64_t frame) {
  char name[48];
  std::snprintf(name, sizeof name, "frame_%06lld.jpg", static_cast<long long>(frame));
  return name;
}

Region whole_pixels(const Box& box) {
  return {static_cast<int>(std::lround(box.x)), static_cast<int>(std::lround(box.y)),
          std::max(1, static_cast<int>(std::lround(box.width))),
          std::max(1, static_cast<int>(std::lround(box.height)))};
}

Box square_around(const Box& face, float margin) {
  const float size = std::max(face.width, face.height) * (1 + 2 * margin);
  return {face.center().x - size / 2, face.center().y - size / 2, size, size};
}

}  // namespace

bool visit_frames(const JobOptions& options, const std::set<std::int64_t>& frames,
                  const RunControl& control, const std::function<void(const Frame&)>& take) {
  if (frames.empty()) return true;
  DecoderOptions decoding = options.decoder;
  if (decoding.threads == 0) decoding.threads = options.analyze.workers;
  const auto decoder = open_decoder(options.video, decoding);
  for (const std::int64_t wanted : frames) {
    if (control.stop.stop_requested()) return false;
    decoder->seek(wanted);
    const std::optional<Frame> frame = decoder->read();
    if (frame && frame->time().index == wanted) take(*frame);
  }
  return true;
}

bool save_face_images(const JobOptions& options, const TrackResult& result,
                      const std::filesystem::path& folder, const RunControl& control) {
  struct Wanted {
    std::filesystem::path folder;
    Box box;
  };
  std::multimap<std::int64_t, Wanted> wanted;
  std::set<std::int64_t> frames;
  for (const ClipPlan& plan : result.plans) {
    const std::filesystem::path images = folder / "images" / plan.name;
    files::make_folder(images);
    for (std::size_t i = 0; i < plan.points.size();
         i += static_cast<std::size_t>(options.save_images)) {
      const Box box =
          plan.crop.empty() ? square_around(plan.points[i].box, portrait_margin) : plan.crop[i];
      wanted.emplace(plan.points[i].frame, Wanted{images, box});
      frames.insert(plan.points[i].frame);
    }
  }
  return visit_frames(options, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const Region region = whole_pixels(it->second.box);
      write_image((it->second.folder / frame_name(frame.time().index)).string(),
                  to_bgr24(frame, region, region.width, region.height));
    }
  });
}

Region around_face(const Box& face) { return whole_pixels(square_around(face, portrait_margin)); }

Frame close_up(const Frame& frame, const Box& face, int size) {
  return to_bgr24(frame, whole_pixels(square_around(face, 0)), size, size);
}

std::int64_t usable_frame(const Analysis& analysis, const Shot& shot, std::int64_t wanted) {
  std::int64_t before = wanted;
  std::int64_t after = wanted;
  const auto& damaged = analysis.damaged;
  for (auto range = damaged.begin(); range != damaged.end(); ++range) {
    if (range->first_frame <= after && after <= range->last_frame) after = range->last_frame + 1;
  }
  for (auto range = damaged.rbegin(); range != damaged.rend(); ++range) {
    if (range->first_frame <= before && before <= range->last_frame) {
      before = range->first_frame - 1;
    }
  }
  const bool has_before = before >= shot.first_frame;
  const bool has_after = after <= shot.last_frame;
  if (has_before && (!has_after || wanted - before <= after - wanted)) return before;
  return has_after ? after : wanted;
}

const TrackPoint& best_point(const FaceTrack& track) {
  float best = 0;
  for (const FaceSample& sample : track.samples) best = std::max(best, sample.quality.overall);
  for (const FaceSample& sample : track.samples) {
    const TrackPoint* point = track.at(sample.frame);
    if (sample.quality.overall >= best && point != nullptr) return *point;
  }
  return track.points[track.points.size() / 2];
}

}  // namespace facetrack::job
