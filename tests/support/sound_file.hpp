// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <vector>

namespace facetrack::testing {

struct SoundTrack {
  int sample_rate = 0;
  int channels = 0;
  double start = 0;            ///< seconds, on the file's clock, of the first sample
  std::vector<float> samples;  ///< of the first channel
};
/// Decodes the `track`-th sound track of a file, edit lists and priming applied.
SoundTrack read_sound(const std::filesystem::path& file, int track = 0);
/// Times at which clicks begin, in seconds on the file's clock.
std::vector<double> find_clicks(const SoundTrack& sound);

}  // namespace facetrack::testing
