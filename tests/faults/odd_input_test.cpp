// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Odd input from callers, their stages and their callbacks: either it works, or it is refused with
// an Error.

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/clip.hpp"
#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/job.hpp"
#include "facetrack/report.hpp"

#include "faults/film.hpp"
#include "support/paths.hpp"
#include "support/sample_result.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

/// The code of the Error that `call` throws; nothing if it throws none. Anything else fails.
std::optional<ErrorCode> code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  } catch (const std::bad_alloc&) {
  } catch (const std::exception& error) {
    ADD_FAILURE() << "left the library: " << error.what();
  }
  return std::nullopt;
}

/// A picture of its own pixels, of any format.
Frame picture(PixelFormat format, int width, int height, int shade = 90) {
  const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3 + 64;
  auto pixels = std::make_shared<std::vector<std::byte>>(bytes);
  for (std::size_t i = 0; i < bytes; ++i) {
    (*pixels)[i] = static_cast<std::byte>(shade + static_cast<int>(i * 7 % 60));
  }
  const std::byte* data = pixels->data();
  const int step = format == PixelFormat::bgr24 ? 3 : 1;
  const PixelFormat first = step == 3 ? PixelFormat::bgr24 : PixelFormat::gray8;
  std::array<ImageView, 3> planes{{{data, width, height, width * step, first}, {}, {}}};
  if (format == PixelFormat::yuv420p) {
    const ImageView half{data, (width + 1) / 2, (height + 1) / 2, width, PixelFormat::gray8};
    planes[1] = planes[2] = half;
  }
  return {std::move(pixels), planes, format, {{0, {1, 25}}, {1, {1, 25}}, 0}};
}

constexpr PixelFormat formats[] = {PixelFormat::gray8, PixelFormat::bgr24, PixelFormat::yuv420p};

TEST(to_bgr24, refuses_any_region_that_it_cannot_make) {
  constexpr int most = std::numeric_limits<int>::max();
  constexpr int least = std::numeric_limits<int>::min();
  const std::vector<Region> mad = {{0, 0, 0, 5},
                                   {0, 0, 5, -1},
                                   {most, 0, 5, 5},
                                   {0, least, 5, 5},
                                   {0, 0, most, most},
                                   {most, most, most, most},
                                   {least, least, most, 5},
                                   {0, 0, 1 << 20, 4},
                                   {-most, 0, most, 10},
                                   {0, 0, least, least},
                                   {1 << 24, 0, 4, 4}};
  for (const PixelFormat format : formats) {
    const Frame frame = picture(format, 33, 21);
    for (const Region& region : mad) {
      EXPECT_EQ(code_of([&] { to_bgr24(frame, region, 8, 8); }), ErrorCode::invalid_argument)
          << region.x << ' ' << region.y << ' ' << region.width << ' ' << region.height;
    }
    const Region whole{0, 0, 33, 21};
    for (const auto& size :
         {std::pair{0, 8}, std::pair{8, -8}, std::pair{most, 1}, std::pair{least, least}}) {
      EXPECT_EQ(code_of([&] { to_bgr24(frame, whole, size.first, size.second); }),
                ErrorCode::invalid_argument);
      EXPECT_TRUE(code_of([&] { shrink(frame, size.first, size.second); }));
    }
    EXPECT_EQ(code_of([&] { to_bgr24(Frame(), whole, 8, 8); }), ErrorCode::invalid_argument);
  }
  EXPECT_TRUE(code_of([] { to_bgr24(Frame()); }));
  EXPECT_TRUE(code_of([] { encode_jpeg(Frame()); }));
  EXPECT_TRUE(code_of([] { shrink(Frame(), 2, 2); }));
}

TEST(to_bgr24, makes_regions_far_outside_of_the_nearest_pixels) {
  for (const PixelFormat format : formats) {
    const Frame frame = picture(format, 33, 21);
    for (const Region& region : {Region{-900000, -900000, 5, 7}, Region{900000, 3, 9, 9},
                                 Region{-30000, 4, 32768, 2}, Region{-5, -5, 50, 40}}) {
      const Frame made = to_bgr24(frame, region, 8, 6);
      EXPECT_EQ(made.width(), 8);
      EXPECT_EQ(made.height(), 6);
    }
  }
}

