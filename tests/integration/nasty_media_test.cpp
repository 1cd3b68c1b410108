// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

struct Expected {
  std::int64_t frames = 0;  ///< that can be decoded; 0: an error is right
  ErrorCode error = ErrorCode::io;
};

const std::map<std::string, Expected>& expectations() {
  static const std::map<std::string, Expected> table{
      {"anim.gif", {40}},
      {"audio_only.m4a", {0, ErrorCode::unsupported}},
      {"audio_shorter.mp4", {100}},
      {"autoeditor_SAR-2by3.mp4", {60}},
      {"autoeditor_h264-png-cover.mp4", {60}},
      {"empty.mp4", {0, ErrorCode::corrupt_input}},
      {"hevc_main10.mp4", {100}},
      {"interlaced_mpeg2.mpg", {100}},
      {"nestegg_bug603918.webm", {2}},
      {"nestegg_dancer1.webm", {150}},
      {"nestegg_hdr10.webm", {1}},
      {"nestegg_seek.webm", {120}},
      {"odd_427x241_444_noaudio.mp4", {100}},
      {"one_frame.mp4", {1}},
      {"pyav_data.ts", {0, ErrorCode::unsupported}},
      {"rot90.mp4", {100}},
      {"single.png", {1}},
      {"torchcodec_h264_10bits.mp4", {30}},
      {"torchcodec_h265_10bits.mp4", {30}},
      {"truncated_60pct.mp4", {45}},
      {"truncated_no_moov.mp4", {0, ErrorCode::corrupt_input}},
      {"vfr.mp4", {88}},
      {"vp9_opus.webm", {100}},
  };
  return table;
}

/// Decodes all of it, then writes its first and last frames as a clip.
std::int64_t work_through(const fs::path& file, const fs::path& folder) {
  DecoderOptions options;
  options.threads = 2;
  const auto decoder = open_decoder(file, options);
  std::int64_t frames = 0, last = -1;
  while (const auto frame = decoder->read()) {
    EXPECT_GT(frame->time().index, last) << file;
    last = frame->time().index;
    ++frames;
  }
  ClipPlan plan;
  plan.name = "clip";
  plan.first_frame = std::max<std::int64_t>(0, decoder->count_frames().value() - 12);
  plan.last_frame = decoder->count_frames().value() - 1;
  ClipWriterOptions writing;
  writing.preset = "ultrafast";
  writing.overwrite = true;
  const auto clips = make_clip_writer(file, folder, writing)->write(std::vector{plan});
  EXPECT_EQ(clips.at(0).frames, plan.last_frame - plan.first_frame + 1) << file;
  return frames;
}

TEST(NastyMedia, gives_a_right_result_or_a_clear_error_in_time) {
  FACETRACK_NEEDS_SHARED();
  const testing::TempDir folder;
  for (const auto& entry : fs::directory_iterator(testing::shared_dir() / "media/nasty")) {
    const std::string name = entry.path().filename();
    const auto begin = std::chrono::steady_clock::now();
    std::optional<Expected> expected;
    if (const auto known = expectations().find(name); known != expectations().end()) {
      expected = known->second;
    }
    try {
      const std::int64_t frames = work_through(entry.path(), folder.path());
      if (expected) {
        EXPECT_EQ(frames, expected->frames) << name;
      }
    } catch (const Error& error) {
      EXPECT_TRUE(!expected || (expected->frames == 0 && expected->error == error.code()))
          << error.what();
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took, std::chrono::seconds(10)) << name;
  }
}

TEST(NastyMedia, every_prefix_of_a_file_is_a_right_result_or_a_clear_error) {
  FACETRACK_NEEDS_SHARED();
  const testing::TempDir folder;
  for (const char* name : {"one_frame.mp4", "vp9_opus.webm", "interlaced_mpeg2.mpg"}) {
    const fs::path whole = testing::shared_dir() / "media/nasty" / name;
    const auto size = fs::file_size(whole);
    for (int part = 1; part <= 6; ++part) {
      const fs::path cut = folder / (std::to_string(part) + name);
      fs::copy_file(whole, cut);
      fs::permissions(cut, fs::perms::owner_all);
      fs::resize_file(cut, size * static_cast<unsigned>(part) / 7);
      try {
        EXPECT_GT(work_through(cut, folder.path()), 0);
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace facetrack
