// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/speech.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "support/render/noise.hpp"
#include "support/render/raster.hpp"

namespace facetrack::testing {
namespace {

// The first three formants in Hz (textbook averages of an adult) and the shape of the mouth.
struct Vowel {
  std::array<float, 3> formants;
  float open, pucker;
};
constexpr Vowel vowels[] = {{{730, 1090, 2440}, 1.0F, 0.0F},   // as in "father"
                            {{530, 1840, 2480}, 0.62F, 0.0F},  // "bed"
                            {{300, 2200, 3000}, 0.35F, 0.0F},  // "see"
                            {{500, 900, 2400}, 0.6F, 0.65F},   // "go"
                            {{320, 870, 2250}, 0.28F, 1.0F}};  // "you"
constexpr int vowel_count = 5;

// One resonance of the mouth: a two-pole filter.
class Resonator {
 public:
  void tune(float frequency, float width, float rate) {
    const float r = std::exp(-pi * width / rate);
    b_ = 2 * r * std::cos(2 * pi * frequency / rate);
    c_ = -r * r;
    a_ = 1 - b_ - c_;
  }
  float run(float in) {
    const float out = a_ * in + b_ * one_ + c_ * two_;
    two_ = one_;
    one_ = out;
    return out;
  }

 private:
  float a_ = 0, b_ = 0, c_ = 0, one_ = 0, two_ = 0;
};

}  // namespace

Speech::Speech(std::uint64_t seed, float seconds, float pitch) : seconds_(seconds) {
  Random random(seed);
  float t = 0.12F;
  while (t < seconds - 0.5F) {
    // A phrase of some syllables, its melody falling, then a breath.
    const int count = 4 + static_cast<int>(random.next() % 7);
    const float start_pitch = pitch * random.range(1.05F, 1.2F);
    for (int i = 0; i < count && t < seconds - 0.4F; ++i) {
      const float length = random.range(0.13F, 0.26F);
      const float fall = 1 - 0.25F * static_cast<float>(i) / static_cast<float>(count);
      syllables_.push_back({t, length, static_cast<int>(random.next() % vowel_count),
                            random.range(0.6F, 1), start_pitch * fall * random.range(0.95F, 1.05F),
                            random.next() % 3 == 0});
      t += length * random.range(0.92F, 1.15F);
    }
    t += random.range(0.25F, 0.6F);
  }
}

float Speech::envelope(const Syllable& s, float second) {
  const float t = (second - s.start) / s.length;
  if (t <= 0 || t >= 1) return 0;
  const float rise = std::min(1.0F, t / 0.3F), fall = std::min(1.0F, (1 - t) / 0.4F);
  return s.loud * rise * fall;
}

Speech::Mouth Speech::mouth(float second) const {
  Mouth mouth;
  for (const Syllable& s : syllables_) {
    const float e = envelope(s, second);
    if (e <= 0) continue;
    mouth.open = std::max(mouth.open, e * vowels[s.vowel].open);
    mouth.pucker = std::max(mouth.pucker, std::sqrt(e) * vowels[s.vowel].pucker);
  }
  return mouth;
}

std::vector<float> Speech::sound(int sample_rate) const {
  const float rate = static_cast<float>(sample_rate);
  std::vector<float> out(static_cast<std::size_t>(seconds_ * rate), 0.0F);
  Random random(5);
  for (const Syllable& s : syllables_) {
    std::array<Resonator, 3> mouth;
    constexpr std::array<float, 3> widths{80, 100, 140};
    constexpr std::array<float, 3> levels{1.0F, 0.55F, 0.3F};
    for (std::size_t i = 0; i < 3; ++i) mouth[i].tune(vowels[s.vowel].formants[i], widths[i], rate);
    float phase = 0, hiss_before = 0;
    const auto first = static_cast<std::size_t>(s.start * rate);
    const auto count = static_cast<std::size_t>(s.length * rate);
    for (std::size_t i = 0; i < count && first + i < out.size(); ++i) {
      const float t = static_cast<float>(i) / static_cast<float>(count);
      phase += s.pitch * (1 + 0.02F * std::sin(2 * pi * 5 * t)) / rate;
      phase -= std::floor(phase);
      // The voice: a pulse that closes sharply; the mouth resonates at its formants.
      const float pulse = phase < 0.6F ? std::sin(pi * phase / 0.6F) - 0.38F : -0.38F;
      float voice = 0;
      for (std::size_t k = 0; k < 3; ++k) voice += levels[k] * mouth[k].run(pulse);
      const float noise = random.range(-1, 1);
      const float hiss = s.hiss && t < 0.28F ? (noise - hiss_before) * 0.12F : 0;
      hiss_before = noise;
      const float e = envelope(s, s.start + t * s.length);
      out[first + i] += 0.34F * voice * e + hiss * std::sin(pi * std::min(1.0F, t / 0.28F));
    }
  }
  for (float& v : out) v = std::tanh(v);
  return out;
}

}  // namespace facetrack::testing
