// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/quality.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

enum class ChipShape : std::uint8_t {
  five_points,  ///< rotated and scaled so that the five points lie on ArcFace's template
  square        ///< not rotated: the longer side of the box and `margin` on every side
};

struct ChipOptions {
  ChipShape shape = ChipShape::five_points;
  int size = 112;       ///< pixels, both sides of the chip; at most 4096
  float margin = 0.3F;  ///< of a square chip, as a fraction of the longer side of the box
  int every = 1;        ///< cut_chips() takes every n-th frame of a track
};

/// A picture of one face, for training or for a network of the caller's own.
struct FaceChip {
  Frame picture{};        ///< bgr24, with the time of its frame
  Landmarks points{};     ///< in pixels of `picture`
  FaceQuality quality{};  ///< of the face in the frame
  FacePose pose{};
  int track = -1;  ///< FaceTrack::id; -1 if made by cut_chip()
};

/// Cuts a face out of a frame of any format; pixels outside of the frame repeat its edge. If the
/// face has no landmarks, the best installed landmark model finds them. Throws
/// Error(invalid_argument) if the frame is empty, the box has no area or is not finite, the points
/// coincide, or a size is out of range. Any thread may call it.
FACETRACK_EXPORT FaceChip cut_chip(const Frame& frame, const Detection& face,
                                   const ChipOptions& options = {});

/// Reads the frames of the tracks in order and calls `take` on the calling thread, once per face.
/// Leaves out frames that cannot be decoded. Requires: the decoder can seek. Returns false if
/// `control` asked to stop. Throws what the decoder, cut_chip() and `take` throw.
FACETRACK_EXPORT bool cut_chips(Decoder& decoder, std::span<const FaceTrack> tracks,
                                const ChipOptions& options,
                                const std::function<void(const FaceChip&)>& take,
                                const RunControl& control = {});

}  // namespace facetrack