// A detector that finds, beside the square, what is no face.
class WildDetector final : public Detector {
 public:
  explicit WildDetector(bool finds_faces) : finds_faces_(finds_faces) {}
  std::vector<Detection> detect(const ImageView& image) override {
    auto faces = finds_faces_ ? inner_->detect(image) : std::vector<Detection>{};
    Landmarks lost{};
    lost[2].y = nan;
    const std::vector<Detection> wild = {
        {{nan, nan, nan, nan}, 0.99F, {}},     {{0, 0, infinite, 40}, 0.99F, {}},
        {{20, 20, -30, -30}, 0.99F, {}},       {{20, 20, 0, 30}, 0.99F, {}},
        {{1e30F, 5, 1e30F, 1e30F}, 0.99F, {}}, {{20, 20, 30, 30}, nan, {}},
        {{-infinite, 0, 30, 30}, 0.99F, {}},   {{20, 20, 30, 30}, 0.99F, lost}};
    faces.insert(faces.begin(), wild.begin(), wild.end());
    return faces;
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "wild"; }

 private:
  std::unique_ptr<Detector> inner_ = film_stages().detector();
  bool finds_faces_;
};

std::vector<FaceTrack> tracks_of(Detector& detector, const std::function<Frame(Frame)>& change) {
  const auto embedder = film_stages().embedder();
  const auto decoder = film_stages().decoder();
  const auto tracker = make_tracker(detector, embedder.get());
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(tracker->push(change(*decoder->read())).empty());
  return tracker->flush();
}

TEST(Tracker, leaves_out_detections_that_are_no_faces) {
  const auto as_it_is = [](Frame frame) { return frame; };
  const auto plain = film_stages().detector();
  WildDetector wild(true);
  const auto expected = tracks_of(*plain, as_it_is);
  const auto found = tracks_of(wild, as_it_is);
  ASSERT_EQ(expected.size(), 1U);
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].points.size(), expected[0].points.size());
  for (std::size_t i = 0; i < found[0].points.size(); ++i) {
    EXPECT_EQ(found[0].points[i].box, expected[0].points[i].box);
  }
  WildDetector nothing(false);
  EXPECT_TRUE(tracks_of(nothing, as_it_is).empty());
}

TEST(sample_photo, takes_no_detection_that_is_no_face) {
  WildDetector nothing(false);
  const auto embedder = film_stages().embedder();
  EXPECT_EQ(code_of([&] {
              sample_photo(picture(PixelFormat::bgr24, 96, 72), nothing, *embedder, "photo");
            }),
            ErrorCode::unsupported);
}

TEST(sample_photo, says_so_when_the_embedder_makes_nothing_of_the_face) {
  class Silent final : public Embedder {
   public:
    std::string_view model_id() const noexcept override { return "silent"; }
    MatchLimits limits() const noexcept override { return {1, 0.9F, 1}; }
    std::vector<Embedding> embed(const ImageView&, std::span<const Detection>) override {
      return {};
    }
  } silent;
  const Frame frame = *film_stages().decoder()->read();
  const auto detector = film_stages().detector();
  EXPECT_EQ(code_of([&] { sample_photo(frame, *detector, silent, "photo"); }),
            ErrorCode::unsupported);
}

TEST(Tracker, follows_faces_in_grey_and_in_bgr_frames_too) {
  const auto detector = film_stages().detector();
  const auto grey = [](const Frame& frame) {
    const auto keep = std::make_shared<const Frame>(frame);
    return Frame(keep, {frame.luma(), {}, {}}, PixelFormat::gray8, frame.time());
  };
  const auto expected = tracks_of(*detector, [](Frame frame) { return frame; });
  ASSERT_EQ(expected.size(), 1U);
  for (const auto& found :
       {tracks_of(*detector, grey),
        tracks_of(*detector, [](const Frame& frame) { return to_bgr24(frame); })}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].first_frame(), expected[0].first_frame());
    EXPECT_EQ(found[0].last_frame(), expected[0].last_frame());
    EXPECT_FALSE(found[0].samples.empty());
  }
}

TEST(Detector, refuses_a_grey_picture) {
  const Frame grey = picture(PixelFormat::gray8, 64, 64);
  for (const std::string_view backend : detector_backends()) {
    std::unique_ptr<Detector> detector;
    if (code_of([&] { detector = make_detector(backend); })) continue;  // its model is not here
    EXPECT_EQ(code_of([&] { detector->detect(grey.image()); }), ErrorCode::invalid_argument)
        << backend;
  }
}

