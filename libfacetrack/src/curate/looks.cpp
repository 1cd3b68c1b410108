// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>

#include "facetrack/chip.hpp"
#include "facetrack/curate_looks.hpp"
#include "facetrack/error.hpp"

#include "core/progress_period.hpp"
#include "core/visit_frames.hpp"
#include "curate/bars.hpp"
#include "curate/camera_motion.hpp"
#include "curate/overlay_finder.hpp"
#include "face/head_pose.hpp"
#include "face/hidden_parts.hpp"

namespace facetrack {
namespace {

/// Luma beyond these has no detail left. Video luma ends at 16 and 235, which conversion to RGB
/// stretches to 0 and 255; compression blurs the ends by a few steps.
constexpr float black = 8;
constexpr float white = 247;
/// Part of an aligned chip, on each side, that shows hair and background beside the face.
constexpr int rim_part = 8;
constexpr int cell_size = 4;         // pixels, of a cell of FaceChange
constexpr double change_time = 0.1;  // seconds, the unit of FaceChange
/// Looks further apart do not tell the speed of the camera or of a face.
constexpr double longest_gap = 0.5;  // seconds

float luma_of(const std::byte* bgr) {
  const auto value = [&](int i) { return static_cast<float>(std::to_integer<int>(bgr[i])); };
  return 0.114F * value(0) + 0.587F * value(1) + 0.299F * value(2);
}

/// Mean luma of the middle of a chip, and the part of it without detail.
void add_light(const ImageView& chip, FaceLook& look) {
  const int rim = chip.width / rim_part;
  double sum = 0;
  int clipped = 0;
  int count = 0;
  for (int y = rim; y < chip.height - rim; ++y) {
    for (int x = rim; x < chip.width - rim; ++x, ++count) {
      const float luma = luma_of(chip.row(y) + static_cast<std::ptrdiff_t>(3) * x);
      sum += static_cast<double>(luma);
      if (luma < black || luma > white) ++clipped;
    }
  }
  look.brightness = static_cast<float>(sum / count);
  look.clipped = static_cast<float>(clipped) / static_cast<float>(count);
}

/// The mean luma of each cell of the square around a face.
using Cells = std::array<float, std::tuple_size_v<FaceChange>>;
Cells cells_of(const Frame& frame, const Box& face) {
  const Point middle = face.center();
  const float side = std::max(face.width, face.height);
  const int whole = std::max(static_cast<int>(side), 1);
  const Frame small = to_bgr24(
      frame,
      {static_cast<int>(middle.x - side / 2), static_cast<int>(middle.y - side / 2), whole, whole},
      cell_size * cells_across, cell_size * cells_across);
  Cells cells{};
  for (int y = 0; y < small.height(); ++y) {
    for (int x = 0; x < small.width(); ++x) {
      cells[static_cast<std::size_t>(y / cell_size * cells_across + x / cell_size)] +=
          luma_of(small.image().row(y) + static_cast<std::ptrdiff_t>(3) * x) /
          (cell_size * cell_size);
    }
  }
  return cells;
}

/// Both frames are seen through the same box: an error of the box then changes little, while two
/// boxes that differ by a pixel would look like a motion.
FaceChange change_of(const Frame& before, const Frame& now, const Box& face) {
  const Cells old = cells_of(before, face);
  const Cells fresh = cells_of(now, face);
  const double seconds = (now.time().pts - before.time().pts).seconds();
  FaceChange change{};
  if (seconds <= 0 || seconds > longest_gap) return change;
  const auto tenths = static_cast<float>(seconds / change_time);
  for (std::size_t i = 0; i < change.size(); ++i) {
    change[i] = static_cast<std::int8_t>(
        std::lround(std::clamp((fresh[i] - old[i]) / tenths, -127.0F, 127.0F)));
  }
  return change;
}

/// Looks at whole frames, one after the other.
class PictureLooker {
 public:
  PictureLook look(const Frame& frame, const std::vector<Box>& faces) {
    const Frame picture = to_yuv420p(frame);
    PictureLook look;
    look.frame = frame.time().index;
    look.picture = curation::without_bars(picture.luma(), picture.color().full_range);
    const int width = std::min(curation::motion_width, picture.width() / 2 * 2);
    const int height = std::max(picture.height() * width / picture.width() / 2 * 2, 2);
    const Frame small = shrink(picture, width, std::min(height, picture.height() / 2 * 2));
    const double seconds = last_.empty() ? 0 : (frame.time().pts - last_.time().pts).seconds();
    const bool same_size = small.width() == last_.width() && small.height() == last_.height();
    if (same_size && seconds > 0 && seconds <= longest_gap) {
      const float scale = static_cast<float>(width) / static_cast<float>(picture.width());
      std::vector<Box> scaled;
      for (const Box& b : faces) {
        scaled.push_back({b.x * scale, b.y * scale, b.width * scale, b.height * scale});
      }
      if (const auto shift = curation::background_shift(last_.luma(), small.luma(), scaled)) {
        look.camera = *shift / static_cast<float>(width) / static_cast<float>(seconds);
      }
    }
    look.overlay = overlays_.look(picture);
    last_ = small;
    return look;
  }

 private:
  Frame last_;  ///< small
  curation::OverlayFinder overlays_;
};

}  // namespace

FilmLooks look_at_faces(Decoder& decoder, std::span<const FaceTrack> tracks, int every,
                        const RunControl& control) {
  if (every < 1) {
    throw Error(ErrorCode::invalid_argument, "look_at_faces: `every` must be 1 or more");
  }
  struct Face {
    int track;
    Detection detection;
  };
  std::multimap<std::int64_t, Face> wanted;  // by frame
  std::set<std::int64_t> frames;
  for (const FaceTrack& track : tracks) {
    for (const TrackPoint& point : track.points) {
      if (point.frame % every != 0) continue;
      wanted.emplace(point.frame, Face{track.id, point.detection()});
      frames.insert(point.frame);
    }
  }
  FilmLooks looks;
  ChipOptions options;
  options.size = ChipModel::chip_size;
  PictureLooker looker;
  HeadPoseFinder pose_finder;
  HiddenPartsFinder hidden_finder;
  Frame last;
  auto reported = std::chrono::steady_clock::now();
  visit_frames(decoder, frames, control, [&](const Frame& frame) {
    std::vector<Box> boxes;
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto face = begin; face != end; ++face) {
      const FaceChip chip = cut_chip(frame, face->second.detection, options);
      FaceLook look{face->second.track, frame.time().index, pose_finder.find(chip),
                    chip.quality.sharpness};
      add_light(chip.picture.image(), look);
      const HiddenParts hidden = hidden_finder.find(chip.picture.image());
      look.mouth_hidden = hidden.mouth;
      look.eyes_hidden = hidden.eyes;
      const auto seen_before = [&](const auto& known) { return known.second.track == look.track; };
      const auto [from, to] = wanted.equal_range(last.time().index);
      if (!last.empty() && std::any_of(from, to, seen_before)) {
        look.change = change_of(last, frame, face->second.detection.box);
      }
      looks.faces.push_back(look);
      boxes.push_back(face->second.detection.box);
    }
    looks.pictures.push_back(looker.look(frame, boxes));
    last = frame;
    const auto now = std::chrono::steady_clock::now();
    if (control.on_progress && now - reported >= progress_period) {
      reported = now;
      const auto done = std::ssize(looks.pictures);
      control.on_progress({"looks", static_cast<double>(done) / static_cast<double>(frames.size()),
                           (frame.time().pts - decoder.info().start).seconds(), done, 0});
    }
  });
  return looks;
}

}  // namespace facetrack
