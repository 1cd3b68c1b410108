// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

#include "support/film/cadence.hpp"
#include "support/film/camera_shot.hpp"
#include "support/shot_truth.hpp"

namespace facetrack::testing {

enum class FilmJoin : std::uint8_t { cut, dissolve, wipe, push, cover, iris, cross_zoom };

/// How one shot of a film becomes the next.
struct JoinPlan {
  FilmJoin kind = FilmJoin::cut;
  int mixed = 0;       ///< source frames that show both shots
  double angle = 0;    ///< radians: the way in which a wipe, push or cover moves; 0 is to the right
  bool eased = false;  ///< slow at both ends
  bool closing = false;  ///< an iris that closes over the old shot instead of opening on the new
};

/// A shot of `frames` source frames, purely of this shot, and how it ends.
struct ShotPlan {
  CameraShot shot;
  std::optional<cv::Scalar> plain;  ///< one colour (BGR) instead of the camera's picture
  int frames = 100;
  JoinPlan join{};
};

/// Changes the picture of a source frame: captions, light, rain.
using Overlay = std::function<void(cv::Mat& picture, int source_frame)>;

struct FilmPlan {
  std::string name;
  std::vector<ShotPlan> shots;
  std::vector<Overlay> overlays;
  Cadence cadence = Cadence::plain;
  std::uint64_t seed = 1;  ///< of the cadence and the noise
};

/// The frames of a film and the truth about its shots.
struct ShotFilm {
  std::vector<Frame> frames;  ///< yuv420p, film_width x film_height
  ShotTruth truth;
};

/// Renders a film. A repeated frame is a copy except for a trace of noise, as an encoder leaves it.
ShotFilm make_film(const FilmPlan& plan);

}  // namespace facetrack::testing
