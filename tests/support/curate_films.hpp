// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/curate_looks.hpp"

#include "support/overlays.hpp"
#include "support/scene.hpp"

namespace facetrack::testing {

/// A rendered person who talks and moves. Another seed: the same person in the same light, with
/// other words and movements.
struct TalkingHead {
  std::uint64_t seed = 1;
  int actor = 0;
  int frames = 100;
  float pan = 0;  ///< of the camera, in picture widths per second
  std::vector<Board> boards{};
  Curve eyes_open{1.0F};
};
std::shared_ptr<const Scene> talking_head(const TalkingHead& head);

/// How a film was changed when it was copied.
struct Copy {
  float scale = 1;
  float crop = 0;   ///< part of the picture that is cut off on every side
  float gain = 1;   ///< of the brightness
  float noise = 0;  ///< deviation in gray levels
  bool subtitle = false;
  BurnedIn overlay{};
  int first = 0;  ///< the copy begins with this frame
  Rational rate{25, 1};
  float jitter = 0;  ///< of the detected points, as a part of the face's size
};

/// The film as an analysis would describe it: one shot, and a track for each actor.
Analysis film_of_scene(const Scene& scene, const Copy& copy = {});
FilmLooks looks_at_scene(const std::shared_ptr<const Scene>& scene, const Analysis& film,
                         const Copy& copy = {});
/// A frame of the copy, bgr24. Requires: index is a frame of the film.
Frame copied_frame(const Scene& scene, const Copy& copy, std::int64_t index);

}  // namespace facetrack::testing
