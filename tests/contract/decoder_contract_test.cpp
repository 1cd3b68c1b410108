// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <sys/stat.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"

#include "support/barcode.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

using testing::VideoSpec;

constexpr std::int64_t frame_count = 60;

struct Fixture {
  std::string name;
  std::string ending;
  VideoSpec spec;
};

VideoSpec with(const std::function<void(VideoSpec&)>& change) {
  VideoSpec spec;
  spec.gop = 12;
  change(spec);
  return spec;
}

std::vector<std::int64_t> uneven_times() {
  std::vector<std::int64_t> times;
  std::int64_t at = 0;
  std::mt19937 random(7);
  for (std::int64_t i = 0; i < frame_count; ++i) {
    times.push_back(at);
    at += 10 + static_cast<std::int64_t>(random() % 90);
  }
  return times;
}

std::vector<Fixture> fixtures() {
  const auto codec = [](const char* name, int b_frames = 0) {
    return with([=](VideoSpec& s) {
      s.codec = name;
      s.b_frames = b_frames;
    });
  };
  const auto turned = [](int degrees) { return with([=](VideoSpec& s) { s.rotation = degrees; }); };
  const auto pixels = [](const char* codec_name, const char* format) {
    return with([=](VideoSpec& s) {
      s.codec = codec_name;
      s.pixel_format = format;
    });
  };
  return {
      {"h264_mp4", "mp4", with([](VideoSpec&) {})},
      {"h264_many_b_frames_mkv", "mkv", with([](VideoSpec& s) { s.b_frames = 7; })},
      {"h264_29_97", "mp4", with([](VideoSpec& s) {
         s.rate = {30000, 1001};
       })},
      {"h264_variable_rate", "mp4", with([](VideoSpec& s) { s.pts = uneven_times(); })},
      {"h264_starts_late_mp4", "mp4", with([](VideoSpec& s) {
         s.start = 0.84;
         s.sounds = {{}};
       })},
      {"h264_starts_late_ts", "ts", with([](VideoSpec& s) { s.start = 0.84; })},
      {"h264_turned_90", "mp4", turned(90)},
      {"h264_turned_180", "mp4", turned(180)},
      {"h264_turned_270", "mov", turned(270)},
      {"h264_odd_444", "mp4", with([](VideoSpec& s) {
         s.width = 333;
         s.height = 187;
         s.pixel_format = "yuv444p";
       })},
      {"h264_422", "mp4", pixels("h264", "yuv422p")},
      {"h264_10_bit", "mp4", pixels("h264", "yuv420p10le")},
      {"hevc_mp4", "mp4", codec("hevc", 3)},
      {"hevc_10_bit", "mkv", pixels("hevc", "yuv420p10le")},
      {"mpeg4_mp4", "mp4", codec("mpeg4", 2)},
      {"mpeg4_avi_without_times", "avi", codec("mpeg4", 2)},
      {"mpeg2_ps", "mpg", codec("mpeg2video", 2)},
      {"mpeg2_interlaced_ts", "ts", with([](VideoSpec& s) {
         s.codec = "mpeg2video";
         s.interlaced = true;
       })},
      {"h264_interlaced_mkv", "mkv", with([](VideoSpec& s) { s.interlaced = true; })},
      {"vp8_webm", "webm", codec("vp8")},
      {"vp9_webm", "webm", codec("vp9")},
      {"ffv1_mkv", "mkv", codec("ffv1")},
      {"ffv1_rgb_mkv", "mkv", pixels("ffv1", "bgr0")},
      {"mjpeg_avi", "avi", pixels("mjpeg", "yuvj420p")},
      {"h264_flv", "flv", codec("h264", 2)},
  };
}

void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.name; }

