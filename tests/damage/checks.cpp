// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "damage/checks.hpp"

#include <chrono>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "support/barcode.hpp"
#include "support/damage.hpp"
#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack::damage {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t base_frames = 132;
constexpr std::int64_t scene_frames = 34;

constexpr Base all_bases[] = {
    {"h264_mp4", "mp4", "h264", 2},
    {"h264_mkv", "mkv", "h264", 2},
    {"h264_ts", "ts", "h264", 2},
    {"h264_mov", "mov", "h264", 0},
    {"vp8_webm", "webm", "vp8", 0, false},
    {"mpeg4_avi", "avi", "mpeg4", 0, false, false},
    {"mjpeg_avi", "avi", "mjpeg", 0, false, false},
    {"hevc_mp4", "mp4", "hevc", 2},
    {"mpeg2_ts", "ts", "mpeg2video", 2, false},
    {"h264_avi", "avi", "h264", 0, true, false},
    {"vp9_webm", "webm", "vp9", 0, false},
};

const cv::Scalar face_colour{230, 30, 230};  // of nothing else in the picture

/// Numbered frames with a face; every scene_frames the background below the bar code changes.
testing::Render scenes(const testing::VideoSpec& spec) {
  return [numbered = testing::numbered_frames(spec), spec](std::int64_t index) {
    cv::Mat picture = as_mat(numbered(index).image()).clone();
    const int top = spec.height / 4;
    cv::Mat below = picture(cv::Rect(0, top, spec.width, spec.height - top));
    const auto scene = index / scene_frames;
    if (scene % 2 == 1) cv::bitwise_not(below, below);
    if (scene % 3 == 2) cv::flip(below.clone(), below, 1);
    const int sway = static_cast<int>(std::abs(index % 60 - 30));
    picture(cv::Rect(140 + sway, 100, 48, 64)).setTo(face_colour);
    return from_mat(picture);
  };
}

}  // namespace

std::span<const Base> bases() { return all_bases; }

void write_video(const Base& base, const fs::path& file, std::int64_t frames) {
  testing::VideoSpec spec;
  spec.rate = {12, 1};  // eleven seconds: two segments
  spec.width = 320;
  spec.height = 240;
  spec.codec = base.codec;
  spec.b_frames = base.b_frames;
  spec.gop = 12;
  if (spec.codec == "mjpeg") spec.pixel_format = "yuvj420p";
  testing::write_test_video(file, spec, frames, scenes(spec));
}

const fs::path& base_file(const Base& base) {
  static const testing::TempDir folder;
  static std::map<std::string, fs::path> made;
  fs::path& file = made[base.name];
  if (!file.empty()) return file;
  file = folder / (std::string(base.name) + "." + base.ending);
  write_video(base, file, base_frames);
  return file;
}

std::vector<Detection> PlainFace::detect(const ImageView& image) {
  cv::Mat mask;
  cv::inRange(as_mat(image), cv::Scalar{170, 0, 170}, cv::Scalar{255, 110, 255}, mask);
  const cv::Rect box = cv::boundingRect(mask);
  if (box.width < 4 || box.height < 4) return {};
  return {{{static_cast<float>(box.x), static_cast<float>(box.y), static_cast<float>(box.width),
            static_cast<float>(box.height)},
           0.97F,
           std::nullopt}};
}

Analysis look_at(const fs::path& file, int workers, Effort effort) {
  AnalyzeOptions options;
  options.workers = workers;
  options.tracker.effort = effort;
  Stages stages;
  stages.decoder = from_file(file);
  stages.detector = [] { return std::make_unique<PlainFace>(); };
  stages.embedder = nullptr;
  return analyze(stages, options);
}

MediaTime pts_of(const Analysis& analysis, std::int64_t frame) {
  return analysis.pts.at(static_cast<std::size_t>(frame - analysis.first_frame));
}

bool is_damaged(const Analysis& analysis, std::int64_t frame) {
  for (const FrameRange& range : analysis.damaged) {
    if (range.first_frame <= frame && frame <= range.last_frame) return true;
  }
  return false;
}

void check_times(const Analysis& analysis, const fs::path& file) {
  const auto probed = testing::probe_packets(file, analysis.source.stream_index);
  ASSERT_TRUE(probed.readable);
  if (probed.untimed) return;  // frames are counted then
  ASSERT_EQ(static_cast<std::size_t>(analysis.frames), probed.pts.size());
  for (std::size_t i = 0; i < probed.pts.size(); ++i) {
    ASSERT_EQ(analysis.pts[i].ticks, probed.pts[i]) << "frame " << i;
  }
}

