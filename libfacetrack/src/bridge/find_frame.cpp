// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>

#include <opencv2/imgproc.hpp>

#include "facetrack/bridge.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/opencv.hpp"

namespace facetrack {
namespace {

// Pixels. Both pictures are compared at this size, whatever their shape, because a still that was
// scaled or compressed hardly changes there.
constexpr int look_width = 64;
constexpr int look_height = 36;
// Largest difference of the same frame, in mean grey levels. A frame saved as JPEG and scaled
// differs by under 3, another frame of a moving scene by 3 to 10, another scene by 30 or more.
constexpr double most_difference = 6.0;
// Candidates this close are compared at full size, if the sizes agree.
constexpr double near_best = 1.0;

cv::Mat look_of(const Frame& frame) {
  const Frame small =
      to_bgr24(frame, {0, 0, frame.width(), frame.height()}, look_width, look_height);
  cv::Mat look;
  cv::GaussianBlur(as_mat(small.image()), look, {3, 3}, 0.8);
  return look;
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / (3.0 * look_width * look_height);
}

double full_difference(const cv::Mat& picture, const Frame& frame) {
  const Frame bgr =
      to_bgr24(frame, {0, 0, frame.width(), frame.height()}, picture.cols, picture.rows);
  return cv::norm(picture, as_mat(bgr.image()), cv::NORM_L1) /
         (3.0 * static_cast<double>(picture.total()));
}

}  // namespace

std::int64_t find_frame(const std::filesystem::path& source, const Frame& picture,
                        const RunControl& control) {
  const auto decoder = open_decoder(source);
  const Frame wanted = to_bgr24(picture);
  const cv::Mat look = look_of(wanted);
  const cv::Mat full = as_mat(wanted.image());
  const double frames =
      static_cast<double>(std::max<std::int64_t>(decoder->count_frames().value_or(1), 1));
  double best = std::numeric_limits<double>::max();
  double best_full = best;
  std::int64_t found = -1;
  while (const auto frame = decoder->read()) {
    if (control.stop.stop_requested()) break;
    const std::int64_t index = frame->time().index;
    if (control.on_progress && index % 25 == 0) {
      control.on_progress({"look up", static_cast<double>(index) / frames, 0, index, 0});
    }
    const double d = difference(look, look_of(*frame));
    if (d > best + near_best || d > most_difference) {
      if (found < 0) best = std::min(best, d);  // for the message
      continue;
    }
    const double exact = full_difference(full, *frame);
    if (exact < best_full) {
      best_full = exact;
      found = index;
    }
    best = std::min(best, d);
  }
  if (found < 0) {
    char text[64];
    std::snprintf(text, sizeof text, "%.1f grey levels off, %.1f are allowed", best,
                  most_difference);
    throw Error(ErrorCode::invalid_argument,
                source.string() + ": no frame matches the picture (the best match is " + text +
                    "); use a time or a frame number instead");
  }
  return found;
}

}  // namespace facetrack
