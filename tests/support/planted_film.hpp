// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "facetrack/expression.hpp"

#include "support/scene.hpp"

namespace facetrack::testing {

/// One actor in one shot who keeps still, then makes faces, then makes the same faces while moving,
/// in an order that the seed shuffles together with actor, light, place and faces.
struct PlantedFilm {
  static constexpr int length = 30;  ///< frames of each planted stretch
  std::shared_ptr<const Scene> scene;
  int still = 0, lively = 0, moving = 0;  ///< first frames

  explicit PlantedFilm(std::uint64_t seed);

  /// Frames that the window shares with the stretch that begins at `first`.
  static std::int64_t shared(const ScoredWindow& window, int first);
  /// What the scores of a stretch should be: of the script's own faces and boxes.
  ExpressionScores truth(int first, const ExpressionWeights& weights) const;
  /// As an H.264 file without sound.
  void write(const std::filesystem::path& file) const;
};

/// Whether the planted stretches score in the order of their true scores, wherever these differ
/// clearly, and the best window lies in the best stretch. `windows`: all there are, with these
/// weights. Says what is wrong; nothing where all is right.
std::string planted_fault(const PlantedFilm& film, const std::vector<ScoredWindow>& windows,
                          const ExpressionWeights& weights);

}  // namespace facetrack::testing
