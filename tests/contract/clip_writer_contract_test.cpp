// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "support/barcode.hpp"
#include "support/paths.hpp"
#include "support/sound_file.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using testing::VideoSpec;

ClipPlan plan_of(const std::string& name, std::int64_t first, std::int64_t last) {
  ClipPlan plan;
  plan.name = name;
  plan.first_frame = first;
  plan.last_frame = last;
  return plan;
}

ClipWriterOptions fast_encoding() {
  ClipWriterOptions options;
  options.preset = "ultrafast";
  options.threads = 1;
  return options;
}

std::vector<Frame> read_all(const fs::path& file) {
  DecoderOptions options;
  options.threads = 1;
  const auto decoder = open_decoder(file, options);
  std::vector<Frame> frames;
  while (auto frame = decoder->read()) frames.push_back(*frame);
  return frames;
}

/// The clip holds the frames first..last with their bar codes and their distances in time.
void expect_frames(const fs::path& clip, const fs::path& source, std::int64_t first,
                   std::int64_t last) {
  const auto frames = read_all(clip);
  const auto all = read_all(source);
  ASSERT_EQ(static_cast<std::int64_t>(frames.size()), last - first + 1) << clip;
  const auto at = [&](std::int64_t i) { return all[static_cast<std::size_t>(i)].time(); };
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto index = first + static_cast<std::int64_t>(i);
    ASSERT_EQ(testing::read_barcode(frames[i]), index) << clip;
    const MediaTime in_clip = frames[i].time().pts - frames[0].time().pts;
    ASSERT_EQ(in_clip, at(index).pts - at(first).pts) << clip << " frame " << i;
  }
  EXPECT_EQ(frames.back().time().duration.in_base(at(last).duration.base), at(last).duration);
}

class ClipWriterContract : public ::testing::Test {
 protected:
  fs::path source(const VideoSpec& spec, std::int64_t frames = 100,
                  const std::string& name = "source.mp4") {
    const fs::path file = folder_ / name;
    write_test_video(file, spec, frames, numbered_frames(spec), testing::clicks);
    return file;
  }
  fs::path out() const { return folder_ / "clips"; }

  testing::TempDir folder_;
};

TEST_F(ClipWriterContract, writes_exactly_the_frames_of_overlapping_plans_in_any_order) {
  const fs::path file = source(VideoSpec{});
  std::vector<ClipPlan> plans;
  for (const auto& [first, last] : {std::pair{60, 99}, {0, 0}, {10, 70}, {10, 20}, {99, 99}}) {
    plans.push_back(plan_of("clip_" + std::to_string(plans.size()), first, last));
  }
  const auto written = make_clip_writer(file, out(), fast_encoding())->write(plans);
  ASSERT_EQ(written.size(), plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    EXPECT_EQ(written[i].file, out() / (plans[i].name + ".mp4"));
    EXPECT_EQ(written[i].frames, plans[i].last_frame - plans[i].first_frame + 1);
    EXPECT_EQ(written[i].range.begin, (MediaTime{plans[i].first_frame, {1, 25}}));
    EXPECT_EQ(written[i].range.end, (MediaTime{plans[i].last_frame + 1, {1, 25}}));
    expect_frames(written[i].file, file, plans[i].first_frame, plans[i].last_frame);
  }
  const auto entries = std::distance(fs::directory_iterator(out()), fs::directory_iterator{});
  EXPECT_EQ(entries, static_cast<std::ptrdiff_t>(plans.size())) << "no temporary file stays";
}

TEST_F(ClipWriterContract, keeps_variable_timing) {
  VideoSpec spec;
  for (std::int64_t i = 0, at = 0; i < 60; ++i) {
    spec.pts.push_back(at);
    at += 20 + i * 37 % 61;
  }
  const fs::path file = source(spec, 60);
  const std::vector<ClipPlan> plans{plan_of("vfr", 7, 41)};
  make_clip_writer(file, out(), fast_encoding())->write(plans);
  expect_frames(out() / "vfr.mp4", file, 7, 41);
}

