// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// bench_kernels [--benchmark_filter=REGEX]: what each step costs on one core, on the demo's
// pictures brought to 720p. Detectors and embedders whose models are not found are left out.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "facetrack/bridge.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"

#include "face/landmarks68.hpp"
#include "face/pictures.hpp"
#include "memory.hpp"
#include "picture/crop.hpp"
#include "support/paths.hpp"
#include "track/patch.hpp"

namespace facetrack {
namespace {

constexpr int width = 1280;
constexpr int height = 720;

DecoderOptions one_thread() {
  DecoderOptions options;
  options.threads = 1;
  return options;
}

std::filesystem::path demo() { return testing::data_dir() / "demo/demo.mp4"; }

/// Two pictures after each other, 720p.
const std::array<Frame, 2>& pictures() {
  static const std::array<Frame, 2> pair = [] {
    const auto decoder = open_decoder(demo(), one_thread());
    const auto next = [&] {
      const Frame frame = decoder->read().value();
      const Box all{0, 0, static_cast<float>(frame.width()), static_cast<float>(frame.height())};
      return media::crop_frame(frame, all, width, height, {});
    };
    const Frame first = next();
    return std::array{first, next()};
  }();
  return pair;
}

/// The largest face of the first picture.
const Detection& face() {
  static const Detection found = [] {
    const Frame bgr = to_bgr24(pictures()[0]);
    return make_detector("hog")->detect(bgr.image()).at(0);
  }();
  return found;
}

Region around_face(float sizes) {
  const Box& box = face().box;
  const int side = static_cast<int>(box.width * sizes);
  return {static_cast<int>(box.center().x) - side / 2, static_cast<int>(box.center().y) - side / 2,
          side, side};
}

void decode(benchmark::State& state) {
  auto decoder = open_decoder(demo(), one_thread());
  for (auto _ : state) {
    if (decoder->read()) continue;
    state.PauseTiming();
    decoder = open_decoder(demo(), one_thread());
    state.ResumeTiming();
  }
}
BENCHMARK(decode)->Name("decode 360p");

Frame picture_at(const Frame& picture, const FrameTime& time) {
  return {std::make_shared<Frame>(picture),
          {picture.plane(0), picture.plane(1), picture.plane(2)},
          picture.format(),
          time,
          picture.color()};
}

void shots(benchmark::State& state) {
  const auto detector = make_shot_detector();
  std::int64_t index = 0;
  for (auto _ : state) {
    const Frame& picture = pictures()[static_cast<std::size_t>(index % 2)];
    const FrameTime time{{index, {1, 25}}, {1, {1, 25}}, index};
    benchmark::DoNotOptimize(detector->push(picture_at(picture, time)));
    ++index;
  }
}
BENCHMARK(shots)->Name("shots: a frame");

void whole_to_bgr(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(to_bgr24(pictures()[0]));
}
BENCHMARK(whole_to_bgr)->Name("to_bgr24: 1280x720");

void scan_to_bgr(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(to_bgr24(pictures()[0], {0, 0, width, height}, 640, 360));
  }
}
BENCHMARK(scan_to_bgr)->Name("to_bgr24: to 640x360");

void region_to_bgr(benchmark::State& state) {
  const Region region = around_face(2.4F);
  for (auto _ : state) benchmark::DoNotOptimize(to_bgr24(pictures()[0], region, 160, 160));
}
BENCHMARK(region_to_bgr)->Name("to_bgr24: around a face, to 160x160");

void same_face(benchmark::State& state) {
  const Patch before = luma_patch(pictures()[0].luma(), face().box);
  for (auto _ : state) {
    benchmark::DoNotOptimize(likeness(before, luma_patch(pictures()[1].luma(), face().box)));
  }
}
BENCHMARK(same_face)->Name("track: the same face on the next frame?");

void crop(benchmark::State& state) {
  const Region region = around_face(1.8F);
  const Box window{static_cast<float>(region.x), static_cast<float>(region.y),
                   static_cast<float>(region.width), static_cast<float>(region.height)};
  const media::Fill fill = media::edge_color(pictures()[0]);
  for (auto _ : state) {
    benchmark::DoNotOptimize(media::crop_frame(pictures()[0], window, 256, 256, fill));
  }
}
BENCHMARK(crop)->Name("crop: 256x256");

void landmarks(benchmark::State& state) {
  const auto finder = make_landmark_finder();
  const Frame bgr = to_bgr24(pictures()[0]);
  for (auto _ : state) benchmark::DoNotOptimize(finder->find(bgr.image(), face().box));
}
BENCHMARK(landmarks)->Name("landmarks: a face");

void load_builtin(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_embedder("builtin"));
    benchmark::DoNotOptimize(make_landmark_finder());
  }
}
BENCHMARK(load_builtin)->Name("load: builtin and landmarks")->Unit(benchmark::kMillisecond);

void interpolate(benchmark::State& state) {
  const auto method = make_interpolator("flow");
  const Frame a = to_bgr24(pictures()[0]);
  const Frame b = to_bgr24(pictures()[1]);
  constexpr std::array middle{0.5F};
  for (auto _ : state) benchmark::DoNotOptimize(method->between(a, b, middle));
}
BENCHMARK(interpolate)->Name("interpolate: a 1280x720 picture")->Unit(benchmark::kMillisecond);

void detect(benchmark::State& state, Detector& detector, int across, int down, Region region) {
  const Frame bgr = to_bgr24(pictures()[0], region, across, down);
  for (auto _ : state) benchmark::DoNotOptimize(detector.detect(bgr.image()));
}

void embed(benchmark::State& state, Embedder& embedder) {
  const Frame bgr = to_bgr24(pictures()[0]);
  for (auto _ : state) {
    benchmark::DoNotOptimize(embedder.embed(bgr.image(), std::span(&face(), 1)));
  }
}

/// Null where the model is not here.
template <typename Make>
auto if_here(Make make) -> decltype(make()) {
  try {
    return make();
  } catch (const Error&) {
    return nullptr;
  }
}

void register_backends() {
  using benchmark::RegisterBenchmark;
  for (const std::string name : {"yunet", "builtin", "hog"}) {
    const std::shared_ptr<Detector> detector = if_here([&] { return make_detector(name); });
    if (!detector) continue;
    const auto add = [&](int across, int down, Region region) {
      const std::string label =
          "detect: " + name + " " + std::to_string(across) + "x" + std::to_string(down);
      RegisterBenchmark(label.c_str(), [=](benchmark::State& state) {
        detect(state, *detector, across, down, region);
      })->Unit(benchmark::kMillisecond);
    };
    add(640, 360, {0, 0, width, height});
    add(160, 160, around_face(2.4F));
  }
  for (const std::string name : {"builtin", "retail-0095", "sface", "dlib_resnet"}) {
    const std::shared_ptr<Embedder> embedder = if_here([&] { return make_embedder(name); });
    if (!embedder) continue;
    RegisterBenchmark(("embed: " + name).c_str(), [=](benchmark::State& state) {
      embed(state, *embedder);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace facetrack

int main(int argc, char** argv) {
  facetrack::cli::keep_freed_memory();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  facetrack::without_inner_threads([] {
    facetrack::register_backends();
    benchmark::RunSpecifiedBenchmarks();
  });
  return 0;
}
