// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/bridge.hpp"
#include "facetrack/error.hpp"

#include "support/moving_picture.hpp"

namespace facetrack {
namespace {

using testing::MovingPicture;
using testing::render;

/// The contract as a stranger meets it: the nearer of the two pictures.
class Nearest final : public Interpolator {
 public:
  std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) override {
    if (a.empty() || a.width() != b.width() || a.height() != b.height()) {
      throw Error(ErrorCode::invalid_argument, "two pictures of one size are needed");
    }
    std::vector<Frame> made;
    for (const float moment : t) {
      if (!(moment > 0 && moment < 1)) throw Error(ErrorCode::invalid_argument, "not between");
      const Frame& near = moment < 0.5F ? a : b;
      made.push_back(near.format() == PixelFormat::bgr24 ? near : to_bgr24(near));
    }
    return made;
  }
};

struct InterpolatorBackend {
  std::string name;
  std::function<std::unique_ptr<Interpolator>()> make;
};

void PrintTo(const InterpolatorBackend& backend, std::ostream* out) { *out << backend.name; }

std::vector<InterpolatorBackend> interpolators() {
  std::vector<InterpolatorBackend> all{
      {"of_a_stranger", [] { return std::make_unique<Nearest>(); }}};
  for (const std::string_view method : interpolator_methods()) {
    all.push_back({std::string(method), [method] { return make_interpolator(method); }});
  }
  return all;
}

class InterpolatorContract : public ::testing::TestWithParam<InterpolatorBackend> {
 protected:
  static Frame scene(double moment, PixelFormat format = PixelFormat::bgr24, int width = 96,
                     int height = 64) {
    MovingPicture picture{3};
    picture.format = format;
    picture.width = width;
    picture.height = height;
    return render(picture, moment, static_cast<std::int64_t>(moment));
  }
  static double difference(const Frame& a, const Frame& b) {
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
      for (int x = 0; x < 3 * a.width(); ++x) {
        sum += std::abs(std::to_integer<int>(a.image().row(y)[x]) -
                        std::to_integer<int>(b.image().row(y)[x]));
      }
    }
    return sum / (3.0 * a.width() * a.height());
  }
  std::vector<Frame> between(const Frame& a, const Frame& b, std::vector<float> t) {
    return interpolator->between(a, b, t);
  }
  void expect_refused(const Frame& a, const Frame& b, std::vector<float> t) {
    try {
      between(a, b, std::move(t));
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
    }
  }

  std::unique_ptr<Interpolator> interpolator = GetParam().make();
};

TEST_P(InterpolatorContract, gives_one_bgr_picture_of_the_same_size_for_each_moment) {
  EXPECT_TRUE(between(scene(0), scene(3), {}).empty());
  const auto made = between(scene(0), scene(3), {0.75F, 0.25F, 0.5F, 0.25F});
  ASSERT_EQ(made.size(), 4U);
  for (const Frame& frame : made) {
    EXPECT_EQ(frame.format(), PixelFormat::bgr24);
    EXPECT_EQ(frame.width(), 96);
    EXPECT_EQ(frame.height(), 64);
  }
  EXPECT_EQ(difference(made[1], made[3]), 0) << "the same moment twice";
}

TEST_P(InterpolatorContract, the_order_of_moments_is_kept_and_each_has_what_it_gets_alone) {
  const std::vector<float> moments{0.9F, 0.1F, 0.5F};
  const auto together = between(scene(0), scene(4), moments);
  ASSERT_EQ(together.size(), moments.size());
  for (std::size_t i = 0; i < moments.size(); ++i) {
    EXPECT_EQ(difference(together[i], between(scene(0), scene(4), {moments[i]}).at(0)), 0);
  }
}

TEST_P(InterpolatorContract, a_moment_near_a_looks_like_a_and_one_near_b_like_b) {
  const Frame a = scene(0);
  const Frame b = scene(12);
  const auto made = between(a, b, {0.06F, 0.94F});
  ASSERT_EQ(made.size(), 2U);
  EXPECT_LT(difference(made[0], a), difference(made[0], b));
  EXPECT_LT(difference(made[1], b), difference(made[1], a));
}

TEST_P(InterpolatorContract, keeps_no_state_between_calls) {
  const auto first = between(scene(0), scene(3), {0.5F});
  between(scene(20), scene(9), {0.3F, 0.6F});
  expect_refused(scene(0), Frame{}, {0.5F});
  EXPECT_EQ(difference(first.at(0), between(scene(0), scene(3), {0.5F}).at(0)), 0);
  EXPECT_EQ(difference(first.at(0),
                       GetParam().make()->between(scene(0), scene(3), std::vector<float>{0.5F})[0]),
            0);
}

TEST_P(InterpolatorContract, leaves_both_pictures_as_they_are) {
  const Frame a = scene(0);
  const Frame b = scene(3);
  between(a, b, {0.5F});
  EXPECT_EQ(difference(a, scene(0)), 0);
  EXPECT_EQ(difference(b, scene(3)), 0);
}

TEST_P(InterpolatorContract, takes_every_pixel_format_and_two_at_once) {
  for (const PixelFormat format : {PixelFormat::yuv420p, PixelFormat::gray8, PixelFormat::bgr24}) {
    const auto made = between(scene(0, format), scene(2), {0.5F});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].format(), PixelFormat::bgr24);
    EXPECT_EQ(made[0].width(), 96);
  }
}

TEST_P(InterpolatorContract, takes_pictures_of_any_size) {
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{
           {1, 1}, {2, 2}, {1, 9}, {5, 3}, {17, 1}, {23, 23}, {97, 61}}) {
    SCOPED_TRACE(std::to_string(width) + "x" + std::to_string(height));
    const auto made = between(scene(0, PixelFormat::bgr24, width, height),
                              scene(2, PixelFormat::bgr24, width, height), {0.5F});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].width(), width);
    EXPECT_EQ(made[0].height(), height);
  }
}

TEST_P(InterpolatorContract, does_not_read_beyond_the_rows) {
  // The same pixels with rows that are farther apart.
  const Frame plain = scene(0);
  constexpr std::ptrdiff_t stride = 96 * 3 + 13;
  const auto bytes = std::make_shared<std::vector<std::byte>>(64 * stride, std::byte{255});
  for (int y = 0; y < 64; ++y) {
    std::memcpy(bytes->data() + y * stride, plain.image().row(y), std::size_t{96} * 3);
  }
  const ImageView view{bytes->data(), 96, 64, stride, PixelFormat::bgr24};
  const Frame wide(bytes, {view}, PixelFormat::bgr24, plain.time());
  EXPECT_EQ(
      difference(between(wide, scene(3), {0.5F}).at(0), between(plain, scene(3), {0.5F}).at(0)), 0);
}

TEST_P(InterpolatorContract, refuses_unequal_sizes_empty_pictures_and_moments_outside) {
  const Frame a = scene(0);
  expect_refused(a, scene(1, PixelFormat::bgr24, 97, 64), {0.5F});
  expect_refused(a, scene(1, PixelFormat::bgr24, 96, 63), {0.5F});
  expect_refused(Frame{}, a, {0.5F});
  expect_refused(a, Frame{}, {0.5F});
  expect_refused(Frame{}, Frame{}, {0.5F});
  for (const float t : {0.0F, 1.0F, -0.5F, 2.0F, std::numeric_limits<float>::quiet_NaN(),
                        std::numeric_limits<float>::infinity()}) {
    expect_refused(a, scene(1), {0.5F, t});
  }
}

INSTANTIATE_TEST_SUITE_P(methods, InterpolatorContract, ::testing::ValuesIn(interpolators()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace facetrack
