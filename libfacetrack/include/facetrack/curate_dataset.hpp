// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/curate.hpp"
#include "facetrack/export.hpp"
#include "facetrack/gallery.hpp"

namespace facetrack {

// Decisions about a dataset that need all of its videos. All functions are pure.

/// How a face changes during a stretch, ten times a second. Another copy of the same recording has
/// about the same changes: scaled, cropped, encoded again, with subtitles, at another frame rate.
/// Another recording of the same person does not.
using FaceCourse = std::vector<FaceChange>;
/// `looks`: in any order; those of other tracks and frames are not used.
FACETRACK_EXPORT FaceCourse course_of(const Analysis& film, const Stretch& stretch,
                                      std::span<const FaceLook> looks);
/// The highest correlation of two courses at any offset at which at least half of the shorter one
/// is compared, 0 to 1. Near 0 for faces that keep still.
FACETRACK_EXPORT double likeness(const FaceCourse& a, const FaceCourse& b);
/// Stretches that are more alike are copies of one recording. Measured on nine real videos and
/// their copies (docs/curate.md): 22 of 29 copies are above, all 2302 pairs of different parts
/// below.
inline constexpr double copy_likeness = 0.65;

/// The likeness of each course to the earlier courses that are not copies themselves: the highest,
/// or the first above copy_likeness. The time grows with the square of the number of courses.
FACETRACK_EXPORT std::vector<double> likeness_to_earlier(std::span<const FaceCourse> courses);

/// The persons of one video, as find_persons() returns them, with the faces of their tracks.
struct VideoPersons {
  std::vector<FoundPerson> persons{};
  std::vector<std::vector<FaceSample>> faces{};  ///< of each person
};
FACETRACK_EXPORT VideoPersons persons_of(const Analysis& film, const MatchLimits& limits);
/// Finds each person in all videos: for each video the name of each of its persons in the dataset,
/// "person_01", … Two persons of one video are never the same one. The time grows with the third
/// power of the number of persons: 2 s for 2000.
FACETRACK_EXPORT std::vector<std::vector<std::string>> name_persons(
    std::span<const VideoPersons> videos, const MatchLimits& limits);

/// The names of the parts of a dataset: "train", "validation", "test".
FACETRACK_EXPORT std::span<const std::string_view> split_names() noexcept;
/// Assigns every person to a part. `seconds`: of each person. `shares`: of each part, two or three
/// that add up to 1. The person with the most seconds comes first; each goes to the part that lacks
/// most. Throws Error(invalid_argument) for other shares.
FACETRACK_EXPORT std::map<std::string, std::string> split_persons(
    const std::map<std::string, double>& seconds, std::span<const double> shares);

}  // namespace facetrack
