// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/sparse_reader.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/pipeline.hpp"

#include "support/paths.hpp"
#include "support/video_file.hpp"

namespace facetrack {
namespace {

constexpr int decoded_width = 64;
constexpr int decoded_height = 36;

/// A grey picture.
Frame plain(int grey, std::int64_t index) {
  auto bytes = std::make_shared<std::vector<std::byte>>(
      std::size_t{decoded_width} * decoded_height * 3 / 2, static_cast<std::byte>(grey));
  const std::byte* data = bytes->data();
  const ImageView luma{data, decoded_width, decoded_height, decoded_width, PixelFormat::gray8};
  const ImageView cb{data + decoded_width * decoded_height, decoded_width / 2, decoded_height / 2,
                     decoded_width / 2, PixelFormat::gray8};
  ImageView cr = cb;
  cr.data += decoded_width * decoded_height / 4;
  const Rational base{1, 25};
  return {bytes, {luma, cb, cr}, PixelFormat::yuv420p, {{index, base}, {1, base}, index}};
}

/// Gives every third picture when asked to leave out what it can.
class ThirdPictures final : public SparseDecoder {
 public:
  ThirdPictures(std::int64_t frames, std::function<int(std::int64_t)> grey)
      : frames_(frames), grey_(std::move(grey)) {}

  std::optional<Frame> read() override {
    if (next_ >= frames_ || (leaves_out_ && next_ > last_real())) return std::nullopt;
    const std::int64_t index = next_++;
    if (lost.contains(index)) return read();
    if (leaves_out_ && index % 3 != 0 && shown_) {
      ++left_out;
      return shown_ = shown_->at(plain(0, index).time());
    }
    ++decoded;
    return shown_ = plain(grey_(index), index);
  }
  void seek(std::int64_t index) override {
    next_ = index;
    shown_.reset();
    ++seeks;
  }
  void skip_smoothing() override {}
  void leave_out(bool what_it_can) override { leaves_out_ = what_it_can; }
  const MediaInfo& info() const noexcept override { return info_; }
  std::span<const KeyFrame> key_frames() override { return keys_; }
  std::optional<std::int64_t> count_frames() override { return frames_; }
  std::int64_t skipped_frames() const noexcept override { return 0; }

  std::set<std::int64_t> lost;
  int left_out = 0, decoded = 0, seeks = 0;

 private:
  std::int64_t last_real() const { return (frames_ - 1) / 3 * 3; }

