// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/face_images.hpp"

#include <cstdio>
#include <map>
#include <set>

#include "core/files.hpp"
#include "job/job_source.hpp"
#include "picture/thumbnail.hpp"

namespace facetrack::job {
namespace {

std::string frame_name(std::int64_t frame) {
  char name[48];
  std::snprintf(name, sizeof name, "frame_%06lld.jpg", static_cast<long long>(frame));
  return name;
}

}  // namespace

bool save_face_images(const ClipJob& job, std::span<const ClipPlan> plans,
                      const std::filesystem::path& folder, const RunControl& control) {
  struct Wanted {
    std::filesystem::path folder;
    Region region;
  };
  std::multimap<std::int64_t, Wanted> wanted;
  std::set<std::int64_t> frames;
  for (const ClipPlan& plan : plans) {
    const std::filesystem::path images = folder / "images" / plan.name;
    files::make_folder(images);
    for (std::size_t i = 0; i < plan.points.size();
         i += static_cast<std::size_t>(job.files.save_images)) {
      const TrackPoint& point = plan.points[i];
      const Region region =
          plan.crop.empty() ? media::around_face(point.box) : media::whole_pixels(plan.crop[i]);
      wanted.emplace(point.frame, Wanted{images, region});
      frames.insert(point.frame);
    }
  }
  return visit_video(job.video, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const Region& region = it->second.region;
      write_image(it->second.folder / frame_name(frame.time().index),
                  to_bgr24(frame, region, region.width, region.height));
    }
  });
}

}  // namespace facetrack::job
