// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <vector>

namespace facetrack::testing {

/// Babble that sounds like somebody talking, and the mouth that goes with it. The same seed gives
/// the same speech. Immutable once made.
class Speech {
 public:
  /// `pitch`: Hz, about 110 for a low voice and 210 for a high one.
  Speech(std::uint64_t seed, float seconds, float pitch);

  struct Mouth {
    float open = 0;    ///< 0 .. 1
    float pucker = 0;  ///< 0 .. 1
  };
  Mouth mouth(float second) const;

  /// Mono samples in -1 .. 1 for the whole length.
  std::vector<float> sound(int sample_rate) const;
  float seconds() const noexcept { return seconds_; }

 private:
  struct Syllable {
    float start, length;
    int vowel;
    float loud, pitch;
    bool hiss;  ///< begins with a consonant that hisses
  };
  static float envelope(const Syllable& s, float second);

  float seconds_;
  std::vector<Syllable> syllables_;
};

}  // namespace facetrack::testing
