// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "support/film/disturbances.hpp"
#include "support/film/shot_film.hpp"

namespace facetrack::testing {

using Stills = std::vector<std::shared_ptr<const StillPicture>>;

/// All painted pictures.
Stills painted_stills();

/// One shot of `seconds`, at a speed between slow and fast that depends on the seed.
FilmPlan continuous_plan(const Stills& stills, std::size_t still, Cadence cadence, CameraMove move,
                         double seconds, std::uint64_t seed);

/// One shot of 4 seconds with a disturbance.
FilmPlan disturbed_plan(const Stills& stills, Disturbance disturbance, Cadence cadence,
                        std::uint64_t seed);

/// Twelve shots of 0.5 to 3 seconds, any camera, some with a disturbance that begins at a cut.
FilmPlan cuts_plan(const Stills& stills, Cadence cadence, std::uint64_t seed);

/// Two shots with `plain_frames` source frames of one colour between them, joined by cuts.
FilmPlan plain_plan(const Stills& stills, cv::Scalar color, int plain_frames, Cadence cadence,
                    std::uint64_t seed);

/// Two shots of 2 seconds and how the first becomes the second.
FilmPlan joined_plan(const Stills& stills, const JoinPlan& join, Cadence cadence,
                     std::uint64_t seed);

/// A fade to one colour, `plain_frames` of it, and a fade to another shot.
FilmPlan faded_plan(const Stills& stills, cv::Scalar color, int mixed, int plain_frames,
                    Cadence cadence, std::uint64_t seed);

/// Six shots at 24 in 30 frames per second, joined by a cut, a dissolve, a push, an iris, and a
/// fade over black: the film of the plot in docs/shots.md.
FilmPlan sample_plan(const Stills& stills);

}  // namespace facetrack::testing
