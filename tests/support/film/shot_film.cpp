// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/shot_film.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

// Gray levels in the rendered pixels. Averaged to a thumbnail they are a third: about what x264
// leaves at its default quality in a new frame and in a repetition.
constexpr double noise_of_new_frame = 1.5;
constexpr double noise_of_repetition = 0.3;

/// What a source frame shows: one shot, or two that are joined.
struct SourceFrame {
  std::size_t shot = 0;
  int frame = 0;                ///< of that shot
  std::optional<double> share;  ///< of the next shot, when both are shown
};

double eased(double t) { return t * t * (3 - 2 * t); }

std::vector<SourceFrame> source_frames(const FilmPlan& plan) {
  std::vector<SourceFrame> out;
  int begin = 0;  // frames of the shot that were already seen in the join before
  for (std::size_t i = 0; i < plan.shots.size(); ++i) {
    const ShotPlan& shot = plan.shots[i];
    for (int frame = 0; frame < shot.frames; ++frame) out.push_back({i, begin + frame, {}});
    if (i + 1 == plan.shots.size()) break;
    for (int m = 0; m < shot.join.mixed; ++m) {
      const double t = (m + 1.0) / (shot.join.mixed + 1.0);
      out.push_back({i, begin + shot.frames + m, shot.join.eased ? eased(t) : t});
    }
    begin = shot.join.mixed;
  }
  return out;
}

/// White (255) for the new picture. The edge has moved by `share` of its way.
cv::Mat wipe_mask(double angle, double share) {
  const double across = std::cos(angle);
  const double down = std::sin(angle);
  const double reach = (std::abs(across) * film_width + std::abs(down) * film_height) / 2;
  cv::Mat mask(film_height, film_width, CV_8UC1);
  for (int y = 0; y < film_height; ++y)
    for (int x = 0; x < film_width; ++x) {
      const double along =
          (x + 0.5 - film_width / 2.0) * across + (y + 0.5 - film_height / 2.0) * down;
      mask.at<std::uint8_t>(y, x) =
          cv::saturate_cast<std::uint8_t>(127 + 255 * (share * 2 * reach - reach - along));
    }
  return mask;
}

cv::Mat iris_mask(double share) {
  cv::Mat mask(film_height, film_width, CV_8UC1, cv::Scalar(0));
  const double radius = share * std::hypot(film_width, film_height) / 2 * 1.02;
  cv::circle(mask, {film_width * 8, film_height * 8}, static_cast<int>(radius * 16), 255,
             cv::FILLED, cv::LINE_AA, 4);
  return mask;
}

cv::Mat blended(const cv::Mat& a, const cv::Mat& b, double share) {
  cv::Mat out;
  cv::addWeighted(a, 1 - share, b, share, 0, out);
  return out;
}

cv::Mat masked(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask) {
  cv::Mat out = a.clone();
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      const int m = mask.at<std::uint8_t>(y, x);
      for (int c = 0; c < 3; ++c) {
        auto& value = out.at<cv::Vec3b>(y, x)[c];
        value = static_cast<std::uint8_t>((value * (255 - m) + b.at<cv::Vec3b>(y, x)[c] * m) / 255);
      }
    }
  return out;
}

