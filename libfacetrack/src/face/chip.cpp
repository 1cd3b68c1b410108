// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/chip.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <opencv2/core/mat.hpp>

#include "facetrack/error.hpp"

#include "core/progress_period.hpp"
#include "core/visit_frames.hpp"
#include "face/align.hpp"
#include "face/five_points.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int max_size = 4096;  // pixels
/// The five points of ArcFace's training chips, in pixels of 112 x 112.
constexpr float template_size = 112;
constexpr Landmarks arcface_template{{{38.2946F, 51.6963F},
                                      {73.5318F, 51.5014F},
                                      {56.0252F, 71.7366F},
                                      {41.5493F, 92.3655F},
                                      {70.7299F, 92.2041F}}};
/// Landmark models and the quality measure read this far around a box (fraction of its size).
constexpr float surroundings = 0.5F;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::invalid_argument, "cut_chip: " + why);
}

void check(const Frame& frame, const Detection& face, const ChipOptions& options) {
  if (frame.empty()) refuse("the frame is empty");
  const Box& box = face.box;
  const float limit = 4.0F * static_cast<float>(std::max(frame.width(), frame.height()));
  // Written so that NaN fails, too.
  const bool sane = box.width > 0 && box.height > 0 && box.width < limit && box.height < limit &&
                    std::abs(box.x) < limit && std::abs(box.y) < limit;
  if (!sane) refuse("the box has no area or lies far outside the frame");
  if (options.size < 1 || options.size > max_size) {
    refuse("the size of " + std::to_string(options.size) + " pixels is not possible; 1 to " +
           std::to_string(max_size) + " are allowed");
  }
  if (!(options.margin >= 0) || options.margin > 10) refuse("the margin must be from 0 to 10");
}

/// The part of the frame around the face as bgr24, and its position in the frame.
struct Surroundings {
  Frame picture;
  Point origin;
};

Surroundings around(const Frame& frame, const Box& box) {
  const auto place = [](float begin, float end, int limit) {
    // Even coordinates keep the chroma samples in place.
    const int first = std::clamp(static_cast<int>(std::floor(begin)) / 2 * 2, 0, limit - 1);
    const int last = std::clamp(static_cast<int>(std::ceil(end)), first + 1, limit);
    return std::pair(first / 2 * 2, last);
  };
  const float side = surroundings * std::max(box.width, box.height);
  const auto [left, right] = place(box.x - side, box.x + box.width + side, frame.width());
  const auto [top, bottom] = place(box.y - side, box.y + box.height + side, frame.height());
  const Region region{left, top, right - left, bottom - top};
  return {to_bgr24(frame, region, region.width, region.height),
          {static_cast<float>(left), static_cast<float>(top)}};
}

Detection moved(Detection face, Point by) {
  face.box.x += by.x;
  face.box.y += by.y;
  if (face.landmarks) {
    for (Point& p : *face.landmarks) p = {p.x + by.x, p.y + by.y};
  }
  return face;
}

Frame frame_of(const cv::Mat& picture, const FrameTime& time) {
  const auto owner = std::make_shared<const cv::Mat>(picture);
  return {owner, {as_view(*owner)}, PixelFormat::bgr24, time};
}

void cut_by_points(const Surroundings& source, const Detection& face, const ChipOptions& options,
                   FaceChip& chip) {
  Landmarks target = arcface_template;
  const float scale = static_cast<float>(options.size) / template_size;
  for (Point& p : target) p = {p.x * scale, p.y * scale};
  const auto fit = fit_similarity(*face.landmarks, target);
  if (!fit) refuse("the five points coincide or are not finite");
  chip.picture = frame_of(guarded("cut_chip",
                                  [&] {
                                    return crop_face(source.picture.image(), *face.landmarks,
                                                     target, options.size, options.size);
                                  }),
                          source.picture.time());
  for (std::size_t i = 0; i < chip.points.size(); ++i)
    chip.points[i] = (*fit)((*face.landmarks)[i]);
}

void cut_square(const Frame& frame, const Detection& face, const ChipOptions& options,
                FaceChip& chip) {
  const float side = std::max(face.box.width, face.box.height) * (1 + 2 * options.margin);
  const Point center = face.box.center();
  const int whole = std::max(1, static_cast<int>(std::lround(side)));
  const Region region{static_cast<int>(std::lround(center.x - side / 2)),
                      static_cast<int>(std::lround(center.y - side / 2)), whole, whole};
  chip.picture = to_bgr24(frame, region, options.size, options.size);
  const float scale = static_cast<float>(options.size) / static_cast<float>(whole);
  for (std::size_t i = 0; i < chip.points.size(); ++i) {
    const Point& p = (*face.landmarks)[i];
    chip.points[i] = {(p.x - static_cast<float>(region.x)) * scale,
                      (p.y - static_cast<float>(region.y)) * scale};
  }
}

}  // namespace

FaceChip cut_chip(const Frame& frame, const Detection& face, const ChipOptions& options) {
  check(frame, face, options);
  // Created on demand, because a finder reads a model file.
  thread_local std::unique_ptr<FivePoints> finder;
  const Surroundings source = around(frame, face.box);
  Detection local = moved(face, {-source.origin.x, -source.origin.y});
  if (!local.landmarks) {
    local.landmarks = points_of(source.picture.image(), local, finder);
    // If a model sees no face, it may put all points into one place.
    if (!fit_similarity(*local.landmarks, arcface_template)) {
      local.landmarks = mean_landmarks(local.box);
    }
  }
  FaceChip chip;
  chip.quality = face_quality(source.picture.image(), local);
  chip.pose = face_pose(*local.landmarks);
  if (options.shape == ChipShape::five_points) {
    cut_by_points(source, local, options, chip);
  } else {
    cut_square(frame, moved(local, source.origin), options, chip);
  }
  return chip;
}

bool cut_chips(Decoder& decoder, std::span<const FaceTrack> tracks, const ChipOptions& options,
               const std::function<void(const FaceChip&)>& take, const RunControl& control) {
  if (options.every < 1) {
    throw Error(ErrorCode::invalid_argument, "cut_chips: `every` must be 1 or more");
  }
  struct Face {
    int track;
    Detection detection;
  };
  std::multimap<std::int64_t, Face> wanted;  // by frame
  for (const FaceTrack& track : tracks) {
    for (std::size_t i = 0; i < track.points.size(); i += static_cast<std::size_t>(options.every)) {
      const TrackPoint& point = track.points[i];
      wanted.emplace(point.frame, Face{track.id, {point.box, point.score, point.landmarks}});
    }
  }
  std::set<std::int64_t> frames;
  for (const auto& [frame, face] : wanted) frames.insert(frame);
  std::int64_t done = 0;
  auto reported = std::chrono::steady_clock::now();
  return visit_frames(decoder, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      FaceChip chip = cut_chip(frame, it->second.detection, options);
      chip.track = it->second.track;
      take(chip);
      ++done;
    }
    const auto now = std::chrono::steady_clock::now();
    if (control.on_progress && now - reported >= progress_period) {
      reported = now;
      control.on_progress({"chips", static_cast<double>(done) / static_cast<double>(wanted.size()),
                           (frame.time().pts - decoder.info().start).seconds(), done, 0});
    }
  });
}

}  // namespace facetrack
