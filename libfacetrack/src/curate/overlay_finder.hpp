// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

#include "facetrack/frame.hpp"

#include "network/network.hpp"

namespace facetrack::curation {

/// Finds what is burned into a film: text, logos, clocks, the controls of a player. It compares
/// three small copies of frames that are about a quarter of a second apart, because an overlay
/// stays sharp and in place while the film behind it moves. One thread at a time per object.
class OverlayFinder {
 public:
  /// Throws Error: missing_model, corrupt_input.
  OverlayFinder();
  /// How likely it is that something lies over the picture, 0 to 1. The same answer as before if
  /// the last copy is fresh. Requires: the frame has luma() and is later than the frame before.
  float look(const Frame& frame);

 private:
  /// The answer for the kept copies.
  float answer();

  network::Network network_;
  std::vector<Frame> kept_;  ///< small copies, newest first
  float answer_ = 0;
};

}  // namespace facetrack::curation
