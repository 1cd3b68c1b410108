// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/sound.hpp"

#include <algorithm>
#include <cmath>

#include "facetrack/error.hpp"

namespace facetrack {

std::vector<SoundLook> look_at_sound(std::span<const float> sound, int sample_rate) {
  const auto step = static_cast<std::size_t>(std::lround(sample_rate * sound_step));
  if (sample_rate <= 0 || step == 0) {
    throw Error(ErrorCode::invalid_argument, "look_at_sound: the sample rate is too low");
  }
  constexpr double silence = 1e-5;  // of full scale: -100 dB
  std::vector<SoundLook> looks;
  for (std::size_t begin = 0; begin + step <= sound.size(); begin += step) {
    double power = 0;
    double sum = 0;
    for (const float value : sound.subspan(begin, step)) {
      power += static_cast<double>(value) * static_cast<double>(value);
      sum += static_cast<double>(value);
    }
    const auto count = static_cast<double>(step);
    const double mean = sum / count;
    // A constant offset is no sound and would hide the sign changes.
    const double level = std::sqrt(std::max(power / count - mean * mean, 0.0));
    int crossings = 0;
    bool above = static_cast<double>(sound[begin]) > mean;
    for (const float value : sound.subspan(begin, step)) {
      if ((static_cast<double>(value) > mean) == above) continue;
      above = !above;
      ++crossings;
    }
    looks.push_back({static_cast<float>(20 * std::log10(std::max(level, silence))),
                     static_cast<float>(crossings / sound_step)});
  }
  return looks;
}

namespace curation {
namespace {

constexpr float least_level = -50;    // dB: quieter sound is room noise in any recording
constexpr float above_quiet = 12;     // dB above the quietest tenth of the film
constexpr float loudest_quiet = -45;  // dB: a film without pauses has no quiet part to compare with
// Sign changes per second: twice a low voice's 80 Hz and those of a hissing consonant.
constexpr float fewest_crossings = 160;
constexpr float most_crossings = 9000;
/// Within half a second to each side the level of speech changes by this much (dB).
constexpr int nearby = 5;  // looks
constexpr float least_change = 6;
/// A shorter pause is part of a word (looks).
constexpr std::ptrdiff_t shortest_pause = 3;

void close_gaps(std::vector<bool>& voice) {
  std::ptrdiff_t last = -1;  // with a voice
  for (std::ptrdiff_t i = 0; i < std::ssize(voice); ++i) {
    if (!voice[static_cast<std::size_t>(i)]) continue;
    if (last >= 0 && i - last <= shortest_pause) {
      std::fill(voice.begin() + last, voice.begin() + i, true);
    }
    last = i;
  }
}

}  // namespace

std::vector<bool> voice_in(std::span<const SoundLook> sound) {
  std::vector<bool> voice(sound.size());
  if (sound.empty()) return voice;
  std::vector<float> levels;
  for (const SoundLook& look : sound) levels.push_back(look.level);
  std::vector<float> sorted = levels;
  const auto quiet = sorted.begin() + std::ssize(sorted) / 10;
  std::nth_element(sorted.begin(), quiet, sorted.end());
  const float limit = std::max(least_level, std::min(*quiet, loudest_quiet) + above_quiet);
  for (std::ptrdiff_t i = 0; i < std::ssize(sound); ++i) {
    const SoundLook& look = sound[static_cast<std::size_t>(i)];
    if (look.level < limit || look.crossings < fewest_crossings ||
        look.crossings > most_crossings) {
      continue;
    }
    const auto from = levels.begin() + std::max<std::ptrdiff_t>(i - nearby, 0);
    const auto to = levels.begin() + std::min(i + nearby + 1, std::ssize(levels));
    const auto [low, high] = std::minmax_element(from, to);
    voice[static_cast<std::size_t>(i)] = *high - *low >= least_change;
  }
  close_gaps(voice);
  return voice;
}

}  // namespace curation
}  // namespace facetrack
