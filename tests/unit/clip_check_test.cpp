// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/clip_check.hpp"

#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::media {
namespace {

constexpr std::int64_t frames = 20;

class ClipCheck : public ::testing::Test {
 protected:
  ClipCheck() {
    testing::VideoSpec spec;
    spec.gop = 8;  // the last frame is looked for from a later key frame than the first
    spec.sounds = {{}};
    write_test_video(file_, spec, frames, numbered_frames(spec), testing::clicks);
    const auto decoder = open_decoder(file_);
    right_.frames = frames;
    right_.first = signature_of(*decoder->read());
    decoder->seek(frames - 1);
    right_.last = signature_of(*decoder->read());
    right_.sounds = 1;
    right_.seconds = 0.8;
    right_.sound_tolerance = 1024.0 / 48000;
  }

  /// What check_clip() says about the file when something else was expected; "" when it agrees.
  std::string complaint(const std::function<void(ExpectedClip&)>& change) const {
    ExpectedClip expected = right_;
    change(expected);
    try {
      check_clip(file_, "the_clip.mp4", expected);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::io);
      return error.what();
    }
    return {};
  }

  testing::TempDir folder_;
  std::filesystem::path file_ = folder_ / "clip.mp4";
  ExpectedClip right_;
};

TEST_F(ClipCheck, agrees_with_what_was_written) {
  EXPECT_EQ(complaint([](ExpectedClip&) {}), "");
  EXPECT_EQ(complaint([](ExpectedClip& clip) { clip.last.reset(); }), "");
}

TEST_F(ClipCheck, finds_every_kind_of_difference_and_names_the_clip) {
  const auto finds = [&](const std::function<void(ExpectedClip&)>& change, const char* word) {
    const std::string text = complaint(change);
    EXPECT_NE(text.find("the_clip.mp4"), std::string::npos) << text;
    EXPECT_NE(text.find(word), std::string::npos) << text;
  };
  finds([](ExpectedClip& clip) { clip.frames = frames - 1; }, "20 frames instead of 19");
  finds([](ExpectedClip& clip) { clip.first.fill(16); }, "frame 0");
  finds([](ExpectedClip& clip) { clip.last->fill(200); }, "frame 19");
  finds([](ExpectedClip& clip) { clip.sounds = 2; }, "sound tracks");
  finds([](ExpectedClip& clip) { clip.seconds = 0.9; }, "long");
}

TEST_F(ClipCheck, signatures_tell_the_frames_of_a_moving_picture_apart) {
  const auto decoder = open_decoder(file_);
  const Signature first = signature_of(*decoder->read());
  EXPECT_LT(difference(first, first), 1e-9);
  EXPECT_GT(difference(first, *right_.last), 1.0);
}

}  // namespace
}  // namespace facetrack::media
