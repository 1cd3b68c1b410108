// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/film/disturbances.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include <opencv2/imgproc.hpp>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

/// 0 before `start`, 1 from `start + length` on.
double ramp(int frame, double start, double length) {
  return std::clamp((frame - start) / std::max(length, 1e-6), 0.0, 1.0);
}

void blend_onto(cv::Mat& picture, const cv::Mat& above, double share) {
  cv::addWeighted(picture, 1 - share, above, share, 0, picture);
}

std::string letters(Random& random, std::size_t count) {
  std::string out;
  while (out.size() < count)
    out += random.next() % 6 == 0 ? ' ' : static_cast<char>('a' + random.next() % 26);
  return out;
}

void write(cv::Mat& picture, const std::string& text, cv::Point at, double scale) {
  cv::putText(picture, text, at, cv::FONT_HERSHEY_SIMPLEX, scale, {0, 0, 0}, 3, cv::LINE_AA);
  cv::putText(picture, text, at, cv::FONT_HERSHEY_SIMPLEX, scale, {245, 245, 245}, 1, cv::LINE_AA);
}

cv::Mat with_caption(const cv::Mat& picture, std::uint64_t seed) {
  Random random(seed);
  cv::Mat out = picture.clone();
  write(out, letters(random, 22), {16, film_height - 24}, 0.45);
  write(out, letters(random, 18), {28, film_height - 8}, 0.45);
  return out;
}

cv::Mat with_controls(const cv::Mat& picture) {
  cv::Mat out = picture.clone();
  for (int y = film_height / 2; y < film_height; ++y)
    out.row(y) *= 1 - 1.5 * (y - film_height / 2.0) / film_height;
  cv::rectangle(out, {8, film_height - 14}, {film_width - 8, film_height - 12}, {200, 200, 200},
                cv::FILLED);
  cv::rectangle(out, {8, film_height - 14}, {70, film_height - 12}, {30, 30, 230}, cv::FILLED);
  cv::circle(out, {film_width / 2, film_height / 2}, 16, {30, 30, 30}, cv::FILLED, cv::LINE_AA);
  cv::circle(out, {film_width / 2, film_height / 2}, 9, {240, 240, 240}, cv::FILLED, cv::LINE_AA);
  return out;
}

void draw_lower_third(cv::Mat& picture, double in) {
  const int right = static_cast<int>(std::lround(in * 130));
  cv::rectangle(picture, {0, film_height - 34}, {right, film_height - 14}, {150, 60, 20},
                cv::FILLED);
  if (in >= 1) write(picture, "A. Name, place", {8, film_height - 20}, 0.4);
}

void draw_rain(cv::Mat& picture, int frame, std::uint64_t seed) {
  Random random(seed * 1000 + static_cast<std::uint64_t>(frame));
  for (int i = 0; i < 90; ++i) {
    const int x = static_cast<int>(random.next() % film_width);
    const int y = static_cast<int>(random.next() % film_height);
    cv::line(picture, {x, y}, {x + 1, y + 9}, cv::Scalar::all(random.range(130, 220)), 1,
             cv::LINE_AA);
  }
}

void draw_water(cv::Mat& picture, int frame, std::uint64_t seed) {
  for (int y = film_height / 2; y < film_height; ++y)
    for (int x = 0; x < film_width; ++x) {
      const float light =
          noise_at(static_cast<float>(x) * 0.12F + static_cast<float>(seed % 17),
                   static_cast<float>(y) * 0.4F + static_cast<float>(frame) * 0.35F) +
          noise_at(static_cast<float>(x) * 0.3F - static_cast<float>(frame) * 0.2F,
                   static_cast<float>(y) * 0.7F);
      auto& pixel = picture.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = cv::saturate_cast<std::uint8_t>(pixel[c] * 0.4F + 70 * light);
    }
}

void draw_passer_by(cv::Mat& picture, double along) {
  if (along <= 0 || along >= 1) return;
  const int x = static_cast<int>((1.8 * along - 0.4) * film_width * 16);
  cv::ellipse(picture, {x, film_height * 10}, {44 * 16, 66 * 16}, 0, 0, 360, {34, 30, 38},
              cv::FILLED, cv::LINE_AA, 4);
  cv::ellipse(picture, {x, film_height * 2}, {20 * 16, 26 * 16}, 0, 0, 360, {60, 80, 120},
              cv::FILLED, cv::LINE_AA, 4);
}

void draw_credits(cv::Mat& picture, double moment, std::uint64_t seed) {
  Random random(seed);
  for (int line = 0; line < 40; ++line) {
    const std::string text = letters(random, 8 + random.next() % 14);
    const double y = film_height + 14 * line - 45 * moment;
    if (y > -10 && y < film_height + 14) write(picture, text, {40, static_cast<int>(y)}, 0.4);
  }
}

