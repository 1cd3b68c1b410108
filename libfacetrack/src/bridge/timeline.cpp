// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"

#include "encode/frame_times.hpp"

namespace facetrack::bridge {
namespace {

constexpr Rational common_rates[] = {
    {10, 1}, {12, 1}, {15, 1}, {20, 1},       {24000, 1001}, {24, 1}, {25, 1},        {30000, 1001},
    {30, 1}, {48, 1}, {50, 1}, {60000, 1001}, {60, 1},       {90, 1}, {120000, 1001}, {120, 1}};
// Times that people type are rounded, mostly to milliseconds, so a time this much too early still
// finds the frame.
constexpr double typed_tolerance = 0.0011;  // seconds
// A file may round its times (to milliseconds in Matroska), so a time too early by this part of a
// frame still finds the frame.
constexpr double grid_tolerance = 0.25;

double seconds_of(Rational rate) { return static_cast<double>(rate.den) / rate.num; }

Rational usual_rate(const std::vector<MediaTime>& times) {
  if (times.size() < 2) return {25, 1};
  std::vector<double> gaps;
  for (std::size_t i = 1; i < times.size(); ++i)
    gaps.push_back((times[i] - times[i - 1]).seconds());
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  const double gap = std::max(*middle, 1e-3);
  Rational best = common_rates[0];
  for (const Rational rate : common_rates) {
    if (std::abs(std::log(seconds_of(rate) / gap)) < std::abs(std::log(seconds_of(best) / gap))) {
      best = rate;
    }
  }
  return best;
}

}  // namespace

Timeline::Timeline(std::vector<MediaTime> times, std::optional<Rational> nominal)
    : times_(std::move(times)), variable_(!nominal || nominal->num <= 0) {
  if (times_.size() < 2) throw Error(ErrorCode::invalid_argument, "the video has no frames");
  rate_ = variable_ ? usual_rate(times_) : *nominal;
}

std::int64_t Timeline::shown_at(double seconds) const {
  const double begin = times_.front().seconds();
  if (seconds < begin) return -1;
  const auto next =
      std::upper_bound(times_.begin(), times_.end(), seconds,
                       [](double value, const MediaTime& time) { return value < time.seconds(); });
  return next - times_.begin() - 1;
}

std::int64_t Timeline::at(std::int64_t anchor, std::int64_t steps) const {
  if (!variable_) return anchor + steps;
  const double step = seconds_of(rate_);
  return shown_at(time(anchor).seconds() + (static_cast<double>(steps) + grid_tolerance) * step);
}

std::int64_t Timeline::at_time(const MediaTime& since_start) const {
  return shown_at(times_.front().seconds() + since_start.seconds() + typed_tolerance);
}

std::int64_t Timeline::count(double seconds) const {
  return std::llround(seconds / seconds_of(rate_));
}

Timeline open_timeline(const std::filesystem::path& source, Decoder& decoder) {
  return {media::frame_times(source, decoder.info()), decoder.info().frame_rate};
}

}  // namespace facetrack::bridge

namespace facetrack {

std::int64_t frame_at(const std::filesystem::path& source, const MediaTime& time) {
  const auto decoder = open_decoder(source);
  const bridge::Timeline timeline = bridge::open_timeline(source, *decoder);
  const std::int64_t frame = timeline.at_time(time);
  if (frame < 0 || frame >= timeline.frames()) {
    const MediaTime length = timeline.time(timeline.frames()) - timeline.time(0);
    throw Error(ErrorCode::invalid_argument, source.string() + ": no frame at " + time.to_string() +
                                                 "; the video is " + length.to_string() + " long");
  }
  return frame;
}

Rational bridge_rate(const std::filesystem::path& source) {
  const auto decoder = open_decoder(source);
  return bridge::open_timeline(source, *decoder).rate();
}

}  // namespace facetrack
