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
    MeasureInfo{"mouth_hidden", "seconds",
                "Longest time without a break in which something covers the mouth."},
    MeasureInfo{"eyes_hidden", "seconds",
                "Longest time without a break in which something covers an eye, or both are "
                "closed."},
    MeasureInfo{"motion", "face widths per second", "Mean speed of the centre of the face."},
    MeasureInfo{"camera", "picture widths per second",
                "Mean speed of the background; 0 if it has no detail."},
    MeasureInfo{"overlay", "seconds",
                "Longest time without a break in which text, a logo or the controls of a player "
                "lie over the picture."},
    MeasureInfo{"letterbox", "%", "Part of the picture that black bars cover all the time."},
    MeasureInfo{"speech", "", "Part of the time in which the sound is like a voice, 0 to 1."},
    MeasureInfo{"duplicate", "",
                "Likeness to an earlier stretch of the dataset, 0 to 1. Only if copies are left "
                "out."},
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

/// A part of a face is hidden on a look that is at least this sure of it
/// (data/training/visibility).
constexpr float sure_hidden = 0.5F;
/// Something lies over the picture on a look that is at least this sure of it. 2 of 160 clean
/// films of photographs have two answers above it in a row (data/training/overlay/measure.py).
constexpr float sure_overlay = 0.85F;

/// The longest run of looks on which `part` is at least `sure`, in seconds. A look holds until the
/// next one, and the last look until the end of the stretch.
template <class Look>
double longest_run(const StretchView& view, std::span<const Look> looks, float Look::*part,
                   float sure) {
  double longest = 0;
  std::optional<double> since;
  for (const Look& look : looks) {
    const double now = view.film.time_of(look.frame).seconds();
    if (since) longest = std::max(longest, now - *since);
    if (look.*part < sure)
      since.reset();
    else if (!since)
      since = now;
  }
  const double end = view.film.time_of(view.points.back().frame + 1).seconds();
  return since ? std::max(longest, end - *since) : longest;
}

void add_looks(const StretchView& view, std::map<std::string, double>& found) {
  const std::span<const FaceLook> looks = view.looks;
  if (looks.empty()) return;
  found["mouth_hidden"] = longest_run(view, looks, &FaceLook::mouth_hidden, sure_hidden);
  found["eyes_hidden"] = longest_run(view, looks, &FaceLook::eyes_hidden, sure_hidden);
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

/// The first look compares with a picture before the stretch, perhaps of another shot.
std::optional<double> camera_speed(std::span<const PictureLook> pictures) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 1; i < pictures.size(); ++i) {
    if (!pictures[i].camera) continue;
    sum += static_cast<double>(*pictures[i].camera);
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

std::optional<double> speech(const std::vector<bool>& voice, const TimeRange& range) {
  const std::size_t first = sound_index(range.begin.seconds());
  const std::size_t end = std::min(sound_index(range.end.seconds()), voice.size());
  if (first >= end) return std::nullopt;
  const auto from = voice.begin() + static_cast<std::ptrdiff_t>(first);
  const auto to = voice.begin() + static_cast<std::ptrdiff_t>(end);
  return static_cast<double>(std::count(from, to, true)) / static_cast<double>(to - from);
}

}  // namespace

std::size_t sound_index(double seconds) {
  // Half a look of tolerance, because the times of frames are rarely multiples of it.
  return static_cast<std::size_t>(std::max(std::lround(seconds / sound_step), 0L));
}

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
  const TimeRange range{view.film.time_of(first), view.film.time_of(last + 1)};
  found["length"] = range.length().seconds();
  found["face_size"] = lower(
      each(view.points, [](const TrackPoint& p) { return std::min(p.box.width, p.box.height); }));
  const double picture = static_cast<double>(view.film.source.width) * view.film.source.height;
  if (picture > 0) {
    const auto areas = each(view.points, [&](const TrackPoint& p) {
      return 100 * static_cast<double>(p.box.area()) / picture;
    });
    found["face_area"] = mean(areas);
    found["face_area_least"] = *std::min_element(areas.begin(), areas.end());
    found["letterbox"] =
        100 * (1 - static_cast<double>(view.picture.width) * view.picture.height / picture);
  }
  found["other_faces"] = *std::max_element(view.others.begin(), view.others.end());
  // The first frame of a stretch has no frame before it.
  found["motion"] =
      view.motion.size() < 2 ? 0 : mean(each(view.motion.subspan(1), [](float m) { return m; }));
  if (const auto alike = agreement(view.track)) found["agreement"] = *alike;
  if (const auto speed = camera_speed(view.pictures)) found["camera"] = *speed;
  if (!view.pictures.empty()) {
    found["overlay"] = longest_run(view, view.pictures, &PictureLook::overlay, sure_overlay);
  }
  if (const auto part = speech(view.voice, range)) found["speech"] = *part;
  add_looks(view, found);
  return found;
}

}  // namespace curation
}  // namespace facetrack
