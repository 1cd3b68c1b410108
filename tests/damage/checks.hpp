// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/facetrack.hpp"

namespace facetrack::damage {

/// A kind of video that is made, damaged and looked at.
struct Base {
  const char* name;
  const char* ending;
  const char* codec;
  int b_frames;
  bool tells_errors = true;  ///< of this codec, a picture that rests on a lost one is known
  bool keeps_times = true;   ///< the container stores the time of each packet
};

std::span<const Base> bases();
/// The sound video: numbered frames with a face, a cut every 34 frames, a key frame every 12. Made
/// once.
const std::filesystem::path& base_file(const Base& base);
/// The same with so many frames, written to `file`.
void write_video(const Base& base, const std::filesystem::path& file, std::int64_t frames);

/// Sees the face of these videos, a magenta rectangle.
class PlainFace final : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override;
  int preferred_face() const noexcept override { return 64; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "plain"; }
};

/// Analyses a file with PlainFace.
Analysis look_at(const std::filesystem::path& file, int workers = 1,
                 Effort effort = Effort::balanced);

bool is_damaged(const Analysis& analysis, std::int64_t frame);

/// Frame numbers and times are those of the packets that ffprobe lists.
void check_times(const Analysis& analysis, const std::filesystem::path& file);
/// Shots tile the video, tracks are whole, hold no damaged frame and end where one begins.
void check_shape(const Analysis& analysis);
/// tracks.json is read back as it was; every list can be made.
void check_lists(const Analysis& analysis);

struct Counts {
  std::map<std::string, int> files;
  std::int64_t refused = 0;
  std::int64_t with_damage = 0;
  std::int64_t damaged_frames = 0;
  std::int64_t clips = 0;
  std::int64_t clip_frames = 0;
  std::int64_t unreadable = 0;  ///< frames of clips without a bar code: damage the codec hides
};

/// The clips' pictures are those of the frames that the plan names, read from the source once more
/// from its beginning and, where the times are still those of the undamaged video, numbered so.
void check_clips(const Analysis& analysis, const std::filesystem::path& file,
                 const std::filesystem::path& folder,
                 const std::map<std::int64_t, std::int64_t>& number_at, bool numbers_are_known,
                 Counts& counts);
/// The number of each frame of a sound video, by its time in microseconds.
std::map<std::int64_t, std::int64_t> numbers_by_time(const std::filesystem::path& file);

/// Every job that looks at faces ends with a result or an Error.
void check_jobs(const std::filesystem::path& file, std::int64_t frames,
                const std::filesystem::path& folder);

/// Ends with a result or an Error; anything else fails the test.
template <typename Job>
void ends_well(const char* name, const Job& job) {
  try {
    job();
  } catch (const Error& error) {
    EXPECT_GT(std::string(error.what()).size(), 10U) << name;
  } catch (const std::exception& other) {
    ADD_FAILURE() << name << " ends with " << other.what();
  }
}

}  // namespace facetrack::damage
