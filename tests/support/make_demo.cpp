// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// facetrack-make-demo FOLDER: writes demo.mp4, reference.png and demo.truth.json.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <vector>

#include "facetrack/frame.hpp"

#include "support/demo_scene.hpp"
#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

constexpr int sample_rate = 48000;

void make_demo(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const Scene scene(demo_script());
  const std::vector<float> sound = scene.sound(sample_rate);

  VideoSpec spec;
  spec.width = scene.script().width;
  spec.height = scene.script().height;
  spec.rate = scene.script().rate;
  spec.crf = 22;
  spec.gop = 100;
  spec.sounds = {SoundSpec{.sample_rate = sample_rate}};
  const auto render = [&](std::int64_t index) {
    if (index % 100 == 0) {
      std::fprintf(stderr, "frame %d of %d\n", static_cast<int>(index), scene.frames());
    }
    return scene.render(static_cast<int>(index));
  };
  const auto sample = [&](int, double seconds) {
    const auto i = std::llround(seconds * sample_rate);
    const bool inside = i >= 0 && i < static_cast<long long>(sound.size());
    return inside ? std::clamp(sound[static_cast<std::size_t>(i)], -1.0F, 1.0F) : 0.0F;
  };
  write_test_video(folder / "demo.mp4", spec, scene.frames(), render, sample);
  write_image((folder / "reference.png").string(), demo_reference());
  std::ofstream(folder / "demo.truth.json") << scene.truth_json();
}

}  // namespace
}  // namespace facetrack::testing

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: facetrack-make-demo FOLDER\n");
    return 2;
  }
  try {
    facetrack::testing::make_demo(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "facetrack-make-demo: %s\n", error.what());
    return 1;
  }
  return 0;
}
