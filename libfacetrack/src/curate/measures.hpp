// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "facetrack/curate.hpp"

namespace facetrack::curation {

/// Pure. Speed of the centre of the face from the frame before to each frame, in face widths per
/// second; 0 for the first.
std::vector<float> motion_of(std::span<const TrackPoint> points);

/// The data from which a stretch is measured.
struct StretchView {
  const Analysis& film;
  const FaceTrack& track;
  std::span<const TrackPoint> points;     ///< of the stretch
  std::span<const float> motion;          ///< of these points
  std::span<const int> others;            ///< other faces on these frames
  std::span<const FaceLook> looks;        ///< at these frames, in order
  std::span<const PictureLook> pictures;  ///< at these frames, in order
  const std::vector<bool>& voice;         ///< of the film, as by voice_in()
  Region picture;                         ///< the part of the frame without black bars
};

/// Index of the SoundLook at this time; it may be beyond the last one.
std::size_t sound_index(double seconds);

/// Pure. All measures that the view allows, by name.
std::map<std::string, double> measure(const StretchView& view);

}  // namespace facetrack::curation
