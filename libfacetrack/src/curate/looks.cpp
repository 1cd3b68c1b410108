// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstddef>

#include "facetrack/chip.hpp"
#include "facetrack/curate.hpp"

namespace facetrack {
namespace {

/// Luma beyond these has no detail left. Video luma ends at 16 and 235, which conversion to RGB
/// stretches to 0 and 255; compression blurs the ends by a few steps.
constexpr float black = 8;
constexpr float white = 247;
/// Part of an aligned chip, on each side, that shows hair and background beside the face.
constexpr int rim_part = 8;

/// Mean luma of the middle of a chip, and the part of it without detail.
void add_light(const ImageView& chip, FaceLook& look) {
  const int rim = chip.width / rim_part;
  double sum = 0;
  int clipped = 0;
  int count = 0;
  for (int y = rim; y < chip.height - rim; ++y) {
    const std::byte* row = chip.data + static_cast<std::ptrdiff_t>(y) * chip.stride;
    for (int x = rim; x < chip.width - rim; ++x, ++count) {
      const std::byte* bgr = row + static_cast<std::ptrdiff_t>(3) * x;
      const auto value = [&](int i) { return static_cast<float>(std::to_integer<int>(bgr[i])); };
      const float luma = 0.114F * value(0) + 0.587F * value(1) + 0.299F * value(2);
      sum += static_cast<double>(luma);
      if (luma < black || luma > white) ++clipped;
    }
  }
  look.brightness = static_cast<float>(sum / count);
  look.clipped = static_cast<float>(clipped) / static_cast<float>(count);
}

}  // namespace

std::vector<FaceLook> look_at_faces(Decoder& decoder, std::span<const FaceTrack> tracks, int every,
                                    const RunControl& control) {
  std::vector<FaceLook> looks;
  ChipOptions options;
  options.size = 64;  // pixels: enough for light, which is all that is read from the chip
  options.every = every;
  cut_chips(
      decoder, tracks, options,
      [&](const FaceChip& chip) {
        FaceLook look{chip.track, chip.picture.time().index, chip.pose, chip.quality.sharpness};
        add_light(chip.picture.image(), look);
        looks.push_back(look);
      },
      control);
  return looks;
}

}  // namespace facetrack
