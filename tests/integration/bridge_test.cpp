// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/bridge.hpp"

#include <chrono>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"

#include "support/barcode.hpp"
#include "support/paths.hpp"
#include "support/sound_file.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;
using testing::TempDir;

// Three parts of a second: small enough for a test at any rate.
BridgeOptions short_parts() {
  BridgeOptions options;
  options.before = options.between = options.after = std::chrono::milliseconds(1000);
  options.interpolated = 3;
  return options;
}

std::vector<std::int64_t> numbers_in(const std::filesystem::path& file) {
  std::vector<std::int64_t> numbers;
  const auto decoder = open_decoder(file);
  while (const auto frame = decoder->read()) {
    numbers.push_back(testing::read_barcode(*frame).value_or(-1));
  }
  return numbers;
}

TEST(Bridge, puts_A_and_B_exactly_where_they_belong_at_four_rates) {
  for (const Rational rate : {Rational{25, 1}, {24000, 1001}, {30000, 1001}, {60, 1}}) {
    const TempDir folder;
    testing::VideoSpec spec;
    spec.rate = rate;
    spec.sounds.push_back({});
    write_test_video(folder / "in.mp4", spec, 6 * rate.num / rate.den,
                     testing::numbered_frames(spec), testing::clicks);
    const std::int64_t a = 2 * rate.num / rate.den + 1;
    const std::int64_t b = 4 * rate.num / rate.den + 1;
    const BridgeOptions options = short_parts();
    const BridgePlan plan = plan_bridge(folder / "in.mp4", a, b, options);
    const BridgeReport report = make_bridge(folder / "in.mp4", plan, folder / "out.mp4", options);
    EXPECT_THAT(report.problems, ::testing::IsEmpty());
    const std::int64_t n = plan.before;
    EXPECT_EQ(n, std::llround(1.0 * rate.num / rate.den));
    const auto numbers = numbers_in(folder / "out.mp4");
    ASSERT_EQ(static_cast<std::int64_t>(numbers.size()), 3 * n);
    EXPECT_EQ(numbers[static_cast<std::size_t>(n)], a);
    EXPECT_EQ(numbers[static_cast<std::size_t>(2 * n)], b);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (plan.frames[i] >= 0) {
        EXPECT_EQ(numbers[i], plan.frames[i]) << "at " << i;
      }
    }
  }
}

TEST(Bridge, keeps_sound_in_step_on_both_sides) {
  const TempDir folder;
  testing::VideoSpec spec;
  spec.sounds.push_back({});
  write_test_video(folder / "in.mp4", spec, 150, testing::numbered_frames(spec), testing::clicks);
  const BridgeOptions options = short_parts();
  // A at 1.6 s and B at 4.4 s: clicks of the source at 1, 2 and at 4, 5 seconds.
  BridgePlan plan = plan_bridge(folder / "in.mp4", 40, 110, options);
  make_bridge(folder / "in.mp4", plan, folder / "out.mp4", options);
  const auto clicks = testing::find_clicks(testing::read_sound(folder / "out.mp4"));
  const double aac_frame = 1024.0 / 48000;
  const auto heard = [&](double time) {
    return std::any_of(clicks.begin(), clicks.end(),
                       [&](double click) { return std::abs(click - time) < aac_frame; });
  };
  EXPECT_TRUE(heard(0.4));  // 1 s: A - 0.6 s
  EXPECT_TRUE(heard(2.6));  // 5 s: B + 0.6 s
}

TEST(Bridge, resamples_a_variable_rate_and_still_lands) {
  const TempDir folder;
  testing::VideoSpec spec;
  spec.time_base = {1, 1000};
  for (std::int64_t slot = 0; slot < 200; ++slot) {
    if (slot % 7 != 3) spec.pts.push_back(slot * 40);
  }
  const auto frames = static_cast<std::int64_t>(spec.pts.size());
  write_test_video(folder / "in.mkv", spec, frames, testing::numbered_frames(spec));
  const BridgeOptions options = short_parts();
  const BridgePlan plan = plan_bridge(folder / "in.mkv", 50, 120, options);
  EXPECT_TRUE(plan.variable_rate);
  EXPECT_EQ(plan.rate, (Rational{25, 1}));
  const BridgeReport report = make_bridge(folder / "in.mkv", plan, folder / "out.mp4", options);
  EXPECT_THAT(report.problems, ::testing::IsEmpty());
  const auto numbers = numbers_in(folder / "out.mp4");
  ASSERT_EQ(numbers.size(), 75U);
  EXPECT_EQ(numbers[25], 50);
  EXPECT_EQ(numbers[50], 120);
}