TEST_F(ClipWriterContract, cuts_the_sound_to_the_picture) {
  for (const double start : {0.0, 0.85}) {
    VideoSpec spec;
    spec.start = start;
    spec.sounds = {{}};
    const fs::path file = source(spec, 200, "late" + std::to_string(start > 0) + ".mp4");
    const std::string name = "sound" + std::to_string(start > 0);
    const std::vector<ClipPlan> plans{plan_of(name, 20, 160)};
    make_clip_writer(file, out(), fast_encoding())->write(plans);
    // Flashes in the picture are on frames 25, 50, ...: 0.2, 1.2, ... seconds into the clip.
    const auto sound = testing::read_sound(out() / (name + ".mp4"));
    const auto clicks = testing::find_clicks(sound);
    ASSERT_EQ(clicks.size(), 6U);
    for (std::size_t i = 0; i < clicks.size(); ++i) {
      EXPECT_NEAR(clicks[i], 0.2 + static_cast<double>(i), 1024.0 / 48000) << start;
    }
    const auto frames = read_all(out() / (name + ".mp4"));
    EXPECT_TRUE(testing::has_flash(frames[5]));
    EXPECT_FALSE(testing::has_flash(frames[6]));
    EXPECT_NEAR(sound.start + static_cast<double>(sound.samples.size()) / sound.sample_rate,
                141 / 25.0, 1024.0 / 48000);
  }
}

TEST_F(ClipWriterContract, chooses_among_sound_tracks) {
  VideoSpec spec;
  spec.sounds = {{.codec = "aac", .is_default = false},
                 {.codec = "aac", .sample_rate = 44100, .channels = 2},
                 {.codec = "aac", .channels = 6, .is_default = false}};
  const fs::path file = source(spec, 50);
  const std::vector<ClipPlan> plans{plan_of("clip", 5, 40)};
  const auto tracks = [&](ClipWriterOptions options) {
    options.overwrite = true;
    make_clip_writer(file, out(), options)->write(plans);
    return open_decoder(out() / "clip.mp4")->info().audio;
  };
  ClipWriterOptions options = fast_encoding();
  ASSERT_EQ(tracks(options).size(), 1U);
  EXPECT_EQ(tracks(options)[0].channels, 2);
  EXPECT_EQ(tracks(options)[0].sample_rate, 44100);
  options.audio = ClipWriterOptions::Audio::all;
  ASSERT_EQ(tracks(options).size(), 3U);
  EXPECT_EQ(tracks(options)[2].channels, 6);
  options.audio = ClipWriterOptions::Audio::none;
  EXPECT_TRUE(tracks(options).empty());
  options.audio = ClipWriterOptions::Audio::one;
  options.audio_stream = 2;
  EXPECT_EQ(tracks(options)[0].channels, 6);
  options.audio_stream = 3;
  EXPECT_THROW(tracks(options), Error);
}

TEST_F(ClipWriterContract, sound_that_ends_early_is_followed_by_silence) {
  VideoSpec spec;
  spec.sounds = {{.start = 0.5, .end = 1.5}};
  const fs::path file = source(spec, 100);
  const std::vector<ClipPlan> plans{plan_of("part", 0, 99), plan_of("none", 60, 80)};
  make_clip_writer(file, out(), fast_encoding())->write(plans);
  const auto sound = testing::read_sound(out() / "part.mp4");
  EXPECT_NEAR(static_cast<double>(sound.samples.size()) / sound.sample_rate, 4.0, 0.0214);
  const auto clicks = testing::find_clicks(sound);
  ASSERT_EQ(clicks.size(), 1U);
  EXPECT_NEAR(clicks[0], 1.0, 1024.0 / 48000);
}

TEST_F(ClipWriterContract, crops_with_a_moving_window) {
  VideoSpec spec;
  spec.width = 640;
  spec.height = 360;
  const fs::path file = source(spec, 40);
  ClipPlan plan = plan_of("crop", 3, 32);
  plan.width = 320;
  plan.height = 80;
  // The window glides down from the strip of bars, which is always in its upper part.
  for (int i = 0; i < 30; ++i)
    plan.crop.push_back({0, 0.0F - 0.25F * static_cast<float>(i), 640, 160});
  make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan});
  const auto frames = read_all(out() / "crop.mp4");
  ASSERT_EQ(frames.size(), 30U);
  for (int i = 0; i < 30; ++i) {
    const Frame& frame = frames[static_cast<std::size_t>(i)];
    ASSERT_EQ(frame.width(), 320);
    ASSERT_EQ(frame.height(), 80);
    const Region strip{0, i / 8 + 1, 320, 20};
    EXPECT_EQ(testing::read_barcode(frame, strip), i + 3);
  }
}

