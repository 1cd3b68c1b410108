// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

namespace facetrack {
namespace {

constexpr std::array measure_table{
    MeasureInfo{"length", "seconds", "From the first frame to the end of the last one."},
    MeasureInfo{"face_size", "pixels",
                "Shorter side of the box; 95 % of the frames have a larger face."},
    MeasureInfo{"face_area", "%", "Mean part of the picture that the box covers."},
    MeasureInfo{"face_area_least", "%", "The smallest part of the picture that the box covers."},
    MeasureInfo{"other_faces", "", "The largest number of other faces on one frame."},
    MeasureInfo{"yaw", "degrees", "Turn to the side; on 95 % of the looks the face turns less."},
    MeasureInfo{"pitch", "degrees", "Turn up or down; on 95 % of the looks the face turns less."},
    MeasureInfo{"roll", "degrees", "Tilt to a shoulder; on 95 % of the looks the face tilts less."},
    MeasureInfo{"turn", "degrees",
                "Mean of the whole turn, the root of the sum of the squares of yaw, pitch, roll."},
    MeasureInfo{"turn_most", "degrees", "The largest whole turn."},
    MeasureInfo{"sharpness", "",
                "0 blurred to 1 sharp, independent of the size; 95 % of the looks are sharper."},
    MeasureInfo{"brightness", "luma", "Median of the mean luma of the face, 0 to 255."},
    MeasureInfo{"clipped", "",
                "Median part of the face that is black or white, without detail, 0 to 1."},
    MeasureInfo{"motion", "face widths per second", "Mean speed of the centre of the face."},
    MeasureInfo{"agreement", "",
                "Mean similarity (cosine) of the samples of the track's face: how recognisable it "
                "is. Needs two samples."},
};

}  // namespace

std::span<const MeasureInfo> curate_measures() noexcept { return measure_table; }

namespace curation {
namespace {

// The values that 95 % of all values do not exceed, and that 95 % reach. Require: not empty.
double upper(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() - 1 - (values.size() - 1) / 20];
}
double lower(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 20];
}
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

template <class Items, class Value>
std::vector<double> each(const Items& items, const Value& value) {
  std::vector<double> values;
  for (const auto& item : items) values.push_back(static_cast<double>(value(item)));
  return values;
}

double whole_turn(const FaceLook& look) {
  return std::sqrt(look.pose.yaw * look.pose.yaw + look.pose.pitch * look.pose.pitch +
                   look.pose.roll * look.pose.roll);
}

/// Mean cosine of all pairs of samples: how alike the face is to itself.
std::optional<double> agreement(const FaceTrack& track) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    for (std::size_t j = i + 1; j < track.samples.size(); ++j, ++pairs) {
      const float apart = distance(track.samples[i].embedding, track.samples[j].embedding);
      sum += 1 - apart * apart / 2;  // of unit vectors
    }
  }
  if (pairs == 0) return std::nullopt;
  return sum / pairs;
}

void add_looks(std::span<const FaceLook> looks, std::map<std::string, double>& found) {
  if (looks.empty()) return;
  const auto turn = [&](auto angle) {
    return upper(each(looks, [&](const FaceLook& l) { return std::abs(angle(l.pose)); }));
  };
  found["yaw"] = turn([](const FacePose& p) { return p.yaw; });
  found["pitch"] = turn([](const FacePose& p) { return p.pitch; });
  found["roll"] = turn([](const FacePose& p) { return p.roll; });
  const std::vector<double> turns = each(looks, whole_turn);
  found["turn"] = mean(turns);
  found["turn_most"] = *std::max_element(turns.begin(), turns.end());
  found["sharpness"] = lower(each(looks, [](const FaceLook& l) { return l.sharpness; }));
  found["brightness"] = median(each(looks, [](const FaceLook& l) { return l.brightness; }));
  found["clipped"] = median(each(looks, [](const FaceLook& l) { return l.clipped; }));
}

}  // namespace

std::vector<float> motion_of(std::span<const TrackPoint> points) {
  std::vector<float> motion(points.size());
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point a = points[i - 1].box.center();
    const Point b = points[i].box.center();
    const double seconds = (points[i].pts - points[i - 1].pts).seconds();
    const float width = std::max(points[i].box.width, 1.0F);
    if (seconds > 0) {
      motion[i] = std::hypot(b.x - a.x, b.y - a.y) / width / static_cast<float>(seconds);
    }
  }
  return motion;
}

std::map<std::string, double> measure(const StretchView& view) {
  std::map<std::string, double> found;
  const std::int64_t first = view.points.front().frame;
  const std::int64_t last = view.points.back().frame;
  found["length"] = (view.film.time_of(last + 1) - view.film.time_of(first)).seconds();
  found["face_size"] = lower(
      each(view.points, [](const TrackPoint& p) { return std::min(p.box.width, p.box.height); }));
  const double picture = static_cast<double>(view.film.source.width) * view.film.source.height;
  if (picture > 0) {
    const auto areas = each(view.points, [&](const TrackPoint& p) {
      return 100 * static_cast<double>(p.box.area()) / picture;
    });
    found["face_area"] = mean(areas);
    found["face_area_least"] = *std::min_element(areas.begin(), areas.end());
  }
  found["other_faces"] = *std::max_element(view.others.begin(), view.others.end());
  // The first frame of a stretch has no frame before it.
  found["motion"] =
      view.motion.size() < 2 ? 0 : mean(each(view.motion.subspan(1), [](float m) { return m; }));
  if (const auto alike = agreement(view.track)) found["agreement"] = *alike;
  add_looks(view.looks, found);
  return found;
}

}  // namespace curation
}  // namespace facetrack