// Results that do not belong together: a caller may have made them.
TEST(Reports, refuse_results_that_do_not_fit_their_analysis) {
  const Analysis analysis = sample_analysis();
  using Spoil = std::function<void(PersonResult&, FoundPerson&)>;
  for (const Spoil& spoil : std::vector<Spoil>{
           [](PersonResult&result, FoundPerson&) { result.identifications[0].track = 7; },
           [](PersonResult&result, FoundPerson&) { result.identifications[0].track = -1; },
           [](PersonResult&result, FoundPerson&) { result.person = "nobody"; },
           [](PersonResult&, FoundPerson&person) { person.best_track = 7; },
           [](PersonResult&, FoundPerson&person) { person.tracks = {7}; },
           [](PersonResult&result, FoundPerson&) {
             result.plans[0].ends_because = static_cast<TrackEnd>(99);
           }}) {
    PersonResult result = sample_result(analysis);
    FoundPerson person;
    person.name = "person_01";
    person.tracks = {0};
    spoil(result, person);
    for (const auto& call : std::vector<std::function<void()>>{
             [&] { metadata_json(analysis, result); },
             [&] { metadata_flat_json(analysis, result); }, [&] { metadata_csv(analysis, result); },
             [&] { clips_edl(analysis, result); }, [&] { clips_otio(analysis, result); },
             [&] { summarise(analysis, result); }, [&] { track_page(analysis, result); },
             [&] {
               persons_json(analysis, {&person, 1}, {&result, 1});
             },
             [&] {
               faces_page(analysis, {&person, 1}, {&result, 1});
             },
             [&] {
               persons_json(analysis, {&person, 1}, {});
             }}) {
      code_of(call);  // whatever leaves is an Error
    }
  }
}

TEST(Expressions, refuse_looks_of_different_lengths) {
  const std::vector<std::vector<float>> looks = {{1, 2, 3}, {1, 2}, {}};
  EXPECT_EQ(code_of([&] { tokens_from_rest(looks, 1); }), ErrorCode::invalid_argument);
}

// Of clips.

class OddClips : public ::testing::Test {
 protected:
  static constexpr int width = 64;
  static constexpr int height = 48;
  fs::path source(int frames = 12, int odd = 0) const {
    const fs::path file = folder_ / "source.mkv";
    VideoSpec spec;
    spec.width = width + odd;
    spec.height = height + odd;
    spec.codec = "ffv1";
    write_test_video(file, spec, frames, [odd](std::int64_t) {
      return picture(PixelFormat::bgr24, width + odd, height + odd);
    });
    return file;
  }
  fs::path out() const { return folder_ / "clips"; }
  static ClipPlan plan(const std::string& name, std::int64_t first, std::int64_t last, bool crops) {
    ClipPlan made;
    made.name = name;
    made.first_frame = first;
    made.last_frame = last;
    if (!crops) return made;
    made.width = made.height = 32;
    made.crop.assign(static_cast<std::size_t>(last - first + 1), Box{10, 10, 20, 20});
    return made;
  }
  TempDir folder_;
};

TEST_F(OddClips, refuses_a_retouched_picture_of_another_format_or_size) {
  const fs::path file = source();
  const std::vector<std::function<Frame(const Frame&)>> bad = {
      [](const Frame&) { return picture(PixelFormat::gray8, width, height); },
      [](const Frame&) { return picture(PixelFormat::bgr24, width, height); },
      [](const Frame&) { return picture(PixelFormat::yuv420p, width / 2, height / 2); },
      [](const Frame&) { return picture(PixelFormat::yuv420p, width + 1, height); },
      [](const Frame&) { return Frame(); }};
  for (const bool crops : {true, false}) {
    for (const auto& retouch : bad) {
      ClipWriterOptions options;
      options.retouch = retouch;
      const auto writer = make_clip_writer(file, out(), options);
      EXPECT_EQ(code_of([&] { writer->write(std::vector{plan("clip", 0, 9, crops)}); }),
                ErrorCode::invalid_argument);
      EXPECT_TRUE(fs::is_empty(out()));
    }
  }
}

TEST_F(OddClips, keeps_the_time_of_a_retouched_picture) {
  ClipWriterOptions options;
  options.retouch = [](const Frame&) { return picture(PixelFormat::yuv420p, width, height); };
  const auto writer = make_clip_writer(source(), out(), options);
  const auto clips = writer->write(std::vector{plan("clip", 2, 9, true)});
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].frames, 8);
  EXPECT_NEAR(clips[0].range.end.seconds() - clips[0].range.begin.seconds(), 8 / 25.0, 1e-6);
}

TEST_F(OddClips, says_of_which_plan_each_clip_is_when_it_is_stopped) {
  const std::vector plans = {plan("late", 20, 59, false), plan("early", 0, 5, false),
                             plan("middle", 3, 9, false)};
  const fs::path file = source(60);
  std::stop_source stop;
  ClipWriterOptions options;
  options.retouch = [&](const Frame& frame) {
    if (frame.time().index == 30) stop.request_stop();
    return frame;
  };
  const auto clips = make_clip_writer(file, out(), options)->write(plans, {stop.get_token(), {}});
  ASSERT_EQ(clips.size(), 2U);
  for (const WrittenClip& clip : clips) {
    EXPECT_EQ(clip.file.stem(), plans[clip.plan].name);
    EXPECT_EQ(clip.first_frame, plans[clip.plan].first_frame);
  }
}

}  // namespace
}  // namespace facetrack::testing
