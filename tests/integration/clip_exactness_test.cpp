// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The clip is the product: every frame asked for, none else, and its sound beside it.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"

#include "support/barcode.hpp"
#include "support/paths.hpp"
#include "support/sound_file.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using testing::VideoSpec;

constexpr std::int64_t source_frames = 260;
constexpr int ranges_per_rate = 56;  // nine rates: 504 ranges
constexpr std::int64_t longest = 70;
constexpr double smear_seconds = 0.01;

struct Rate {
  std::string name;
  Rational rate;
  bool variable = false;
};

VideoSpec spec_of(const Rate& rate) {
  VideoSpec spec;
  spec.width = 192;
  spec.height = 108;
  spec.rate = rate.rate;
  spec.gop = 40;
  spec.b_frames = 3;
  spec.sounds = {{.codec = "aac", .sample_rate = rate.rate.num % 2 == 0 ? 48000 : 44100}};
  if (rate.variable) {
    std::mt19937 random(5);
    for (std::int64_t i = 0, at = 0; i < source_frames; ++i) {
      spec.pts.push_back(at);
      at += 5 + static_cast<std::int64_t>(random() % 70);
    }
  }
  return spec;
}

std::vector<ClipPlan> random_plans(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<ClipPlan> plans;
  for (int i = 0; i < ranges_per_rate; ++i) {
    ClipPlan plan;
    plan.name = "clip_" + std::to_string(i);
    plan.first_frame = static_cast<std::int64_t>(random() % source_frames);
    const auto length = static_cast<std::int64_t>(random() % longest);
    plan.last_frame = std::min(plan.first_frame + length, source_frames - 1);
    plans.push_back(plan);
  }
  return plans;
}

ClipWriterOptions fast_encoding() {
  ClipWriterOptions options;
  options.preset = "ultrafast";
  options.threads = 1;
  return options;
}

DecoderOptions one_thread() {
  DecoderOptions options;
  options.threads = 1;
  return options;
}

class ClipExactness : public ::testing::TestWithParam<Rate> {};

TEST_P(ClipExactness, no_frame_is_off_and_clicks_meet_flashes) {
  const testing::TempDir folder;
  const VideoSpec spec = spec_of(GetParam());
  const fs::path source = folder / "source.mp4";
  write_test_video(source, spec, source_frames, numbered_frames(spec), testing::clicks);
  std::vector<MediaTime> times;
  for (auto decoder = open_decoder(source, one_thread()); const auto frame = decoder->read();) {
    times.push_back(frame->time().pts);
  }
  ASSERT_EQ(times.size(), static_cast<std::size_t>(source_frames));

  const auto plans = random_plans(static_cast<unsigned>(GetParam().rate.num));
  const auto written = make_clip_writer(source, folder / "clips", fast_encoding())->write(plans);
  ASSERT_EQ(written.size(), plans.size());
  int off = 0;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto decoder = open_decoder(written[i].file, one_thread());
    std::vector<double> flashes;
    std::int64_t index = plans[i].first_frame;
    const MediaTime begin = times[static_cast<std::size_t>(index)];
    const MediaTime clip_begin = decoder->info().start;
    for (; const auto frame = decoder->read(); ++index) {
      const auto known = times[static_cast<std::size_t>(std::min(index, source_frames - 1))];
      const MediaTime at = frame->time().pts - clip_begin;
      const bool right = testing::read_barcode(*frame) == index && at == known - begin;
      if (!right) ++off;
      if (testing::has_flash(*frame)) flashes.push_back(at.seconds());
    }
    EXPECT_EQ(index, plans[i].last_frame + 1) << plans[i].name;
    // A flash begins with the first frame at or after the click: never more than a frame later,
    // and at a constant rate of whole frames a second exactly with it.
    const auto sound = testing::read_sound(written[i].file);
    const double block = 1024.0 / sound.sample_rate;
    const double video_length = written[i].range.length().seconds();
    EXPECT_NEAR(static_cast<double>(sound.samples.size()) / sound.sample_rate, video_length, block);
    for (const double click : testing::find_clicks(sound)) {
      const double source_time = (begin - times[0]).seconds() + click - clip_begin.seconds();
      EXPECT_NEAR(source_time, std::round(source_time), block) << plans[i].name;
    }
    if (GetParam().rate.den == 1 && !GetParam().variable) {
      std::vector<double> clicks = testing::find_clicks(sound);
      // AAC smears clicks just outside of the clip into it; these do not count.
      std::erase_if(clicks, [&](double click) {
        return click > video_length - smear_seconds || click < -smear_seconds;
      });
      ASSERT_EQ(clicks.size(), flashes.size()) << plans[i].name;
      for (std::size_t k = 0; k < clicks.size(); ++k) EXPECT_NEAR(clicks[k], flashes[k], block);
    }
  }
  EXPECT_EQ(off, 0) << "frames off";
}

