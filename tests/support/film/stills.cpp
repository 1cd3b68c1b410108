// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/stills.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include <opencv2/imgproc.hpp>

#include "support/render/backdrop.hpp"
#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

constexpr int still_width = 1280;
constexpr int still_height = 720;

int rounded(float v) { return static_cast<int>(std::lround(v)); }

/// Noise with a spectrum like that of a photograph: each octave has `roughness` of the height of
/// the one before. The values lie around 0 with a deviation of about 1.
cv::Mat fractal(std::uint64_t seed, int first_cells, float roughness, float stretch = 1) {
  Random random(seed);
  cv::Mat sum(still_height, still_width, CV_32FC1, cv::Scalar(0));
  float amplitude = 1;
  for (int cells = first_cells; cells < 400; cells *= 2, amplitude *= roughness) {
    cv::Mat lattice(std::max(2, rounded(static_cast<float>(cells) * 0.5625F * stretch)), cells,
                    CV_32FC1);
    for (auto it = lattice.begin<float>(); it != lattice.end<float>(); ++it)
      *it = random.normal() * amplitude;
    cv::Mat octave;
    cv::resize(lattice, octave, sum.size(), 0, 0, cv::INTER_CUBIC);
    sum += octave;
  }
  cv::Scalar mean, deviation;
  cv::meanStdDev(sum, mean, deviation);
  return (sum - mean[0]) / deviation[0];
}

/// Colours from `low` to `high` along the noise, where -2 is low and 2 is high.
cv::Mat tinted(const cv::Mat& noise, cv::Scalar low, cv::Scalar high) {
  cv::Mat out(noise.size(), CV_8UC3);
  for (int y = 0; y < noise.rows; ++y) {
    for (int x = 0; x < noise.cols; ++x) {
      const double t = noise.at<float>(y, x) / 4.0 + 0.5;
      cv::Vec3b& pixel = out.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = cv::saturate_cast<std::uint8_t>(low[c] + (high[c] - low[c]) * t);
    }
  }
  return out;
}

cv::Mat place(Backdrop backdrop) { return make_backdrop(backdrop, {still_width, still_height}); }

cv::Mat skyline() {
  Random random(5);
  cv::Mat out = tinted(fractal(6, 3, 0.5F), {190, 150, 110}, {250, 225, 200});
  for (float x = -40; x < still_width; x += random.range(40, 110)) {
    const float top = random.range(120, 480), w = random.range(60, 130), v = random.range(40, 130);
    cv::rectangle(out, {rounded(x), rounded(top)}, {rounded(x + w), still_height},
                  {v * 1.1, v, v * 0.9}, cv::FILLED);
    for (float wy = top + 12; wy < still_height; wy += 22)
      for (float wx = x + 8; wx < x + w - 10; wx += 18)
        if (random.next() % 3 != 0)
          cv::rectangle(out, {rounded(wx), rounded(wy)}, {rounded(wx + 9), rounded(wy + 12)},
                        cv::Scalar::all(random.range(30, 220)), cv::FILLED);
  }
  return out;
}

cv::Mat mountains() {
  cv::Mat out = tinted(fractal(31, 2, 0.5F), {210, 170, 120}, {255, 235, 215});
  const cv::Mat ridges = fractal(32, 3, 0.55F);
  const cv::Mat rocks = fractal(33, 16, 0.8F);
  for (int layer = 0; layer < 3; ++layer) {
    for (int x = 0; x < still_width; ++x) {
      const int top = rounded(220 + 130.0F * static_cast<float>(layer) +
                              70 * ridges.at<float>(100 + 200 * layer, x));
      for (int y = std::max(0, top); y < still_height; ++y) {
        const float v = 130 - 35 * static_cast<float>(layer) + 22 * rocks.at<float>(y, x);
        out.at<cv::Vec3b>(y, x) = {cv::saturate_cast<std::uint8_t>(v * 1.1F),
                                   cv::saturate_cast<std::uint8_t>(v),
                                   cv::saturate_cast<std::uint8_t>(v * 0.8F)};
      }
    }
  }
  return out;
}