void check_shape(const Analysis& analysis) {
  ASSERT_EQ(analysis.pts.size(), static_cast<std::size_t>(analysis.frames) + 1);
  std::int64_t damaged = 0;
  std::int64_t after = -1;
  for (const FrameRange& range : analysis.damaged) {
    EXPECT_GT(range.first_frame, after);
    EXPECT_LE(range.first_frame, range.last_frame);
    EXPECT_LT(range.last_frame, analysis.frames);
    damaged += range.last_frame - range.first_frame + 1;
    after = range.last_frame + 1;
  }
  EXPECT_EQ(damaged, analysis.skipped_frames);
  ASSERT_FALSE(analysis.shots.empty());
  EXPECT_EQ(analysis.shots.front().first_frame, 0);
  EXPECT_EQ(analysis.shots.back().last_frame, analysis.frames - 1);
  for (std::size_t i = 1; i < analysis.shots.size(); ++i) {
    const Shot& before = analysis.shots[i - 1];
    if (before.ends_with == ShotEnd::cut) {
      EXPECT_EQ(before.last_frame + 1, analysis.shots[i].first_frame);
    } else {
      EXPECT_LT(before.last_frame, analysis.shots[i].first_frame);
    }
  }
  for (const FaceTrack& track : analysis.tracks) {
    for (std::int64_t frame = track.first_frame(); frame <= track.last_frame(); ++frame) {
      const TrackPoint* point = track.at(frame);
      ASSERT_NE(point, nullptr) << "track " << track.id << ", frame " << frame;
      EXPECT_EQ(point->pts, pts_of(analysis, frame));
      EXPECT_FALSE(is_damaged(analysis, frame)) << "track " << track.id << ", frame " << frame;
    }
    EXPECT_EQ(track.at(track.first_frame() - 1), nullptr);
    EXPECT_EQ(track.at(track.last_frame() + 1), nullptr);
    if (is_damaged(analysis, track.last_frame() + 1)) {
      EXPECT_EQ(track.ends_because, TrackEnd::lost) << "track " << track.id;
    }
  }
}

void check_lists(const Analysis& analysis) {
  const std::string text = tracks_json(analysis);
  const Analysis again = tracks_from_json(text);
  EXPECT_EQ(tracks_json(again), text);
  EXPECT_EQ(again.damaged, analysis.damaged);
  for (const std::string& list : {shots_json(analysis), shots_edl(analysis), shots_otio(analysis),
                                  shots_vtt(analysis), tracks_mot(analysis)}) {
    EXPECT_FALSE(list.empty());
  }
}

namespace {

std::int64_t microseconds(std::int64_t ticks, Rational base) {
  return MediaTime{ticks, base}.in_base({1, 1'000'000}).ticks;
}

/// The numbers that the frames of a file show.
std::map<std::int64_t, std::int64_t> numbers_in(const fs::path& file, bool damaged_too) {
  DecoderOptions options;
  options.threads = 1;
  options.damaged_too = damaged_too;
  const auto decoder = open_decoder(file, options);
  std::map<std::int64_t, std::int64_t> numbers;
  while (const auto frame = decoder->read()) {
    if (const auto number = testing::read_barcode(*frame)) numbers[frame->time().index] = *number;
  }
  return numbers;
}

}  // namespace

std::map<std::int64_t, std::int64_t> numbers_by_time(const fs::path& file) {
  std::map<std::int64_t, std::int64_t> numbers;
  const auto probed = testing::probe_packets(file, 0);
  const Rational base = open_decoder(file)->info().start.base;
  for (std::size_t i = 0; i < probed.pts.size(); ++i) {
    numbers[microseconds(probed.pts[i], base)] = static_cast<std::int64_t>(i);
  }
  return numbers;
}

void check_clips(const Analysis& analysis, const fs::path& file, const fs::path& folder,
                 const std::map<std::int64_t, std::int64_t>& number_at, bool numbers_are_known,
                 Counts& counts) {
  PlanOptions planning;
  planning.crop = CropMode::none;
  const auto plans = plan_clips(analysis, analysis.tracks, planning);
  if (plans.empty()) return;
  const auto source = numbers_in(file, false);
  ClipWriterOptions writing;
  writing.threads = 1;
  writing.crf = 12;
  writing.preset = "ultrafast";
  const auto clips = make_clip_writer(file, folder, writing)->write(plans, {});
  ASSERT_EQ(clips.size(), plans.size());
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto shown = numbers_in(clips[i].file, false);
    ASSERT_EQ(clips[i].frames, plans[i].last_frame - plans[i].first_frame + 1);
    ++counts.clips;
    for (std::int64_t k = 0; k < clips[i].frames; ++k) {
      const std::int64_t frame = plans[i].first_frame + k;
      EXPECT_FALSE(is_damaged(analysis, frame)) << plans[i].name << ", frame " << frame;
      ++counts.clip_frames;
      const auto number = shown.find(k);
      if (number == shown.end()) {
        ++counts.unreadable;
        continue;
      }
      if (const auto same = source.find(frame); same != source.end()) {
        EXPECT_EQ(number->second, same->second) << plans[i].name << ", frame " << frame;
      }
      const auto original =
          number_at.find(microseconds(pts_of(analysis, frame).ticks, analysis.pts.back().base));
      if (numbers_are_known && original != number_at.end()) {
        EXPECT_EQ(number->second, original->second) << plans[i].name << ", frame " << frame;
      }
    }
  }
}

void check_jobs(const fs::path& file, std::int64_t frames, const fs::path& folder) {
  ends_well("faces", [&] {
    FacesJob job{.video = {.file = file}, .output = {.folder = folder / "faces"}};
    job.clips.save_images = 10;
    job.clips.mot = job.clips.edl = job.clips.otio = true;
    run_faces(job);
    job.output.existing = Existing::reuse;
    EXPECT_TRUE(run_faces(job).reused);
  });
  ends_well("expressions", [&] {
    ExpressionJob job{.video = {.file = file}, .output = {.folder = folder / "expressions"}};
    job.length = 6;
    run_expressions(job);
  });
  ends_well("bridge", [&] {
    BridgeOptions options;
    options.before = options.between = options.after = std::chrono::milliseconds(600);
    const auto plan = plan_bridge(file, frames / 3, frames * 2 / 3, options);
    make_bridge(file, plan, folder / "bridge.mp4", options);
  });
}

}  // namespace facetrack::damage