/// The times of the source as an Analysis has them.
Analysis film_of(const fs::path& source) {
  Analysis film;
  for (auto decoder = open_decoder(source, one_thread()); const auto frame = decoder->read();) {
    film.pts.push_back(frame->time().pts);
    ++film.frames;
    film.source = decoder->info();
    if (film.frames == source_frames)
      film.pts.push_back(frame->time().pts + frame->time().duration);
  }
  return film;
}

TEST_P(ClipExactness, at_a_constant_rate_each_picture_is_the_nearest_frame_and_sound_stays) {
  const testing::TempDir folder;
  const VideoSpec spec = spec_of(GetParam());
  const fs::path source = folder / "source.mp4";
  write_test_video(source, spec, source_frames, numbered_frames(spec), testing::clicks);
  const Analysis film = film_of(source);
  std::vector<ClipPlan> plans;
  const Rational rates[] = {{25, 1}, {24000, 1001}, {30000, 1001}, {50, 1}, {60, 1}};
  for (const Rational rate : rates) {
    for (ClipPlan plan : random_plans(static_cast<unsigned>(rate.num))) {
      if (plans.size() % 4 == 0 && !plans.empty() && plans.back().frame_rate == rate) break;
      plan.name = "clip_" + std::to_string(plans.size());
      plans.push_back(at_rate(film, plan, rate));
    }
  }
  ClipWriterOptions options = fast_encoding();
  options.sample_rate = 16000;
  const auto written = make_clip_writer(source, folder / "clips", options)->write(plans);
  ASSERT_EQ(written.size(), plans.size());
  int clicks = 0;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const ClipPlan& plan = plans[i];
    const auto decoder = open_decoder(written[i].file, one_thread());
    EXPECT_EQ(decoder->info().frame_rate, plan.frame_rate);
    const MediaTime clip_begin = decoder->info().start;
    const double begin = film.time_of(plan.first_frame).seconds();
    const double step = plan.frame_rate.den / static_cast<double>(plan.frame_rate.num);
    std::int64_t k = 0;
    for (; const auto frame = decoder->read(); ++k) {
      const MediaTime at = frame->time().pts - clip_begin;
      EXPECT_EQ(at, (MediaTime{k * plan.frame_rate.den, {1, plan.frame_rate.num}}));
      const auto read = testing::read_barcode(*frame);
      ASSERT_TRUE(read.has_value());
      const std::int64_t shown = *read;
      const auto error = [&](std::int64_t index) {
        return std::abs(film.time_of(index).seconds() - begin - static_cast<double>(k) * step);
      };
      for (std::int64_t other = std::max(shown - 1, plan.first_frame);
           other <= std::min(shown + 1, plan.last_frame); ++other) {
        EXPECT_LE(error(shown), error(other) + 1e-6) << plan.name << " picture " << k;
      }
    }
    EXPECT_EQ(k, written[i].frames);
    const double length = film.time_of(plan.last_frame + 1).seconds() - begin;
    EXPECT_LE(std::abs(static_cast<double>(k) * step - length),
              std::max(step / 2, step - length) + 1e-6);
    const auto sound = testing::read_sound(written[i].file);
    EXPECT_EQ(sound.sample_rate, 16000);
    for (const double click : testing::find_clicks(sound)) {
      const double source_time = begin + click - clip_begin.seconds();
      EXPECT_NEAR(source_time, std::round(source_time), 0.004) << plan.name;
      ++clicks;
    }
  }
  EXPECT_GT(clicks, 5);
}

INSTANTIATE_TEST_SUITE_P(rates, ClipExactness,
                         ::testing::Values(Rate{"23_976", {24000, 1001}}, Rate{"24", {24, 1}},
                                           Rate{"25", {25, 1}}, Rate{"29_97", {30000, 1001}},
                                           Rate{"30", {30, 1}}, Rate{"50", {50, 1}},
                                           Rate{"59_94", {60000, 1001}}, Rate{"60", {60, 1}},
                                           Rate{"variable", {25, 1}, true}),
                         [](const auto& test) { return test.param.name; });