void draw_face(cv::Mat& out, float x, float y, float size, Random& random) {
  const float tone = random.range(0.45F, 1);
  const cv::Scalar skin{130 * tone, 165 * tone, 215 * tone};
  const auto at = [&](float dx, float dy) {
    return cv::Point(rounded(x + dx * size), rounded(y + dy * size));
  };
  const auto part = [&](float dx, float dy, float w, float h, const cv::Scalar& color) {
    cv::ellipse(out, at(dx, dy), {std::max(1, rounded(w * size)), std::max(1, rounded(h * size))},
                0, 0, 360, color, cv::FILLED, cv::LINE_AA);
  };
  part(0, 1.55F, 1.1F, 0.9F, {random.range(20, 220), random.range(20, 200), random.range(20, 220)});
  part(0, -0.1F, 0.62F, 0.78F, cv::Scalar::all(random.range(15, 90)));
  part(0, 0.05F, 0.52F, 0.68F, skin);
  for (const float side : {-0.2F, 0.2F}) {
    part(side, -0.06F, 0.1F, 0.05F, {235, 235, 235});
    part(side, -0.06F, 0.04F, 0.045F, {40, 35, 30});
    part(side, -0.2F, 0.13F, 0.025F, {40, 45, 60});
  }
  part(0, 0.16F, 0.06F, 0.1F, skin * 0.85);
  part(0, 0.38F, 0.18F, 0.05F, {90 * tone, 80 * tone, 175 * tone});
}

cv::Mat portrait() {
  Random random(3);
  cv::Mat out = place(Backdrop::studio);
  draw_face(out, 560, 330, 300, random);
  return out;
}

cv::Mat two_people() {
  Random random(17);
  cv::Mat out = place(Backdrop::office);
  draw_face(out, 380, 330, 150, random);
  draw_face(out, 900, 360, 170, random);
  return out;
}

cv::Mat crowd() {
  Random random(8);
  cv::Mat out = tinted(fractal(9, 6, 0.6F), {30, 30, 40}, {90, 80, 90});
  for (float y = 120; y < 800; y += 60)
    for (float x = random.range(-30, 30); x < still_width; x += random.range(50, 90))
      draw_face(out, x, y + random.range(-15, 15), 26 + y * 0.035F, random);
  return out;
}

void write_lines(cv::Mat& out, cv::Rect area, int step, double scale, const cv::Scalar& ink,
                 Random& random) {
  for (int y = area.y + step; y < area.br().y; y += step) {
    std::string line;
    while (line.size() < 64) {
      for (std::uint32_t letters = 2 + random.next() % 8; letters > 0; --letters)
        line += static_cast<char>('a' + random.next() % 26);
      line += ' ';
    }
    cv::Mat row = out(cv::Rect(area.x, y - step, area.width, step));
    cv::putText(row, line, {8, step * 3 / 4}, cv::FONT_HERSHEY_SIMPLEX, scale, ink, 1, cv::LINE_AA);
  }
}

cv::Mat text_page() {
  Random random(12);
  cv::Mat out(still_height, still_width, CV_8UC3, cv::Scalar(240, 244, 246));
  for (int y = 0; y < still_height; y += 180) {
    write_lines(out, {60, y + 34, 1100, 130}, 24, 0.6, {40, 40, 40}, random);
    cv::putText(out, "Chapter " + std::to_string(y / 180 + 1), {66, y + 26},
                cv::FONT_HERSHEY_DUPLEX, 0.9, {20, 20, 90}, 2, cv::LINE_AA);
  }
  return out;
}

cv::Mat screen() {
  Random random(14);
  cv::Mat out(still_height, still_width, CV_8UC3, cv::Scalar(120, 84, 40));
  const auto window = [&](cv::Rect area, const cv::Scalar& paper, const cv::Scalar& ink) {
    cv::rectangle(out, area, paper, cv::FILLED);
    cv::rectangle(out, {area.x, area.y, area.width, 26}, {160, 160, 160}, cv::FILLED);
    write_lines(out, {area.x, area.y + 26, area.width, area.height - 26}, 20, 0.42, ink, random);
  };
  window({40, 30, 760, 560}, {40, 36, 34}, {120, 220, 140});
  window({620, 260, 600, 400}, {250, 250, 250}, {60, 50, 50});
  cv::rectangle(out, {0, 690, still_width, 30}, {70, 60, 60}, cv::FILLED);
  return out;
}