TEST_F(ClipWriterContract, fills_what_lies_outside_of_the_frame_softly) {
  const fs::path file = source(VideoSpec{}, 5);
  ClipPlan plan = plan_of("outside", 0, 4);
  plan.width = plan.height = 128;
  plan.crop.assign(5, Box{250.5F, 100.25F, 200, 200});
  make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan});
  const Frame frame = read_all(out() / "outside.mp4")[2];
  const auto at = [&](int x, int y) { return std::to_integer<int>(frame.luma().row(y)[x]); };
  for (int x = 90; x < 127; ++x) EXPECT_NEAR(at(x, 120), at(x + 1, 120), 12) << x;
}

TEST_F(ClipWriterContract, carries_sample_aspect_rotation_and_odd_sizes) {
  VideoSpec spec;
  spec.width = 333;
  spec.height = 187;
  spec.pixel_format = "yuv444p";
  spec.sample_aspect = {4, 3};
  const fs::path odd = source(spec, 10, "odd.mp4");
  make_clip_writer(odd, out(), fast_encoding())->write(std::vector{plan_of("odd", 1, 8)});
  const auto info = open_decoder(out() / "odd.mp4")->info();
  EXPECT_EQ(info.width, 332);
  EXPECT_EQ(info.height, 186);
  EXPECT_EQ(info.sample_aspect, (Rational{4, 3}));

  VideoSpec turned;
  turned.rotation = 90;
  turned.sample_aspect = {4, 3};
  const fs::path file = source(turned, 10, "turned.mp4");
  make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan_of("turned", 1, 8)});
  const auto upright = open_decoder(out() / "turned.mp4")->info();
  EXPECT_EQ(upright.rotation, 0) << "the pixels themselves are upright";
  EXPECT_EQ(upright.width, 180);
  EXPECT_EQ(upright.height, 320);
  EXPECT_EQ(upright.sample_aspect, (Rational{3, 4}));
}

TEST_F(ClipWriterContract, carries_color_tags) {
  VideoSpec spec;
  spec.color = {ColorMatrix::bt709, true};
  spec.pixel_format = "yuvj420p";
  const fs::path file = source(spec, 6);
  make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan_of("color", 1, 4)});
  EXPECT_EQ(open_decoder(out() / "color.mp4")->info().color,
            (ColorSpace{ColorMatrix::bt709, true}));
}

TEST_F(ClipWriterContract, refuses_a_window_without_limit) {
  const fs::path file = source(VideoSpec{}, 6);
  for (const Box& window : {Box{0, 0, 1e9F, 100}, Box{-3e5F, 0, 320 * 4 + 2, 100}}) {
    ClipPlan plan = plan_of("huge", 1, 1);
    plan.crop = {window};
    plan.width = plan.height = 64;
    EXPECT_THROW(make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan}), Error);
  }
}

// Where a window reaches far beyond the picture only the fill colour is left, at every distance.
TEST_F(ClipWriterContract, a_large_window_shows_the_picture_in_its_middle) {
  const fs::path file = source(VideoSpec{}, 6);
  ClipPlan plan = plan_of("wide", 2, 2);
  plan.crop = {{-480, -550, 1280, 1280}};
  plan.width = plan.height = 320;
  make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan});
  const Frame clip = read_all(out() / "wide.mp4").front();
  const auto grey = [&](int x, int y) { return std::to_integer<int>(clip.luma().row(y)[x]); };
  for (const auto& [x, y] : {std::pair{5, 5}, {310, 5}, {5, 310}, {310, 310}, {160, 20}}) {
    EXPECT_NEAR(grey(x, y), grey(10, 160), 3) << x << "," << y;
  }
}