std::uint64_t fingerprint(const Frame& frame) {
  std::uint64_t hash = 1469598103934665603U;
  for (int plane = 0; plane < 3; ++plane) {
    const ImageView& view = frame.plane(plane);
    for (int y = 0; y < view.height; ++y) {
      for (int x = 0; x < view.width; ++x) {
        hash = (hash ^ std::to_integer<std::uint64_t>(view.row(y)[x])) * 1099511628211U;
      }
    }
  }
  return hash;
}

struct Read {
  std::int64_t index;
  MediaTime pts;
  MediaTime duration;
  std::uint64_t pixels;
};

std::vector<Read> read_all(Decoder& decoder) {
  std::vector<Read> all;
  while (const auto frame = decoder.read()) {
    all.push_back(
        {frame->time().index, frame->time().pts, frame->time().duration, fingerprint(*frame)});
  }
  return all;
}

/// Seeks to places all over the file, twice over the seams, and reads on from each.
void expect_seeks_match(Decoder& decoder, const std::vector<Read>& all) {
  std::mt19937 random(3);
  for (int i = 0; i < 24; ++i) {
    const std::size_t at = random() % all.size();
    decoder.seek(all[at].index);
    for (std::size_t k = at; k < std::min(at + 3, all.size()); ++k) {
      const auto frame = decoder.read();
      ASSERT_TRUE(frame.has_value()) << "nothing at " << all[k].index;
      ASSERT_EQ(frame->time().index, all[k].index);
      ASSERT_EQ(frame->time().pts, all[k].pts) << all[k].index;
      ASSERT_EQ(fingerprint(*frame), all[k].pixels) << "pixels differ at " << all[k].index;
    }
  }
}

/// The test videos are made once for all tests of this file.
const std::filesystem::path& fixture_file(const Fixture& fixture) {
  static const testing::TempDir folder;
  static std::vector<std::unique_ptr<std::filesystem::path>> made;
  const auto path = folder / (fixture.name + "." + fixture.ending);
  if (!std::filesystem::exists(path)) {
    write_test_video(path, fixture.spec, frame_count, numbered_frames(fixture.spec),
                     testing::clicks);
  }
  made.push_back(std::make_unique<std::filesystem::path>(path));
  return *made.back();
}

DecoderOptions one_thread() {
  DecoderOptions options;
  options.threads = 1;
  return options;
}

class DecoderContract : public ::testing::TestWithParam<Fixture> {
 protected:
  std::unique_ptr<Decoder> open(const DecoderOptions& options = one_thread()) {
    return open_decoder(fixture_file(GetParam()), options);
  }
};

TEST_P(DecoderContract, reads_every_frame_once_in_display_order) {
  const auto decoder = open();
  EXPECT_EQ(decoder->count_frames(), frame_count);
  EXPECT_EQ(decoder->info().frames, frame_count);
  // A turned picture has its bar code at a side: the decoder's turn is undone for reading.
  const int rotation = GetParam().spec.rotation;
  std::int64_t index = 0;
  while (const auto frame = decoder->read()) {
    ASSERT_EQ(frame->time().index, index);
    ASSERT_EQ(frame->width(), decoder->info().width);
    ASSERT_EQ(frame->height(), decoder->info().height);
    if (rotation == 0) {
      ASSERT_EQ(testing::read_barcode(*frame), index);
    }
    ++index;
  }
  EXPECT_EQ(index, frame_count);
  EXPECT_FALSE(decoder->read().has_value()) << "the end stays the end";
  EXPECT_EQ(decoder->skipped_frames(), 0);
}

TEST_P(DecoderContract, times_ascend_and_durations_reach_the_next_frame) {
  const auto decoder = open();
  const auto all = read_all(*decoder);
  ASSERT_EQ(all.front().pts, decoder->info().start);
  for (std::size_t i = 1; i < all.size(); ++i) {
    ASSERT_LT(all[i - 1].pts, all[i].pts);
    ASSERT_EQ(all[i - 1].pts + all[i - 1].duration, all[i].pts);
  }
  EXPECT_GT(all.back().duration.ticks, 0);
}

