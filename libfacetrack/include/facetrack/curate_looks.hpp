// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/quality.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

inline constexpr int cells_across = 8;
/// How a face changes: the change of the mean luma of 8 x 8 parts of the square around it, row by
/// row, in gray levels per tenth of a second.
using FaceChange = std::array<std::int8_t, std::size_t{cells_across} * cells_across>;

/// One look at a face of a track: the measures that need its pixels.
struct FaceLook {
  int track = 0;
  std::int64_t frame = 0;
  FacePose pose;
  float sharpness = 0;     ///< as FaceQuality::sharpness
  float brightness = 0;    ///< mean luma of the face, 0 black .. 255 white
  float clipped = 0;       ///< part of the face that is black or white, without detail; 0..1
  FaceChange change{};     ///< since the look before; 0 for the first look of a track
  float mouth_hidden = 0;  ///< how likely it is that something covers the mouth; 0..1
  /// How likely it is that something covers an eye, as dark glasses do, or that both are closed.
  float eyes_hidden = 0;
};

/// One look at a whole frame.
struct PictureLook {
  std::int64_t frame = 0;
  Region picture{};  ///< the frame without black bars; no area: all of it is black
  /// Speed of the background since the look before, in picture widths per second; 0 if the
  /// background has no detail. Absent: there is no look shortly before, or the background changed
  /// beyond recognition.
  std::optional<float> camera{};
  /// How likely it is that text, a logo or the controls of a player lie over the picture; 0..1.
  float overlay = 0;
};

/// A frame with faces that belong to no track.
struct StrangerLook {
  std::int64_t frame = 0;
  int faces = 0;
};

/// A tenth of a second of sound.
struct SoundLook {
  float level = -100;   ///< root mean square, in dB of full scale
  float crossings = 0;  ///< sign changes per second
};
inline constexpr double sound_step = 0.1;  ///< seconds from one SoundLook to the next

/// Everything that curate() needs beside the analysis. A value; it has no pixels.
struct FilmLooks {
  std::vector<FaceLook> faces{};
  std::vector<PictureLook> pictures{};
  /// All frames with a track on which there are such faces. Absent: they were not searched.
  std::optional<std::vector<StrangerLook>> strangers{};
  std::vector<SoundLook> sound{};  ///< from frame 0 of the file on; empty: no sound
};

/// Looks at the frames whose number is a multiple of `every` and that have a face, and at the faces
/// on them. Reads each frame once, in order; does not fill in `strangers` and `sound`. Requires:
/// the decoder can seek. Returns fewer looks if `control` asked to stop. Throws what the decoder
/// and cut_chip() throw, Error(missing_model) without the models `visibility`, `pose` and
/// `overlay`, and Error(invalid_argument) if `every` is less than 1.
FACETRACK_EXPORT FilmLooks look_at_faces(Decoder& decoder, std::span<const FaceTrack> tracks,
                                         int every, const RunControl& control = {});

/// Pure. The looks at a mono sound in [-1, 1], one for each tenth of a second that is complete.
/// Throws Error(invalid_argument) for a sample rate below 10 Hz.
FACETRACK_EXPORT std::vector<SoundLook> look_at_sound(std::span<const float> sound,
                                                      int sample_rate);

}  // namespace facetrack
