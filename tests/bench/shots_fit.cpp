// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// How the thresholds of the content detector were chosen, and how they do on files that were left
// out of the choice. Also its cost beside decoding, and the plot of docs/shots.md:
//   bench_shots_fit                        the fit, leave-one-file-out, and the cost
//   bench_shots_fit --plot VIDEO OUT.png   the measures over a clip

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/backends/content.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/opencv.hpp"

#include "support/paths.hpp"
#include "support/shot_truth.hpp"

namespace {

using facetrack::ContentLimits;
using facetrack::ContentMeasures;
using facetrack::ContentOptions;
using facetrack::Frame;
using facetrack::testing::ShotScore;
using facetrack::testing::ShotTruth;

struct Material {
  ShotTruth truth;
  std::vector<Frame> frames;
};

/// A copy of a thumbnail with every luma and chroma sample changed.
template <typename Change>
Frame changed(const Frame& frame, std::int64_t index, Change change) {
  cv::Mat all(facetrack::as_mat(frame.luma()).rows * 3 / 2, frame.width(), CV_8UC1);
  std::array<facetrack::ImageView, 3> planes;
  auto* out = all.data;
  for (int i = 0; i < 3; ++i) {
    const facetrack::ImageView& from = frame.plane(i);
    planes.at(static_cast<std::size_t>(i)) = {reinterpret_cast<std::byte*>(out), from.width,
                                              from.height, from.width,
                                              facetrack::PixelFormat::gray8};
    for (int y = 0; y < from.height; ++y)
      for (int x = 0; x < from.width; ++x)
        *out++ = cv::saturate_cast<std::uint8_t>(change(static_cast<int>(from.row(y)[x]), i));
  }
  facetrack::FrameTime time = frame.time();
  time.index = index;
  return {std::make_shared<const cv::Mat>(all), planes, frame.format(), time};
}

/// The same file in the dark, with flashes, and with every second frame missing.
std::vector<Material> harder(const Material& plain) {
  std::vector<Material> out(3, {plain.truth, {}});
  const auto near_change = [&](std::int64_t frame) {
    for (const auto cut : plain.truth.cuts)
      if (std::abs(cut - frame) < 8) return true;
    for (const auto& g : plain.truth.gradual)
      if (g.from - 8 < frame && frame < g.to + 8) return true;
    return false;
  };
  for (const Frame& frame : plain.frames) {
    const std::int64_t index = frame.time().index;
    out[0].frames.push_back(changed(frame, index, [](int v, int plane) {
      return plane == 0 ? 16 + (v - 16) / 4 : 128 + (v - 128) / 4;
    }));
    const bool flash = index % 40 < 1 + index / 40 % 4 && index > 8 && !near_change(index);
    out[1].frames.push_back(changed(frame, index, [&](int v, int plane) {
      return flash && plane == 0 ? v + (235 - v) * 3 / 4 : v;
    }));
    if (index % 2 == 0)
      out[2].frames.push_back(changed(frame, index / 2, [](int v, int) { return v; }));
  }
  ShotTruth& half = out[2].truth;
  for (auto& cut : half.cuts) cut = (cut + 1) / 2;
  for (auto& g : half.gradual) g = {(g.from + 1) / 2, g.to / 2};
  return out;
}

ShotScore run(const ContentLimits& limits, const std::vector<Material>& variants) {
  ShotScore out;
  for (const Material& m : variants) {
    ContentOptions options;
    options.limits = limits;
    const auto detector = facetrack::make_content_detector(options);
    out += score_shots(m.truth, facetrack::testing::all_transitions(*detector, m.frames));
  }
  return out;
}

/// One number to choose by: every wrong or missed transition counts alike.
int mistakes(const ShotScore& s) {
  return s.cuts_wanted + s.cuts_found - 2 * s.cuts_hit + s.gradual_wanted - s.gradual_hit;
}

/// Cuts and gradual transitions hardly touch each other, so their thresholds are varied apart.
std::vector<ContentLimits> grid() {
  std::vector<ContentLimits> out;
  for (const float change : {0.35F, 0.45F, 0.55F})
    for (const float contrast : {1.4F, 1.8F, 2.2F}) {
      out.emplace_back();
      out.back().cut_change = change;
      out.back().cut_contrast = contrast;
    }
  for (const float gradual : {0.4F, 0.7F}) {
    out.emplace_back();
    out.back().gradual_change = gradual;
  }
  return out;
}

void fit() {
  const auto maker = facetrack::make_shot_detector();
  std::vector<std::vector<Material>> files;
  for (const ShotTruth& truth : facetrack::testing::shot_truths()) {
    Material plain{truth, facetrack::testing::thumbnails(truth.video, *maker)};
    files.push_back(harder(plain));
    files.back().insert(files.back().begin(), plain);
  }
  const auto points = grid();
  std::vector<std::vector<ShotScore>> scores;  // of each point, of each file with its variants
  std::printf("change contrast gradual   mistakes on all files and their harder variants\n");
  for (const ContentLimits& limits : points) {
    scores.emplace_back();
    int sum = 0;
    for (const auto& file : files) {
      scores.back().push_back(run(limits, file));
      sum += mistakes(scores.back().back());
    }
    std::printf("%6.2f %8.2f %7.2f   %d\n", static_cast<double>(limits.cut_change),
                static_cast<double>(limits.cut_contrast),
                static_cast<double>(limits.gradual_change), sum);
    std::fflush(stdout);
  }
  ShotScore pooled;
  std::printf("\nleave one file out: thresholds chosen on the others\n");
  for (std::size_t left_out = 0; left_out < files.size(); ++left_out) {
    std::vector<int> sums;
    for (const auto& of_point : scores) {
      int sum = 0;
      for (std::size_t i = 0; i < files.size(); ++i)
        if (i != left_out) sum += mistakes(of_point[i]);
      sums.push_back(sum);
    }
    // Of several best points the one in the middle.
    const int least = *std::min_element(sums.begin(), sums.end());
    std::vector<std::size_t> best;
    for (std::size_t i = 0; i < sums.size(); ++i)
      if (sums[i] == least) best.push_back(i);
    const ContentLimits& limits = points[best[best.size() / 2]];
    const ShotScore score = run(limits, {files[left_out].front()});
    pooled += score;
    std::printf("%-26s %.2f %.2f %.2f  cuts %d of %d, %d reported; gradual %d of %d, %d false\n",
                files[left_out].front().truth.name.c_str(), static_cast<double>(limits.cut_change),
                static_cast<double>(limits.cut_contrast),
                static_cast<double>(limits.gradual_change), score.cuts_hit, score.cuts_wanted,
                score.cuts_found, score.gradual_hit, score.gradual_wanted, score.gradual_extra);
  }
  std::printf("pooled: F1 %.4f, gradual %d of %d, %d false\n", pooled.f1(), pooled.gradual_hit,
              pooled.gradual_wanted, pooled.gradual_extra);
  ShotScore now;
  for (const auto& file : files) now += run({}, {file.front()});
  std::printf("with the defaults: F1 %.4f, gradual %d of %d, %d false\n", now.f1(), now.gradual_hit,
              now.gradual_wanted, now.gradual_extra);
  for (const std::string& error : now.errors) std::printf("  %s\n", error.c_str());
}

void cost() {
  const auto video = facetrack::testing::shared_dir() / "media" / "video" / "dev_mix_720p.mp4";
  facetrack::DecoderOptions options;
  options.threads = 1;
  const auto decoder = facetrack::open_decoder(video, options);
  const auto detector = facetrack::make_shot_detector();
  // Processor time, so that a busy machine does not matter much; one thread.
  std::clock_t decoding = 0;
  std::clock_t detecting = 0;
  int frames = 0;
  for (;; ++frames) {
    const auto start = std::clock();
    const auto frame = decoder->read();
    const auto read = std::clock();
    decoding += read - start;
    if (!frame) break;
    static_cast<void>(detector->push(*frame));
    detecting += std::clock() - read;
  }
  const double tick = 1e3 / CLOCKS_PER_SEC / frames;
  std::printf("cost at 720p: decoding %.3f ms a frame, shots %.3f ms (%.1f %%)\n",
              tick * static_cast<double>(decoding), tick * static_cast<double>(detecting),
              100.0 * static_cast<double>(detecting) / static_cast<double>(decoding));
}

void plot(const std::string& video, const std::string& file) {
  std::vector<ContentMeasures> measures;
  ContentOptions options;
  options.observer = [&](const ContentMeasures& m) { measures.push_back(m); };
  const auto detector = facetrack::make_content_detector(options);
  const auto frames = facetrack::testing::thumbnails(video, *detector);
  const auto found = facetrack::testing::all_transitions(*detector, frames);

  constexpr int width = 1000;
  constexpr int panel = 150;
  constexpr int gap = 24;
  cv::Mat picture(2 * (panel + gap) + 6, width, CV_8UC3, cv::Scalar::all(255));
  const auto x_of = [&](std::int64_t frame) {
    return static_cast<int>(frame * (width - 1) / static_cast<std::int64_t>(measures.size()));
  };
  const auto text = [&](const std::string& words, int y) {
    cv::putText(picture, words, {6, y}, cv::FONT_HERSHEY_SIMPLEX, 0.45, {40, 40, 40}, 1,
                cv::LINE_AA);
  };
  for (const auto& t : found) {
    const bool cut = t.kind == facetrack::TransitionKind::cut;
    cv::rectangle(picture, {x_of(t.first_mixed), gap},
                  {std::max(x_of(t.next_shot), x_of(t.first_mixed) + 3), 2 * (panel + gap)},
                  cut ? cv::Scalar(200, 200, 255) : cv::Scalar(255, 225, 190), cv::FILLED);
  }
  const auto curve = [&](int top, double full, const cv::Scalar& color, auto value) {
    std::vector<cv::Point> points;
    for (const ContentMeasures& m : measures) {
      const double high = std::min(1.0, static_cast<double>(value(m)) / full);
      points.emplace_back(x_of(m.frame), top + panel - static_cast<int>(high * panel));
    }
    cv::polylines(picture, points, false, color, 1, cv::LINE_AA);
  };
  const ContentLimits limits;
  text("change: share of the picture not explained by the frame before; line: threshold", 16);
  curve(gap, 1, {160, 80, 0}, [](const ContentMeasures& m) { return m.change; });
  curve(gap, 1, {120, 120, 120}, [&](const ContentMeasures&) { return limits.cut_change; });
  text("residual, gray levels (40 at the top); gray: what a cut must reach here", panel + gap + 16);
  curve(panel + 2 * gap, 40, {0, 120, 0}, [](const ContentMeasures& m) { return m.residual; });
  curve(panel + 2 * gap, 40, {120, 120, 120},
        [&](const ContentMeasures& m) { return limits.cut_contrast * (m.background + 1); });
  facetrack::write_image(file, facetrack::from_mat(picture));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 4 && std::string_view(argv[1]) == "--plot") {
      plot(argv[2], argv[3]);
      return 0;
    }
    if (facetrack::testing::shared_dir().empty()) {
      std::puts("needs the real media in ../shared");
      return 1;
    }
    cost();
    fit();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
