// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/camera_shot.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

/// Where the camera looks: the middle and the width of its view, in widths of the still picture.
struct View {
  double x = 0.5;
  double y = 0.28;
  double width = 0.6;
  double roll = 0;  ///< radians
};

/// A slow or fast wobble around 0 with a deviation of about 1.
double wobble(double moment, double rate, std::uint64_t seed) {
  const auto at = [&](double frequency, float offset) {
    return noise_at(static_cast<float>(moment * frequency) + offset,
                    static_cast<float>(seed % 61) + 0.5F) -
           0.5;
  };
  return 3 * (at(rate, 0) + 0.5 * at(2.3 * rate, 17));
}

View view_at(const CameraShot& shot, double moment) {
  Random random(shot.seed);
  const double angle = random.range(0, 6.2832F);
  const double sign = random.next() % 2 == 0 ? 1 : -1;
  View view;
  view.x = random.range(0.35F, 0.65F);
  view.width = random.range(0.35F, 0.7F);
  switch (shot.move) {
    case CameraMove::still:
      break;
    case CameraMove::pan:
      view.x += sign * shot.speed * view.width * moment;
      break;
    case CameraMove::tilt:  // in any direction
      view.x += std::cos(angle) * shot.speed * view.width * moment;
      view.y += std::sin(angle) * shot.speed * view.width * moment;
      break;
    case CameraMove::zoom:
      view.width = std::clamp(view.width * std::exp(sign * shot.speed * moment), 0.05, 2.0);
      break;
    case CameraMove::dolly:
      view.x += sign * 0.3 * shot.speed * moment;
      view.width *= std::exp(-0.05 * moment);
      break;
    case CameraMove::shake:
      view.x += 0.01 * shot.speed * view.width * wobble(moment, 2.5, shot.seed);
      view.y += 0.01 * shot.speed * view.width * wobble(moment, 2.5, shot.seed + 7);
      view.roll = 0.004 * shot.speed * wobble(moment, 1.7, shot.seed + 13);
      break;
  }
  return view;
}

cv::Mat look(const StillPicture& still, const View& view) {
  const cv::Mat& level = still.level_for(view.width * still.width() / film_width);
  const double scale = view.width * level.cols / film_width;
  const double c = std::cos(view.roll) * scale;
  const double s = std::sin(view.roll) * scale;
  const double x = view.x * level.cols;
  const double y = view.y * level.cols;
  const cv::Matx23d from_film(c, -s, x - c * film_width / 2 + s * film_height / 2,  //
                              s, c, y - s * film_width / 2 - c * film_height / 2);
  cv::Mat out;
  cv::warpAffine(level, out, from_film, {film_width, film_height},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT_101);
  return out;
}

constexpr int sub_pixel_bits = 4;

cv::Point fine_point(double x, double y) {
  return {static_cast<int>(std::lround(x * (1 << sub_pixel_bits))),
          static_cast<int>(std::lround(y * (1 << sub_pixel_bits)))};
}

void draw_person(cv::Mat& out, double x, double foot, double size, double step,
                 const cv::Scalar& coat) {
  const auto part = [&](double px, double py, double w, double h, const cv::Scalar& color) {
    const cv::Point axes = fine_point(w * size, h * size);
    cv::ellipse(out, fine_point(px, py), {axes.x, axes.y}, 0, 0, 360, color, cv::FILLED,
                cv::LINE_AA, sub_pixel_bits);
  };
  const double stride = 0.12 * size * std::sin(step);
  part(x + stride, foot - 0.2 * size, 0.05, 0.25, {40, 40, 50});
  part(x - stride, foot - 0.2 * size, 0.05, 0.25, {35, 35, 45});
  part(x, foot - 0.6 * size, 0.13, 0.27, coat);
  part(x + 1.2 * stride, foot - 0.58 * size, 0.04, 0.18, coat * 0.8);
  part(x, foot - 0.93 * size, 0.075, 0.1, {130, 165, 210});
}

/// People who walk to and fro in front of the still picture, and the posts that a dolly passes.
void draw_front(cv::Mat& out, const CameraShot& shot, const View& view, double moment) {
  Random random(shot.seed + 99);
  for (int i = 0; i < shot.people; ++i) {
    const double size = film_height * random.range(0.4F, 1.3F);
    const double speed = random.range(0.06F, 0.3F) * (random.next() % 2 == 0 ? 1 : -1);
    const double start = random.range(0, 1.4F);
    double along = std::fmod(start + speed * moment - (view.x - 0.5) / view.width, 1.4);
    if (along < 0) along += 1.4;
    const cv::Scalar coat{random.range(20, 220), random.range(20, 220), random.range(20, 220)};
    draw_person(out, (along - 0.2) * film_width, film_height * random.range(0.9F, 1.25F), size,
                moment * 7 + i, coat);
  }
  if (shot.move != CameraMove::dolly) return;
  for (int i = 0; i < 5; ++i) {
    const double depth = random.range(1.5F, 5);  // times faster than the picture
    const double width = 3 * depth;
    double along = std::fmod(random.range(0, 2) - (view.x - 0.5) * depth / 0.3, 2.0);
    if (along < 0) along += 2;
    const double x = (along - 0.5) * film_width;
    const double tone = random.range(20, 120);
    cv::rectangle(out, fine_point(x, -10), fine_point(x + width, film_height + 10),
                  {tone, tone * 1.1, tone}, cv::FILLED, cv::LINE_AA, sub_pixel_bits);
  }
}

}  // namespace

StillPicture::StillPicture(cv::Mat picture) : levels_{std::move(picture)} {
  while (levels_.back().cols > 64) {
    cv::Mat half;
    cv::resize(levels_.back(), half, {}, 0.5, 0.5, cv::INTER_AREA);
    levels_.push_back(half);
  }
}

const cv::Mat& StillPicture::level_for(double step) const {
  std::size_t level = 0;
  for (; step >= 2 && level + 1 < levels_.size(); step /= 2) ++level;
  return levels_[level];
}

const char* camera_move_name(CameraMove move) {
  constexpr const char* names[] = {"still", "pan", "tilt", "zoom", "dolly", "shake"};
  return names[static_cast<int>(move)];
}

cv::Mat CameraShot::render(double moment, double shutter) const {
  constexpr int samples = 3;
  cv::Mat sum;
  for (int i = 0; i < samples; ++i) {
    const double when = moment + shutter * i / samples;
    const View view = view_at(*this, when);
    cv::Mat picture = look(*still, view);
    draw_front(picture, *this, view, when);
    if (i == 0)
      picture.convertTo(sum, CV_32FC3, 1.0 / samples);
    else
      cv::scaleAdd(cv::Mat_<cv::Vec3f>(picture), 1.0 / samples, sum, sum);
  }
  cv::Mat out;
  sum.convertTo(out, CV_8UC3);
  return out;
}

}  // namespace facetrack::testing