  std::int64_t frames_;
  std::function<int(std::int64_t)> grey_;
  MediaInfo info_;
  std::vector<KeyFrame> keys_{{}};
  std::optional<Frame> shown_;
  std::int64_t next_ = 0;
  bool leaves_out_ = false;
};

int grey_of(const Frame& frame) { return std::to_integer<int>(*frame.luma().data); }

/// The greys of all frames, which must be all there are.
std::vector<int> read_all(ThirdPictures& decoder) {
  SparseReader reader(decoder, {64, 36});
  std::vector<int> greys;
  std::int64_t index = 0;
  while (const auto frame = reader.next()) {
    for (; index < frame->time().index; ++index) greys.push_back(-1);
    EXPECT_EQ(frame->time().index, index++);
    EXPECT_EQ(frame->time().pts.ticks, frame->time().index);
    greys.push_back(grey_of(*frame));
  }
  return greys;
}

std::vector<int> expected(std::int64_t frames, const std::function<int(std::int64_t)>& grey) {
  std::vector<int> greys;
  for (std::int64_t i = 0; i < frames; ++i) greys.push_back(grey(i));
  return greys;
}

TEST(SparseReader, leaves_out_two_thirds_where_nothing_moves) {
  const auto still = [](std::int64_t) { return 100; };
  ThirdPictures decoder(200, still);
  EXPECT_EQ(read_all(decoder), expected(200, still));
  EXPECT_GT(decoder.left_out, 110);
  EXPECT_EQ(decoder.seeks, 1);  // for the last picture, after which nothing is decoded
}

TEST(SparseReader, finds_a_cut_between_two_pictures_at_its_frame) {
  for (const std::int64_t cut : {99, 100, 101}) {
    const auto grey = [cut](std::int64_t i) { return i < cut ? 60 : 180; };
    ThirdPictures decoder(199, grey);
    EXPECT_EQ(read_all(decoder), expected(199, grey)) << cut;
    EXPECT_EQ(decoder.seeks, cut % 3 == 1 || cut % 3 == 2 || cut == 99 ? 1 : 0) << cut;
    EXPECT_GT(decoder.left_out, 60) << cut;
  }
}

TEST(SparseReader, leaves_nothing_out_where_all_moves) {
  const auto wild = [](std::int64_t i) { return static_cast<int>(i * 89 % 200); };
  ThirdPictures decoder(150, wild);
  EXPECT_EQ(read_all(decoder), expected(150, wild));
  EXPECT_EQ(decoder.left_out, 0);
}

TEST(SparseReader, stops_trying_when_going_back_costs_more_than_it_saves) {
  // Calm for just as long as it takes to trust it, then another picture, again and again.
  const auto deceitful = [](std::int64_t i) { return i / 20 % 2 == 0 ? 40 : 200; };
  ThirdPictures decoder(2000, deceitful);
  EXPECT_EQ(read_all(decoder), expected(2000, deceitful));
  EXPECT_LE(decoder.seeks, 4);
}

TEST(SparseReader, does_not_make_up_what_is_damaged) {
  const auto still = [](std::int64_t) { return 100; };
  ThirdPictures decoder(100, still);
  decoder.lost = {50, 51};
  std::vector<int> greys = expected(100, still);
  greys[50] = greys[51] = -1;
  EXPECT_EQ(read_all(decoder), greys);
}

TEST(SparseReader, passes_on_an_error_of_the_decoder_while_frames_are_left_out) {
  for (const std::int64_t at : {5, 40, 60, 61, 62}) {
    ThirdPictures decoder(200, [at](std::int64_t i) -> int {
      if (i >= at) throw Error(ErrorCode::io, "no more");
      return 100;
    });
    EXPECT_THROW(read_all(decoder), Error) << at;
  }
}

TEST(SparseReader, pictures_are_alike_unless_all_of_them_or_a_part_is_another) {
  const Frame a = plain(100, 0);
  EXPECT_TRUE(are_alike(a, plain(106, 1)));
  EXPECT_FALSE(are_alike(a, plain(110, 1)));  // of a dissolve
  const Frame covered = plain(100, 1);
  auto* pixels = const_cast<std::byte*>(covered.luma().data);
  for (int y = 12; y < 18; ++y) std::fill_n(pixels + y * decoded_width + 30, 6, std::byte{250});
  EXPECT_FALSE(are_alike(a, covered));
  EXPECT_FALSE(are_alike(a, Frame{}));
}

double mean_difference(const Frame& a, const Frame& b) {
  const ImageView p = a.plane(0);
  const ImageView q = b.plane(0);
  double sum = 0;
  for (int y = 0; y < p.height; ++y) {
    for (int x = 0; x < p.width; ++x) {
      sum += std::abs(std::to_integer<int>(p.row(y)[x]) - std::to_integer<int>(q.row(y)[x]));
    }
  }
  return sum / (static_cast<double>(p.width) * p.height);
}

/// The built-in decoder as what it is behind its interface.
std::unique_ptr<SparseDecoder> open_sparse(const std::filesystem::path& file) {
  std::unique_ptr<Decoder> decoder = open_decoder(file, {.threads = 1});
  EXPECT_NE(dynamic_cast<SparseDecoder*>(decoder.get()), nullptr);
  return std::unique_ptr<SparseDecoder>(static_cast<SparseDecoder*>(decoder.release()));
}

std::filesystem::path numbered_video(const testing::TempDir& folder, const testing::VideoSpec& spec,
                                     const std::string& name = "film.mp4") {
  testing::write_test_video(folder / name, spec, 90, testing::numbered_frames(spec));
  return folder / name;
}

// A frame that is left out shows the picture before it, at its own time; the frame that a seek asks
// for is decoded.
TEST(SparseDecoder, leaves_out_pictures_but_no_frames) {
  const testing::TempDir folder;
  testing::VideoSpec spec;
  spec.b_frames = 2;
  const auto file = numbered_video(folder, spec);
  const auto sparse = open_sparse(file);
  const auto whole = open_decoder(file);
  sparse->leave_out(true);
  std::optional<Frame> shown;
  std::int64_t last = -1;
  int repetitions = 0;
  while (const auto wanted = whole->read()) {
    const auto frame = sparse->read();
    if (!frame) break;  // no frame is decoded after it: what it would show is not known
    EXPECT_EQ(frame->time().index, wanted->time().index);
    EXPECT_EQ(frame->time().pts, wanted->time().pts);
    EXPECT_EQ(frame->time().duration, wanted->time().duration);
    const bool repeated = shown && frame->plane(0).data == shown->plane(0).data;
    repetitions += repeated ? 1 : 0;
    EXPECT_TRUE(repeated || mean_difference(*frame, *wanted) < 0.01) << wanted->time().index;
    shown = frame;
    last = frame->time().index;
  }
  EXPECT_GT(repetitions, 0);
  EXPECT_FALSE(sparse->read().has_value());
  // After leave_out(false) and a seek every frame is decoded, whatever the codec still holds.
  sparse->leave_out(true);
  sparse->seek(0);
  for (int i = 0; i < 14; ++i) sparse->read();
  sparse->leave_out(false);
  sparse->seek(14);
  whole->seek(14);
  for (int i = 0; i < 12; ++i) {
    const auto frame = sparse->read();
    const auto wanted = whole->read();
    ASSERT_EQ(frame.has_value(), wanted.has_value());
    if (!frame) break;
    EXPECT_LT(mean_difference(*frame, *wanted), 0.01) << wanted->time().index;
  }
  const std::int64_t frames = whole->count_frames().value();
  EXPECT_GT(last, frames - 8);
  for (const std::int64_t index : {frames / 2, frames / 2 + 1, frames / 3, frames - 1}) {
    sparse->seek(index);
    whole->seek(index);
    const auto frame = sparse->read();
    const auto wanted = whole->read();
    ASSERT_EQ(frame.has_value(), wanted.has_value());
    if (!frame) continue;
    EXPECT_EQ(frame->time().index, wanted->time().index);
    EXPECT_LT(mean_difference(*frame, *wanted), 0.01) << index;
  }
}

// Frames without smoothing serve to look for something: the same frames at the same times, nearly
// the same to see.
TEST(SparseDecoder, skips_smoothing_from_the_next_seek_on) {
  const testing::TempDir folder;
  testing::VideoSpec spec;
  spec.codec = "hevc";  // the fixtures' H.264 comes without a loop filter
  const auto file = numbered_video(folder, spec);
  const auto quick = open_sparse(file);
  const auto whole = open_decoder(file);
  quick->skip_smoothing();
  quick->seek(0);
  int same = 0;
  int frames = 0;
  while (const auto wanted = whole->read()) {
    const auto frame = quick->read();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->time().index, wanted->time().index);
    EXPECT_EQ(frame->time().pts, wanted->time().pts);
    const double difference = mean_difference(*frame, *wanted);
    EXPECT_LT(difference, 2) << wanted->time().index;
    same += difference == 0 ? 1 : 0;
    ++frames;
  }
  EXPECT_FALSE(quick->read().has_value());
  EXPECT_GT(same, 0) << "frames that others depend on stay what they are";
  EXPECT_LT(same, frames);
}

// The real decoder: cuts in the middle of B frames, in a file without a key frame there.
TEST(SparseReader, fast_analysis_finds_every_cut_of_a_file) {
  const testing::TempDir folder;
  testing::VideoSpec spec;
  spec.gop = 400;
  spec.b_frames = 3;
  const auto scene = [](std::int64_t i) { return i < 101 ? 0 : i < 163 ? 1 : i < 230 ? 2 : 3; };
  testing::write_test_video(folder / "cuts.mp4", spec, 300, [&](std::int64_t i) {
    const Frame grey = plain(60 + 50 * scene(i), i);
    return to_bgr24(grey, {0, 0, decoded_width, decoded_height}, spec.width, spec.height);
  });
  const auto analyse = [&](Effort effort) {
    AnalyzeOptions options;
    options.tracker.effort = effort;
    Stages stages;
    stages.decoder = from_file(folder / "cuts.mp4");
    stages.detector = nullptr;
    return analyze(stages, options);
  };
  const Analysis whole = analyse(Effort::balanced);
  const Analysis fast = analyse(Effort::fast);
  EXPECT_EQ(fast.frames, 300);
  EXPECT_EQ(fast.pts, whole.pts);
  ASSERT_EQ(fast.shots.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(fast.shots[i].first_frame, whole.shots[i].first_frame);
    EXPECT_EQ(fast.shots[i].last_frame, whole.shots[i].last_frame);
  }
}

}  // namespace
}  // namespace facetrack
