// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "facetrack/gallery.hpp"

namespace facetrack {

// What a library (library.hpp) holds, as values.

/// A video of a library.
struct LibraryVideo {
  std::int64_t id = 0;
  std::filesystem::path file{};  ///< where it was when it was last indexed
  std::string source_id{};       ///< of its bytes, as source_id() gives it
  MediaTime duration{};
  std::int64_t frames = 0;  ///< 0: not known
  int width = 0, height = 0;
  Rational frame_rate{0, 1};
  int looks = 0;         ///< the number of frames in which faces were searched
  bool missing = false;  ///< the file was not there at the last index
};

/// A person on screen, from the first look that shows the person to the last one. Another look is
/// at most a few seconds away (LookOptions::every), so the person may be there a little longer.
struct Appearance {
  std::int64_t id = 0;
  std::int64_t video = 0;   ///< LibraryVideo::id
  std::int64_t person = 0;  ///< LibraryPerson::id
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  TimeRange time{};  ///< from the first frame of the video
  std::int64_t best_frame = 0;
  MediaTime best_time{};
  Box best_box{};
  std::vector<FaceSample> samples{};  ///< only in a SeenPerson
};

/// Somebody in the videos of a library.
struct LibraryPerson {
  std::int64_t id = 0;
  std::string name{};  ///< empty: not known
  int videos = 0;
  int appearances = 0;
  double seconds = 0;             ///< on screen, from look to look
  std::int64_t best_picture = 0;  ///< Appearance::id of the longest appearance; 0: none
};

/// A video and everybody in it, as it enters a library.
struct SeenPerson {
  std::vector<Appearance> appearances{};
  Embedding face{};  ///< the mean face; without values: the mean of the samples
};
struct SeenVideo {
  LibraryVideo facts{};  ///< without id
  std::vector<SeenPerson> persons{};
  std::vector<std::int64_t>
      looks{};  ///< the frames that were looked at; a library keeps their count
};

struct LibraryQuery {
  int top = 100;  ///< hits, at most
  /// What the library knows as this person is a match at any distance; 0: nobody.
  std::int64_t person = 0;
};
/// A person in one video, found by a search.
struct LibraryHit {
  LibraryVideo video{};
  std::int64_t person = 0;
  std::string name{};                ///< of the person, if it is known
  float distance = 0;                ///< as Identification::distance
  Verdict verdict = Verdict::match;  ///< match or uncertain
  std::vector<Appearance> appearances{};
};
struct LibrarySearch {
  std::string model{};
  MatchLimits limits{};
  std::int64_t videos = 0;  ///< in the library
  std::int64_t faces = 0;
  std::vector<LibraryHit> hits{};  ///< matches first, then by distance
};

}  // namespace facetrack
