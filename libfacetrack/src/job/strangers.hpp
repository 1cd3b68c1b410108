// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "facetrack/curate_looks.hpp"
#include "facetrack/face.hpp"

namespace facetrack::job {

/// Searches every frame of the tracks for faces that belong to no track. The tracker does not
/// search the whole picture of each frame, and it leaves out a face that shows for a frame or two.
/// Requires: the decoder can seek. Nothing if `control` asked to stop. Throws what the decoder and
/// the detector throw.
std::optional<std::vector<StrangerLook>> find_strangers(Decoder& decoder, Detector& detector,
                                                        std::span<const FaceTrack> tracks,
                                                        const RunControl& control);

}  // namespace facetrack::job