void draw_crowd(cv::Mat& picture, double moment, std::uint64_t seed) {
  Random random(seed);
  for (int i = 0; i < 120; ++i) {
    const double x = random.range(0, film_width);
    const double y = random.range(film_height * 0.3F, film_height);
    const double rate = random.range(8, 20);
    const double reach = 4 * std::sin(rate * moment + random.range(0, 6));
    const cv::Scalar color{random.range(40, 200), random.range(40, 200), random.range(60, 230)};
    cv::ellipse(picture,
                {static_cast<int>((x + reach) * 16), static_cast<int>((y - reach / 2) * 16)},
                {3 * 16, 5 * 16}, 0, 0, 360, color, cv::FILLED, cv::LINE_AA, 4);
  }
}

void light(cv::Mat& picture, double gain, double lift = 0) {
  picture.convertTo(picture, -1, gain, lift);
}

}  // namespace

const char* disturbance_name(Disturbance disturbance) {
  constexpr const char* names[] = {"caption pops",      "caption fades", "lower third", "logo",
                                   "player's controls", "flash",         "strobe",      "flicker",
                                   "exposure",          "rain",          "water",       "passer-by",
                                   "scrolling text",    "crowd"};
  return names[static_cast<int>(disturbance)];
}

Overlay make_disturbance(Disturbance disturbance, int start, double rate, std::uint64_t seed) {
  Random random(seed);
  const double second = rate;
  const double fade = second * random.range(0.1F, 0.5F);
  const double hold = second * 1.5;
  const double strength = random.range(0.5F, 1);
  const auto shown = [=](int frame) {
    return ramp(frame, start, fade) - ramp(frame, start + hold, fade);
  };
  switch (disturbance) {
    case Disturbance::caption_pops:
      return [=](cv::Mat& picture, int frame) {
        if (frame >= start && frame < start + hold) picture = with_caption(picture, seed);
      };
    case Disturbance::caption_fades:
      return [=](cv::Mat& picture, int frame) {
        blend_onto(picture, with_caption(picture, seed), shown(frame));
      };
    case Disturbance::lower_third:
      return [=](cv::Mat& picture, int frame) {
        if (shown(frame) > 0) draw_lower_third(picture, shown(frame));
      };
    case Disturbance::logo:
      return [=](cv::Mat& picture, int frame) {
        cv::Mat above = picture.clone();
        cv::circle(above, {film_width - 24, 20}, 14, {40, 120, 250}, cv::FILLED, cv::LINE_AA);
        write(above, "TV", {film_width - 34, 25}, 0.5);
        blend_onto(picture, above, 0.8 * shown(frame));
      };
    case Disturbance::player_controls:
      return [=](cv::Mat& picture, int frame) {
        blend_onto(picture, with_controls(picture), shown(frame));
      };
    case Disturbance::flash: {
      const int frames = 1 + static_cast<int>(seed % 2);
      return [=](cv::Mat& picture, int frame) {
        if (frame >= start && frame < start + frames) light(picture, 1 - strength, 235 * strength);
      };
    }
    case Disturbance::strobe: {
      const int period = 3 + static_cast<int>(seed % 3);
      return [=](cv::Mat& picture, int frame) {
        if (frame >= start && frame % period == 0) light(picture, 1 - strength, 220 * strength);
      };
    }
    case Disturbance::flicker:
      return [=](cv::Mat& picture, int frame) {
        Random of_frame(seed * 4099 + static_cast<std::uint64_t>(frame));
        if (frame >= start)
          light(picture, 1 + 0.12 * strength * static_cast<double>(of_frame.normal()));
      };
    case Disturbance::exposure: {
      const double gain = seed % 2 == 0 ? 0.45 : 1.5;
      return [=](cv::Mat& picture, int frame) {
        light(picture, std::pow(gain, ramp(frame, start, second * strength)));
      };
    }
    case Disturbance::rain:
      return [=](cv::Mat& picture, int frame) {
        if (frame >= start) draw_rain(picture, frame, seed);
      };
    case Disturbance::water:
      return [=](cv::Mat& picture, int frame) { draw_water(picture, frame, seed); };
    case Disturbance::passer_by:
      return [=](cv::Mat& picture, int frame) {
        draw_passer_by(picture, (frame - start) / (second * strength));
      };
    case Disturbance::scrolling_text:
      return
          [=](cv::Mat& picture, int frame) { draw_credits(picture, (frame - start) / rate, seed); };
    case Disturbance::crowd:
      return [=](cv::Mat& picture, int frame) { draw_crowd(picture, frame / rate, seed); };
  }
  return {};
}

}  // namespace facetrack::testing