/// `picture` moved by (dx, dy) pixels over `out`.
void paste_moved(const cv::Mat& picture, double dx, double dy, cv::Mat& out) {
  const cv::Matx23d by(1, 0, dx, 0, 1, dy);
  cv::warpAffine(picture, out, by, out.size(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
}

cv::Mat zoomed(const cv::Mat& picture, double factor) {
  const cv::Matx23d by(factor, 0, film_width / 2.0 * (1 - factor), 0, factor,
                       film_height / 2.0 * (1 - factor));
  cv::Mat out;
  cv::warpAffine(picture, out, by, picture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  return out;
}

/// Zooms into the old picture, dissolves in the middle, and comes to rest in the new one.
cv::Mat cross_zoom(const cv::Mat& a, const cv::Mat& b, double share) {
  const auto blurred = [](const cv::Mat& picture, double by) {
    cv::Mat sum(picture.size(), CV_32FC3, cv::Scalar::all(0));
    for (int i = 0; i < 6; ++i)
      cv::scaleAdd(cv::Mat_<cv::Vec3f>(zoomed(picture, 1 + by * (1 + 0.08 * i))), 1 / 6.0, sum,
                   sum);
    cv::Mat out;
    sum.convertTo(out, CV_8UC3);
    return out;
  };
  const double mix = std::clamp((share - 0.3) / 0.4, 0.0, 1.0);
  return blended(blurred(a, 1.5 * share), blurred(b, 1.5 * (1 - share)), mix);
}

cv::Mat joined(const cv::Mat& a, const cv::Mat& b, const JoinPlan& join, double share) {
  const double dx = std::cos(join.angle) * film_width;
  const double dy = std::sin(join.angle) * film_height;
  switch (join.kind) {
    case FilmJoin::cut:
    case FilmJoin::dissolve:
      break;
    case FilmJoin::wipe:
      return masked(a, b, wipe_mask(join.angle, share));
    case FilmJoin::push:
    case FilmJoin::cover: {
      cv::Mat out = a.clone();
      if (join.kind == FilmJoin::push) paste_moved(a, dx * share, dy * share, out);
      paste_moved(b, dx * (share - 1), dy * (share - 1), out);
      return out;
    }
    case FilmJoin::iris:
      return join.closing ? masked(b, a, iris_mask(1 - share)) : masked(a, b, iris_mask(share));
    case FilmJoin::cross_zoom:
      return cross_zoom(a, b, share);
  }
  return blended(a, b, share);
}

/// Draws source frames; keeps the two last ones, because a cadence shows them again.
class Source {
 public:
  explicit Source(const FilmPlan& plan) : plan_(plan), frames_(source_frames(plan)) {}

  int size() const { return static_cast<int>(frames_.size()); }
  const SourceFrame& at(int index) const { return frames_[static_cast<std::size_t>(index)]; }
  cv::Mat picture(int index) {
    const auto drawn = drawn_.find(index);
    if (drawn != drawn_.end()) return drawn->second;
    if (drawn_.size() > 2) drawn_.erase(drawn_.begin());
    return drawn_[index] = draw(index);
  }

 private:
  cv::Mat draw(int index) const {
    const SourceFrame& frame = at(index);
    cv::Mat out = shot(frame.shot, frame.frame);
    if (frame.share) {
      const JoinPlan& join = plan_.shots[frame.shot].join;
      const int mixed_before = frame.frame - plan_.shots[frame.shot].frames -
                               (frame.shot > 0 ? plan_.shots[frame.shot - 1].join.mixed : 0);
      out = joined(out, shot(frame.shot + 1, mixed_before), join, *frame.share);
    }
    for (const Overlay& overlay : plan_.overlays) overlay(out, index);
    return out;
  }
  cv::Mat shot(std::size_t index, int frame) const {
    const ShotPlan& shot = plan_.shots[index];
    if (shot.plain) return {film_height, film_width, CV_8UC3, *shot.plain};
    const double rate = source_rate(plan_.cadence);
    return shot.shot.render(frame / rate, 0.5 / std::min(rate, 30.0));
  }

  const FilmPlan& plan_;
  std::vector<SourceFrame> frames_;
  std::map<int, cv::Mat> drawn_;
};

void add_noise(cv::Mat& yuv, double deviation, Random& random) {
  // The luma rows only: chroma is smoother in coded video.
  for (int y = 0; y < film_height; ++y) {
    auto* row = yuv.ptr<std::uint8_t>(y);
    for (int x = 0; x < yuv.cols; ++x)
      row[x] = cv::saturate_cast<std::uint8_t>(row[x] + deviation * random.normal());
  }
}

Frame frame_of(const cv::Mat& yuv, std::int64_t index) {
  auto owner = std::make_shared<const cv::Mat>(yuv);
  const auto* data = reinterpret_cast<const std::byte*>(owner->data);
  constexpr int luma = film_width * film_height;
  const auto view = [&](int offset, int width, int height) {
    return ImageView{data + offset, width, height, width, PixelFormat::gray8};
  };
  FrameTime time;
  time.pts = {index, {1, 25}};
  time.duration = {1, {1, 25}};
  time.index = index;
  return {owner,
          std::array{view(0, film_width, film_height), view(luma, film_width / 2, film_height / 2),
                     view(luma + luma / 4, film_width / 2, film_height / 2)},
          PixelFormat::yuv420p, time};
}

/// The shot that a frame shows purely; nothing for a mixed one.
std::optional<std::size_t> pure_shot(const Source& source, const Shown& shown) {
  const SourceFrame& first = source.at(shown.first);
  const SourceFrame& second = source.at(shown.second);
  if (first.share || second.share || first.shot != second.shot) return std::nullopt;
  return first.shot;
}

/// One colour between two fades is part of the transition if it is held for at most 12 frames
/// (docs/shots.md).
void join_fades(const FilmPlan& plan, const Source& source, const std::vector<Shown>& shown,
                ShotTruth& truth) {
  constexpr std::int64_t held = 12;
  for (std::size_t i = 0; i + 1 < truth.gradual.size();) {
    const std::int64_t between = truth.gradual[i].to + 1;
    const std::int64_t next = truth.gradual[i + 1].from;
    const auto shot = pure_shot(source, shown[static_cast<std::size_t>(between)]);
    if (shot && plan.shots[*shot].plain && next - between <= held) {
      truth.gradual[i].to = truth.gradual[i + 1].to;
      truth.gradual.erase(truth.gradual.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    } else {
      ++i;
    }
  }
}

ShotTruth truth_of(const FilmPlan& plan, const Source& source, const std::vector<Shown>& shown) {
  ShotTruth truth;
  truth.name = plan.name;
  truth.frames = static_cast<std::int64_t>(shown.size());
  std::optional<std::size_t> last = 0;
  std::size_t last_pure = 0;
  for (std::int64_t i = 0; i < truth.frames; ++i) {
    const auto shot = pure_shot(source, shown[static_cast<std::size_t>(i)]);
    if (!shot) {
      if (last) truth.gradual.push_back({i, i});
      truth.gradual.back().to = i;
    } else {
      if (last && *shot != last_pure) truth.cuts.push_back(i);
      last_pure = *shot;
    }
    last = shot;
  }
  join_fades(plan, source, shown, truth);
  return truth;
}

}  // namespace

ShotFilm make_film(const FilmPlan& plan) {
  Source source(plan);
  const std::vector<Shown> shown = shown_frames(plan.cadence, source.size(), plan.seed);
  ShotFilm film;
  film.truth = truth_of(plan, source, shown);
  Random random(plan.seed + 1);
  cv::Mat last;  // yuv, with its noise
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool repeated =
        i > 0 && shown[i].first == shown[i - 1].first && shown[i].second == shown[i - 1].second;
    cv::Mat yuv;
    if (repeated) {
      yuv = last.clone();
      add_noise(yuv, noise_of_repetition, random);
    } else {
      cv::Mat picture = source.picture(shown[i].first);
      if (shown[i].second != shown[i].first)
        picture = blended(picture, source.picture(shown[i].second), 0.5);
      cv::cvtColor(picture, yuv, cv::COLOR_BGR2YUV_I420);
      add_noise(yuv, noise_of_new_frame, random);
      last = yuv;
    }
    film.frames.push_back(frame_of(yuv, static_cast<std::int64_t>(i)));
  }
  return film;
}

}  // namespace facetrack::testing