// Two scenes with nothing in common: stripes, then a bright field.
Frame two_scenes(std::int64_t index, const testing::VideoSpec& spec) {
  const auto pixels = std::make_shared<std::vector<std::byte>>(
      static_cast<std::size_t>(spec.width * spec.height * 3));
  for (int y = 0; y < spec.height; ++y) {
    for (int x = 0; x < spec.width; ++x) {
      const bool late = index >= 60;
      const int value = late ? 230 - y / 4 : ((x + static_cast<int>(index)) / 8 % 2 == 0 ? 20 : 90);
      for (int c = 0; c < 3; ++c) {
        (*pixels)[static_cast<std::size_t>((y * spec.width + x) * 3 + c)] =
            static_cast<std::byte>(value);
      }
    }
  }
  const ImageView view{pixels->data(), spec.width, spec.height, spec.width * 3, PixelFormat::bgr24};
  return {pixels, {view, ImageView{}, ImageView{}}, PixelFormat::bgr24, {}};
}

/// Repeats the first picture, as many times as a test asks for.
class Repeating : public Interpolator {
 public:
  explicit Repeating(std::size_t too_few) : too_few_(too_few) {}
  std::vector<Frame> between(const Frame& a, const Frame&, std::span<const float> t) override {
    return std::vector<Frame>(t.size() - too_few_, to_bgr24(a));
  }

 private:
  std::size_t too_few_;
};

TEST(Bridge, takes_an_interpolator_of_the_caller) {
  const TempDir folder;
  const testing::VideoSpec spec;
  write_test_video(folder / "in.mp4", spec, 150, testing::numbered_frames(spec));
  BridgeOptions options = short_parts();
  const BridgePlan plan = plan_bridge(folder / "in.mp4", 30, 100, options);
  options.interpolator = [] { return std::make_unique<Repeating>(0); };
  make_bridge(folder / "in.mp4", plan, folder / "out.mp4", options);
  const auto numbers = numbers_in(folder / "out.mp4");
  ASSERT_EQ(numbers.size(), plan.frames.size());
  std::int64_t shown = 0;  // the source frame before the join
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (plan.frames[i] >= 0) shown = plan.frames[i];
    EXPECT_EQ(numbers[i], shown) << "at " << i;
  }

  options.interpolator = [] { return std::make_unique<Repeating>(1); };
  EXPECT_THROW(make_bridge(folder / "in.mp4", plan, folder / "few.mp4", options), Error);
  options.interpolator = [] { return nullptr; };
  EXPECT_THROW(make_bridge(folder / "in.mp4", plan, folder / "none.mp4", options), Error);
}

TEST(Bridge, refuses_to_join_two_scenes_unless_forced) {
  const TempDir folder;
  const testing::VideoSpec spec;
  write_test_video(folder / "in.mp4", spec, 150,
                   [&](std::int64_t index) { return two_scenes(index, spec); });
  BridgeOptions options = short_parts();
  try {
    plan_bridge(folder / "in.mp4", 30, 100, options);
    FAIL() << "a jump across scenes was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unsupported);
    EXPECT_THAT(e.what(), HasSubstr("its cost is"));
    EXPECT_THAT(e.what(), HasSubstr("The best is"));
    EXPECT_THAT(e.what(), HasSubstr("force the join"));
  }
  options.force_join = true;
  const BridgePlan plan = plan_bridge(folder / "in.mp4", 30, 100, options);
  EXPECT_GT(plan.cost, plan.limit);
  EXPECT_TRUE(make_bridge(folder / "in.mp4", plan, folder / "out.mp4", options).valid());
}

TEST(Bridge, finds_the_frame_of_a_picture) {
  const TempDir folder;
  const testing::VideoSpec spec;
  write_test_video(folder / "in.mp4", spec, 60, testing::numbered_frames(spec));
  const auto decoder = open_decoder(folder / "in.mp4");
  decoder->seek(37);
  EXPECT_EQ(find_frame(folder / "in.mp4", *decoder->read()), 37);
  EXPECT_THROW(find_frame(folder / "in.mp4", two_scenes(100, spec)), Error);
}

TEST(Bridge, leaves_existing_files_alone) {
  const TempDir folder;
  const testing::VideoSpec spec;
  write_test_video(folder / "in.mp4", spec, 150, testing::numbered_frames(spec));
  const BridgeOptions options = short_parts();
  const BridgePlan plan = plan_bridge(folder / "in.mp4", 30, 100, options);
  EXPECT_THROW(make_bridge(folder / "in.mp4", plan, folder / "in.mp4", options), Error);
}

}  // namespace
}  // namespace facetrack