cv::Mat fence() {
  cv::Mat out = tinted(fractal(15, 5, 0.6F), {60, 120, 70}, {120, 190, 150});
  for (int x = 0; x < still_width; x += 56)
    cv::rectangle(out, {x, 200}, {x + 22, still_height}, {190, 205, 215}, cv::FILLED);
  cv::rectangle(out, {0, 300}, {still_width, 330}, {170, 185, 195}, cv::FILLED);
  return out;
}

cv::Mat bricks() {
  Random random(16);
  cv::Mat out(still_height, still_width, CV_8UC3, cv::Scalar(150, 160, 165));
  for (int row = 0; row * 36 < still_height; ++row)
    for (int x = (row % 2) * -45; x < still_width; x += 90) {
      const float v = random.range(0.75F, 1.1F);
      cv::rectangle(out, {x + 3, row * 36 + 3}, {x + 86, row * 36 + 32}, {70 * v, 85 * v, 150 * v},
                    cv::FILLED);
    }
  return out;
}

cv::Mat stage() {
  Random random(19);
  cv::Mat out(still_height, still_width, CV_8UC3, cv::Scalar(8, 6, 6));
  for (int i = 0; i < 4; ++i) {
    const int x = 160 + 310 * i;
    const std::array<cv::Point, 3> cone{cv::Point{x, 0}, {x - 170, 620}, {x + 150, 620}};
    cv::Mat light(out.size(), out.type(), cv::Scalar(0));
    cv::fillConvexPoly(light, cone.data(), 3,
                       {random.range(20, 120), random.range(20, 90), random.range(40, 140)});
    cv::GaussianBlur(light, light, {}, 18);
    out += light;
  }
  draw_face(out, 470, 380, 60, random);
  draw_face(out, 820, 390, 58, random);
  return out;
}

cv::Mat half_and_half() {
  cv::Mat out = tinted(fractal(41, 10, 0.7F), {60, 90, 130}, {150, 180, 210});
  cv::Mat sky = tinted(fractal(42, 2, 0.4F), {225, 190, 160}, {250, 225, 205});
  sky.rowRange(0, 380).copyTo(out.rowRange(0, 380));
  return out;
}

using Painter = cv::Mat (*)();
struct Named {
  const char* name;
  Painter paint;
};

constexpr std::array<Named, still_count> all_stills{{
    {"room", [] { return place(Backdrop::room); }},
    {"park", [] { return place(Backdrop::park); }},
    {"city at night", [] { return place(Backdrop::city); }},
    {"office", [] { return place(Backdrop::office); }},
    {"studio", [] { return place(Backdrop::studio); }},
    {"skyline", skyline},
    {"mountains", mountains},
    {"portrait", portrait},
    {"two people", two_people},
    {"crowd", crowd},
    {"text page", text_page},
    {"screen", screen},
    {"fence", fence},
    {"bricks", bricks},
    {"stage", stage},
    {"desert", half_and_half},
    {"clouds",
     [] {
       return tinted(fractal(51, 2, 0.5F), {170, 140, 110}, {255, 250, 245});
     }},
    {"foliage",
     [] {
       return tinted(fractal(52, 12, 0.85F), {10, 50, 20}, {90, 190, 120});
     }},
    {"water",
     [] {
       return tinted(fractal(53, 6, 0.7F, 4), {90, 60, 20}, {220, 180, 120});
     }},
    {"gravel",
     [] {
       return tinted(fractal(54, 60, 0.9F), {70, 75, 80}, {190, 195, 200});
     }},
    {"dark room", [] { return cv::Mat(place(Backdrop::room) * 0.16); }},
    {"fog",
     [] {
       return tinted(fractal(55, 3, 0.6F), {165, 160, 160}, {205, 200, 198});
     }},
    {"marble",
     [] {
       return tinted(fractal(56, 4, 0.65F), {60, 60, 90}, {230, 235, 240});
     }},
    {"snow",
     [] {
       return tinted(fractal(57, 4, 0.75F), {205, 205, 205}, {255, 255, 250});
     }},
}};

}  // namespace

cv::Mat make_still(int index) { return all_stills.at(static_cast<std::size_t>(index)).paint(); }

const char* still_name(int index) { return all_stills.at(static_cast<std::size_t>(index)).name; }

}  // namespace facetrack::testing