TEST_P(DecoderContract, times_are_those_written) {
  const VideoSpec& spec = GetParam().spec;
  const auto all = read_all(*open());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double written = spec.pts.empty() ? static_cast<double>(i) * spec.rate.den / spec.rate.num
                                            : static_cast<double>(spec.pts[i]) *
                                                  spec.time_base.num / spec.time_base.den;
    // Half a tick of the container's clock at either end; milliseconds are the coarsest.
    ASSERT_NEAR((all[i].pts - all[0].pts).seconds(), written, 0.00101) << i;
  }
}

TEST_P(DecoderContract, seek_gives_what_reading_on_would_have_given) {
  const auto decoder = open();
  const auto all = read_all(*decoder);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(frame_count));
  expect_seeks_match(*decoder, all);
  decoder->seek(frame_count);
  EXPECT_FALSE(decoder->read().has_value());
  decoder->seek(0);
  EXPECT_EQ(read_all(*decoder).size(), all.size());
}

TEST_P(DecoderContract, result_does_not_depend_on_threads) {
  DecoderOptions options;
  options.threads = 3;
  const auto one = read_all(*open());
  const auto three = read_all(*open(options));
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) ASSERT_EQ(one[i].pixels, three[i].pixels) << i;
}

TEST_P(DecoderContract, key_frames_begin_with_the_first_and_ascend) {
  const auto decoder = open();
  const auto& keys = decoder->key_frames();
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys.front().index, 0);
  for (std::size_t i = 1; i < keys.size(); ++i) EXPECT_LT(keys[i - 1].index, keys[i].index);
  for (const KeyFrame& key : keys) {
    decoder->seek(key.index);
    const auto frame = decoder->read();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->time().pts, key.pts);
  }
}

INSTANTIATE_TEST_SUITE_P(formats, DecoderContract, ::testing::ValuesIn(fixtures()),
                         [](const auto& test) { return test.param.name; });

TEST(Decoder, frames_stay_good_after_the_decoder_is_gone) {
  const Fixture fixture{"outlive", "mp4", VideoSpec{}};
  auto decoder = open_decoder(fixture_file(fixture));
  std::vector<Frame> frames;
  for (int i = 0; i < 5; ++i) frames.push_back(*decoder->read());
  decoder.reset();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(testing::read_barcode(frames[static_cast<std::size_t>(i)]), i);
}

TEST(Decoder, turns_the_picture_upright) {
  for (const int degrees : {90, 180, 270}) {
    const Fixture fixture{"upright_" + std::to_string(degrees), "mp4",
                          with([=](VideoSpec& s) { s.rotation = degrees; })};
    const auto decoder = open_decoder(fixture_file(fixture));
    EXPECT_EQ(decoder->info().rotation, degrees);
    const bool swaps = degrees != 180;
    EXPECT_EQ(decoder->info().width, swaps ? 180 : 320);
    EXPECT_EQ(decoder->info().height, swaps ? 320 : 180);
    // The stored picture has its bright first bar at the upper left.
    const Frame frame = *decoder->read();
    const int x = degrees == 90 ? frame.width() - 11 : degrees == 180 ? frame.width() - 6 : 10;
    const int y = degrees == 90 ? 5 : degrees == 180 ? frame.height() - 11 : frame.height() - 6;
    EXPECT_GT(std::to_integer<int>(frame.luma().row(y)[x]), 170) << degrees;
  }
}

ErrorCode code_of(const std::filesystem::path& file, const DecoderOptions& options = {}) {
  try {
    open_decoder(file, options);
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(file.filename().string()), std::string::npos)
        << error.what();
    return error.code();
  }
  ADD_FAILURE() << "opened " << file;
  return ErrorCode::backend;
}

