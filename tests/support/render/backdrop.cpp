// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/render/backdrop.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

// Places are laid out on a canvas one unit high; rectangles and discs in those units.
class Canvas {
 public:
  explicit Canvas(cv::Size size) : picture(size, CV_8UC3), unit(static_cast<float>(size.height)) {}
  float width() const { return static_cast<float>(picture.cols) / unit; }
  void gradient(cv::Scalar top, cv::Scalar bottom) {
    for (int y = 0; y < picture.rows; ++y) {
      const double t = static_cast<double>(y) / picture.rows;
      picture.row(y).setTo(top * (1 - t) + bottom * t);
    }
  }
  void box(float x, float y, float w, float h, const cv::Scalar& color) {
    cv::rectangle(picture, {at(x), at(y)}, {at(x + w), at(y + h)}, color, cv::FILLED);
  }
  void disc(float x, float y, float radius, const cv::Scalar& color) {
    cv::circle(picture, {at(x), at(y)}, at(radius), color, cv::FILLED, cv::LINE_AA);
  }
  void blur(float sigma) { cv::GaussianBlur(picture, picture, {}, sigma * unit); }
  cv::Mat picture;

 private:
  int at(float v) const { return static_cast<int>(std::lround(v * unit)); }
  float unit;
};

cv::Scalar bgr(float b, float g, float r) { return {b, g, r}; }

void paint_studio(Canvas& c) {
  c.gradient(bgr(120, 84, 52), bgr(60, 40, 26));
  c.disc(c.width() * 0.55F, 0.4F, 0.5F, bgr(178, 134, 92));
  c.blur(0.16F);
}

void paint_room(Canvas& c) {
  Random random(11);
  c.gradient(bgr(176, 196, 206), bgr(150, 170, 184));
  for (float x = 0.12F; x < c.width(); x += 1.25F) {
    c.box(x, 0.06F, 0.42F, 0.56F, bgr(240, 238, 226));  // a window
    c.box(x + 0.2F, 0.06F, 0.02F, 0.56F, bgr(205, 210, 214));
    c.box(x - 0.09F, 0.02F, 0.1F, 0.72F, bgr(96, 104, 168));  // its curtain
    c.box(x + 0.62F, 0.3F, 0.4F, 0.6F, bgr(60, 88, 122));     // a book case
    for (int shelf = 0; shelf < 3; ++shelf) {
      float book = x + 0.64F;
      while (book < x + 0.96F) {
        const float w = random.range(0.02F, 0.05F), h = random.range(0.1F, 0.15F);
        const float top = 0.48F + 0.17F * static_cast<float>(shelf) - h;
        c.box(book, top, w * 0.9F, h,
              bgr(random.range(40, 190), random.range(40, 170), random.range(60, 200)));
        book += w;
      }
    }
  }
  c.box(0, 0.88F, c.width(), 0.12F, bgr(70, 98, 128));
  c.blur(0.012F);
}

void paint_park(Canvas& c) {
  Random random(23);
  c.gradient(bgr(226, 206, 172), bgr(110, 150, 120));
  for (int i = 0; i < 420; ++i) {
    const float y = random.range(0.18F, 0.95F), far = 1 - y;
    const float g = random.range(70, 165) + 40 * far;
    c.disc(random.range(0, c.width()), y, random.range(0.02F, 0.08F),
           bgr(g * 0.45F + 20 * far, g, g * random.range(0.5F, 0.85F)));
  }
  for (int i = 0; i < 5; ++i) {
    c.box(random.range(0, c.width()), 0.25F, random.range(0.025F, 0.05F), 0.6F, bgr(46, 62, 78));
  }
  c.box(0, 0.9F, c.width(), 0.1F, bgr(80, 130, 110));
  c.blur(0.02F);
}

void paint_city(Canvas& c) {
  Random random(37);
  c.gradient(bgr(70, 40, 36), bgr(36, 26, 28));
  for (float x = 0; x < c.width(); x += random.range(0.12F, 0.24F)) {
    const float top = random.range(0.1F, 0.5F), v = random.range(24, 48);
    c.box(x, top, 0.2F, 1 - top, bgr(v * 1.3F, v, v));
  }
  c.blur(0.01F);
  const cv::Scalar lamps[] = {bgr(90, 190, 250), bgr(120, 220, 255), bgr(240, 190, 140),
                              bgr(90, 90, 235)};
  for (int i = 0; i < 110; ++i) {
    c.disc(random.range(0, c.width()), random.range(0.2F, 0.95F), random.range(0.006F, 0.026F),
           lamps[random.next() % 4] * random.range(0.4F, 1));
  }
  c.blur(0.006F);
}

void paint_office(Canvas& c) {
  c.gradient(bgr(206, 208, 204), bgr(170, 172, 170));
  for (float x = 0.1F; x < c.width(); x += 0.95F) {
    c.box(x, 0.14F, 0.36F, 0.27F, bgr(70, 66, 60));  // a framed picture
    c.box(x + 0.02F, 0.16F, 0.32F, 0.23F, bgr(196, 170, 120));
    c.disc(x + 0.2F, 0.38F, 0.1F, bgr(90, 130, 80));
    c.box(x + 0.5F, 0.0F, 0.03F, 1, bgr(150, 150, 148));
    c.box(x + 0.62F, 0.5F, 0.18F, 0.5F, bgr(110, 96, 84));
    c.disc(x + 0.71F, 0.42F, 0.11F, bgr(70, 120, 70));  // a plant
  }
  c.blur(0.013F);
}

}  // namespace

cv::Mat make_backdrop(Backdrop place, cv::Size size) {
  Canvas canvas(size);
  switch (place) {
    case Backdrop::plain:
      canvas.gradient(bgr(150, 146, 140), bgr(120, 118, 114));
      break;
    case Backdrop::studio:
      paint_studio(canvas);
      break;
    case Backdrop::room:
      paint_room(canvas);
      break;
    case Backdrop::park:
      paint_park(canvas);
      break;
    case Backdrop::city:
      paint_city(canvas);
      break;
    case Backdrop::office:
      paint_office(canvas);
      break;
  }
  return canvas.picture;
}

}  // namespace facetrack::testing