TEST_F(ClipWriterContract, writes_every_codec) {
  VideoSpec spec;
  spec.sounds = {{}};
  const fs::path file = source(spec, 30);
  for (const char* codec : {"h264", "h265", "vp9", "ffv1"}) {
    ClipWriterOptions options = fast_encoding();
    options.codec = codec;
    const auto written = make_clip_writer(file, out(), options)
                             ->write(std::vector{plan_of(std::string("as_") + codec, 4, 27)});
    EXPECT_EQ(written.at(0).file, out() / (std::string("as_") + codec + clip_ending(codec)));
    const std::string container = open_decoder(written.at(0).file)->info().container;
    EXPECT_NE(container.find(clip_ending(codec) == ".mp4" ? "mp4" : "matroska"), std::string::npos)
        << codec << ": " << container;
    expect_frames(written.at(0).file, file, 4, 27);
  }
  const auto lossless = read_all(out() / "as_ffv1.mkv");
  const auto all = read_all(file);
  for (int y = 0; y < 180; ++y) {
    ASSERT_TRUE(std::equal(lossless[3].luma().row(y), lossless[3].luma().row(y) + 320,
                           all[7].luma().row(y)));
  }
}

#ifdef M_PERTURB
TEST_F(ClipWriterContract, writes_the_same_bytes_whatever_was_in_memory) {
  const fs::path file = source(VideoSpec{});
  ClipWriterOptions options;
  options.threads = 1;
  ClipPlan plan = plan_of("clip", 10, 80);
  plan.width = plan.height = 96;
  for (int i = 0; i < 71; ++i) plan.crop.push_back({static_cast<float>(i), 20, 140, 140});
  std::vector<std::string> written;
  for (const int garbage : {1, 170, 200}) {
    mallopt(M_PERTURB, garbage);
    const fs::path folder = folder_ / std::to_string(garbage);
    make_clip_writer(file, folder, options)->write(std::vector{plan});
    written.push_back(read_file(folder / "clip.mp4"));
  }
  mallopt(M_PERTURB, 0);
  EXPECT_TRUE(written[0] == written[1] && written[1] == written[2]);
}
#endif

TEST_F(ClipWriterContract, copies_streams_from_the_key_frame_on_and_says_so) {
  VideoSpec spec;
  spec.gop = 24;
  spec.sounds = {{}};
  const fs::path file = source(spec, 100);
  ClipWriterOptions options = fast_encoding();
  options.copy_streams = true;
  const auto written =
      make_clip_writer(file, out(), options)->write(std::vector{plan_of("copy", 30, 60)});
  ASSERT_EQ(written.size(), 1U);
  EXPECT_EQ(written[0].first_frame, 24);
  EXPECT_GE(written[0].last_frame, 60);
  EXPECT_LE(written[0].last_frame, 64);
  expect_frames(written[0].file, file, written[0].first_frame, written[0].last_frame);
  const auto clicks = testing::find_clicks(testing::read_sound(written[0].file));
  ASSERT_EQ(clicks.size(), 2U);
  EXPECT_NEAR(clicks[0], 1.0 / 25, 1024.0 / 48000);
}

TEST_F(ClipWriterContract, copies_the_same_bytes_in_any_order_and_on_any_number_of_threads) {
  VideoSpec spec;
  spec.gop = 12;
  spec.sounds = {{}};
  std::vector<ClipPlan> plans;
  for (const auto& [first, last] : {std::pair{70, 90}, {0, 20}, {30, 50}, {5, 8}, {13, 99}}) {
    plans.push_back(plan_of("clip_" + std::to_string(plans.size()), first, last));
  }
  for (const char* name : {"source.mp4", "source.mkv", "source.ts"}) {
    const fs::path file = source(spec, 100, name);
    ClipWriterOptions options = fast_encoding();
    options.copy_streams = true;
    options.overwrite = true;
    const auto written = make_clip_writer(file, out(), options)->write(plans);
    options.threads = 3;
    const auto again = make_clip_writer(file, folder_ / "again", options)->write(plans);
    for (std::size_t i = 0; i < plans.size(); ++i) {
      EXPECT_EQ(written[i].first_frame, plans[i].first_frame / 12 * 12);
      expect_frames(written[i].file, file, written[i].first_frame, written[i].last_frame);
      EXPECT_EQ(read_file(written[i].file), read_file(again[i].file)) << name;
    }
  }
}