TEST(Decoder, says_why_a_file_cannot_be_used) {
  const testing::TempDir folder;
  EXPECT_EQ(code_of(folder / "missing.mp4"), ErrorCode::not_found);
  EXPECT_EQ(code_of(folder / "missing_%03d.png"), ErrorCode::not_found);
  EXPECT_EQ(code_of(folder.path()), ErrorCode::unsupported);
  const auto pipe = folder / "pipe.mp4";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(code_of(pipe), ErrorCode::unsupported) << "and it does not wait for a writer";
  std::ofstream(folder / "empty.mp4");
  EXPECT_EQ(code_of(folder / "empty.mp4"), ErrorCode::corrupt_input);
  std::ofstream(folder / "text.mp4") << "this is no video at all, whatever its name says\n";
  EXPECT_EQ(code_of(folder / "text.mp4"), ErrorCode::corrupt_input);
}

TEST(Decoder, refuses_pictures_above_the_limit_and_streams_that_are_no_video) {
  const Fixture fixture{"limits", "mp4", with([](VideoSpec& s) { s.sounds = {{}}; })};
  const auto file = fixture_file(fixture);
  DecoderOptions small;
  small.max_pixels = 320 * 180 - 1;
  EXPECT_EQ(code_of(file, small), ErrorCode::unsupported);
  DecoderOptions sound;
  sound.stream_index = 1;
  EXPECT_EQ(code_of(file, sound), ErrorCode::invalid_argument);
  const auto decoder = open_decoder(file);
  ASSERT_EQ(decoder->info().audio.size(), 1U);
  EXPECT_EQ(decoder->info().audio[0].sample_rate, 48000);
}

TEST(Decoder, opens_numbered_pictures_from_whatever_number_on) {
  const testing::TempDir folder;
  const Fixture fixture{"pictures", "mp4", VideoSpec{}};
  const auto video = open_decoder(fixture_file(fixture));
  for (int i = 0; i < 5; ++i) {
    write_image((folder / ("img_010" + std::to_string(i) + ".png")).string(), *video->read());
  }
  const auto decoder = open_decoder(folder / "img_%04d.png");
  EXPECT_EQ(decoder->count_frames(), 5);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(testing::read_barcode(*decoder->read()), i);
  EXPECT_FALSE(decoder->read().has_value());
  const auto one = open_decoder(folder / "img_0103.png");
  EXPECT_EQ(one->count_frames(), 1);
  EXPECT_EQ(testing::read_barcode(*one->read()), 3);
}

TEST(Decoder, passes_over_damage_and_keeps_every_index_right) {
  const testing::TempDir folder;
  const Fixture fixture{"damage", "ts", with([](VideoSpec& s) { s.gop = 10; })};
  std::string bytes = testing::read_text(fixture_file(fixture));
  std::mt19937 random(11);
  for (int i = 0; i < 4; ++i) {
    // Whole transport packets of nonsense, but not in the tables at the beginning.
    const std::size_t at = (20 + random() % (bytes.size() / 188 - 20)) * 188;
    for (std::size_t k = 4; k < 188; ++k) bytes[at + k] = static_cast<char>(random());
  }
  std::ofstream(folder / "damaged.ts", std::ios::binary) << bytes;
  const auto decoder = open_decoder(folder / "damaged.ts", one_thread());
  const auto all = read_all(*decoder);
  EXPECT_GT(all.size(), static_cast<std::size_t>(frame_count) / 2);
  EXPECT_LT(all.size(), static_cast<std::size_t>(frame_count));
  DecoderOptions everything = one_thread();
  everything.damaged_too = true;
  EXPECT_GT(read_all(*open_decoder(folder / "damaged.ts", everything)).size(), all.size());
  for (std::size_t i = 1; i < all.size(); ++i) ASSERT_LT(all[i - 1].index, all[i].index);
  for (const Read& read : all) {
    decoder->seek(read.index);
    const auto frame = decoder->read();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->time().index, read.index);
    EXPECT_EQ(frame->time().pts, read.pts);
  }
}

}  // namespace
}  // namespace facetrack