/// The part of the power of a sine of 440 Hz that is not the sine, in a clip with this sound.
double impurity(const fs::path& folder, int source_rate, const std::string& codec, int clip_rate) {
  VideoSpec spec;
  spec.width = 192;
  spec.height = 108;
  spec.sounds = {{.codec = "flac", .sample_rate = source_rate}};
  const auto tone = [](double seconds) { return 2 * 3.14159265358979 * 440 * seconds; };
  const fs::path source = folder / (codec + std::to_string(clip_rate) + ".mkv");
  write_test_video(source, spec, 100, numbered_frames(spec), [&](int, double seconds) {
    return static_cast<float>(0.5 * std::sin(tone(seconds)));
  });
  ClipPlan plan;
  plan.name = "tone_" + codec + std::to_string(clip_rate);
  plan.first_frame = 25;
  plan.last_frame = 74;
  ClipWriterOptions options = fast_encoding();
  options.codec = codec;
  options.sample_rate = clip_rate;
  const auto clip = make_clip_writer(source, folder, options)->write({&plan, 1}).at(0);
  const auto sound = testing::read_sound(clip.file);
  // Projection on sine and cosine; the ends of the clip are left out.
  double sine = 0;
  double cosine = 0;
  double power = 0;
  const std::size_t edge = sound.samples.size() / 10;
  for (std::size_t i = edge; i < sound.samples.size() - edge; ++i) {
    const double phase = tone(static_cast<double>(i) / sound.sample_rate);
    sine += sound.samples[i] * std::sin(phase);
    cosine += sound.samples[i] * std::cos(phase);
    power += static_cast<double>(sound.samples[i]) * sound.samples[i];
  }
  const auto count = static_cast<double>(sound.samples.size() - 2 * edge);
  return 1 - 2 * (sine * sine + cosine * cosine) / (count * power);
}

TEST(ClipSound, has_no_breaks_at_another_sample_rate) {
  const testing::TempDir folder;
  EXPECT_LT(impurity(folder.path(), 44100, "ffv1", 0), 1e-6);
  EXPECT_LT(impurity(folder.path(), 44100, "ffv1", 16000), 1e-5);
  EXPECT_LT(impurity(folder.path(), 44100, "vp9", 0), 1e-3) << "Opus has 48 kHz";
  EXPECT_LT(impurity(folder.path(), 44100, "h264", 16000), 1e-3);
}

/// By how many samples `clip` lags behind `source` from sample `from` on, at the best match.
int best_lag(const std::vector<float>& clip, const std::vector<float>& source, std::int64_t from) {
  constexpr int reach = 4096;
  const std::size_t length = std::min<std::size_t>(clip.size() - 8192, 60000);
  double best = -1;
  int lag_found = 0;
  for (int lag = -reach; lag <= reach; ++lag) {
    double product = 0;
    for (std::size_t i = 4096; i < length; i += 3) {
      const std::int64_t at = from + static_cast<std::int64_t>(i) - lag;
      if (at < 0 || at >= static_cast<std::int64_t>(source.size())) continue;
      product += static_cast<double>(clip[i]) * source[static_cast<std::size_t>(at)];
    }
    if (product > best) {
      best = product;
      lag_found = lag;
    }
  }
  return lag_found;
}

TEST(ClipSound, stays_with_a_picture_that_starts_later_than_the_sound) {
  FACETRACK_NEEDS_SHARED();
  const testing::TempDir folder;
  const fs::path source = testing::shared_dir() / "media/video/hamilton_short.mp4";
  const auto all = testing::read_sound(source);
  std::vector<ClipPlan> plans(3);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    plans[i].name = "clip_" + std::to_string(i);
    plans[i].first_frame = static_cast<std::int64_t>(i) * 61;
    plans[i].last_frame = plans[i].first_frame + 90;
  }
  const auto written = make_clip_writer(source, folder.path(), fast_encoding())->write(plans);
  const auto decoder = open_decoder(source, one_thread());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    decoder->seek(plans[i].first_frame);
    const double begin = decoder->read()->time().pts.seconds();
    const auto from = std::llround((begin - all.start) * all.sample_rate);
    const auto sound = testing::read_sound(written[i].file);
    EXPECT_LE(std::abs(best_lag(sound.samples, all.samples, from)), 1024) << plans[i].name;
  }
}

}  // namespace
}  // namespace facetrack