TEST_F(ClipWriterContract, copies_every_codec) {
  VideoSpec spec;
  spec.gop = 12;
  for (const auto& [codec, name] : {std::pair{"hevc", "source.mp4"},
                                    {"mpeg4", "source.mp4"},
                                    {"mpeg2video", "source.ts"},
                                    {"vp9", "source.webm"},
                                    {"vp8", "source.webm"},
                                    {"mjpeg", "source.mkv"},
                                    {"ffv1", "source.mkv"}}) {
    spec.codec = codec;
    spec.pixel_format = spec.codec == "mjpeg" ? "yuvj420p" : "yuv420p";
    spec.b_frames = spec.codec == "mjpeg" ? 0 : 2;
    const fs::path file = source(spec, 40, name);
    ClipWriterOptions options = fast_encoding();
    options.copy_streams = true;
    const auto written = make_clip_writer(file, out(), options)
                             ->write(std::vector{plan_of(std::string("of_") + codec, 14, 30)});
    expect_frames(written.at(0).file, file, written[0].first_frame, written[0].last_frame);
  }
}

TEST_F(ClipWriterContract, refuses_bad_plans_before_anything_is_written) {
  const fs::path file = source(VideoSpec{}, 10);
  const auto code = [&](ClipPlan plan) {
    try {
      make_clip_writer(file, out(), fast_encoding())->write(std::vector{plan});
    } catch (const Error& error) {
      EXPECT_FALSE(fs::exists(out()));
      return error.code();
    }
    ADD_FAILURE() << plan.name;
    return ErrorCode::backend;
  };
  EXPECT_EQ(code(plan_of("a", 5, 4)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(plan_of("a", -1, 4)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(plan_of("a", 5, 10)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(plan_of("", 0, 4)), ErrorCode::invalid_argument);
  EXPECT_EQ(code(plan_of("../a", 0, 4)), ErrorCode::invalid_argument);
  ClipPlan crop = plan_of("a", 0, 4);
  crop.crop.resize(4, Box{0, 0, 10, 10});
  EXPECT_EQ(code(crop), ErrorCode::invalid_argument);
  ClipWriterOptions options = fast_encoding();
  options.codec = "wmv";
  EXPECT_THROW(make_clip_writer(file, out(), options), Error);
}

TEST_F(ClipWriterContract, overwrites_only_on_request) {
  const fs::path file = source(VideoSpec{}, 10);
  const std::vector<ClipPlan> plans{plan_of("a", 0, 4)};
  make_clip_writer(file, out(), fast_encoding())->write(plans);
  EXPECT_THROW(make_clip_writer(file, out(), fast_encoding())->write(plans), Error);
  ClipWriterOptions options = fast_encoding();
  options.overwrite = true;
  EXPECT_EQ(make_clip_writer(file, out(), options)->write(plans).size(), 1U);
}

TEST_F(ClipWriterContract, stops_when_asked_and_leaves_whole_clips_only) {
  const fs::path file = source(VideoSpec{}, 100);
  std::stop_source stop;
  RunControl control;
  control.stop = stop.get_token();
  const auto writer = make_clip_writer(file, out(), fast_encoding());
  control.on_progress = [&](const Progress& progress) {
    EXPECT_EQ(progress.stage, "write");
    stop.request_stop();
  };
  const auto written =
      writer->write(std::vector{plan_of("long", 0, 99), plan_of("late", 50, 99)}, control);
  EXPECT_TRUE(written.empty());
  EXPECT_TRUE(fs::is_empty(out()));
}

TEST_F(ClipWriterContract, an_unwritable_folder_is_an_io_error) {
  const fs::path file = source(VideoSpec{}, 10);
  try {
    make_clip_writer(file, "/proc/facetrack", fast_encoding())
        ->write(std::vector{plan_of("a", 0, 4)});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
  }
}

}  // namespace
}  // namespace facetrack
