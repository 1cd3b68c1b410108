// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <string>

#include <gtest/gtest.h>

#include "facetrack/decoder.hpp"
#include "facetrack/face.hpp"
#include "facetrack/models.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

struct Seen {
  int frames = 0;
  int with_face = 0;
};

// Every `step`-th frame, 640 pixels wide as the tracker's wide looks are.
Seen look(Detector& detector, const std::string& video, int step, int count) {
  const auto decoder = open_decoder(testing::shared_dir() / "media/video" / video);
  Seen seen;
  for (int i = 0; i < count; ++i) {
    decoder->seek(static_cast<std::int64_t>(i) * step);
    const auto frame = decoder->read();
    if (!frame) break;
    const int height = 640 * frame->height() / frame->width();
    const Frame small = to_bgr24(*frame, {0, 0, frame->width(), frame->height()}, 640, height);
    ++seen.frames;
    if (!detector.detect(small.image()).empty()) ++seen.with_face;
  }
  return seen;
}

TEST(Yunet, sees_the_speaker_on_every_frame_and_hardly_anybody_where_nobody_is) {
  FACETRACK_NEEDS_SHARED();
  testing::use_shared_models();
  if (!has_model("yunet")) GTEST_SKIP() << "needs: facetrack-cli models fetch yunet";
  const auto detector = make_detector("yunet", {.min_score = 0.6F});
  const Seen speaker = look(*detector, "liveportrait_d9.mp4", 60, 9);
  EXPECT_EQ(speaker.with_face, speaker.frames);
  // A single frame may fool it (here one of nine does): tracks begin where two sizes agree.
  const Seen nobody = look(*detector, "psd_fades.mp4", 25, 9);
  EXPECT_LE(nobody.with_face, 1);
}

TEST(Builtin, sees_the_speaker_on_every_frame_without_any_downloaded_file) {
  FACETRACK_NEEDS_SHARED();
  const auto detector = make_detector("builtin", {.min_score = 0.6F});
  const Seen speaker = look(*detector, "liveportrait_d9.mp4", 60, 9);
  EXPECT_EQ(speaker.with_face, speaker.frames);
  const Seen nobody = look(*detector, "psd_fades.mp4", 25, 9);
  EXPECT_LE(nobody.with_face, 1);
}

TEST(Hog, sees_the_frontal_speaker_without_any_model_file) {
  FACETRACK_NEEDS_SHARED();
  const auto detector = make_detector("hog");
  const Seen speaker = look(*detector, "liveportrait_d9.mp4", 120, 4);
  EXPECT_EQ(speaker.with_face, speaker.frames);
  const Seen nobody = look(*detector, "psd_testvideo.mp4", 160, 4);
  EXPECT_EQ(nobody.with_face, 0);
}

}  // namespace
}  // namespace facetrack
