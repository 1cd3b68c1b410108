/// Measures a landmark model on prepared samples: error over eye distance, self-agreement under
/// flip, time.
#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <sstream>

#include "packed_shape.h"
#include "samples.h"

namespace {
using Shape = std::array<double, 2 * point_count>;

Shape shape_of(const std::vector<packed_shape::Point>& found) {
  Shape shape{};
  for (std::size_t p = 0; p < found.size(); ++p) {
    shape[2 * p] = found[p].x;
    shape[2 * p + 1] = found[p].y;
  }
  return shape;
}

/// The square around the points, where the second pass starts.
packed_shape::Square square_around(const Shape& s) {
  double x0 = s[0], x1 = s[0], y0 = s[1], y1 = s[1];
  for (std::size_t i = 0; i < s.size(); i += 2) {
    x0 = std::min(x0, s[i]);
    x1 = std::max(x1, s[i]);
    y0 = std::min(y0, s[i + 1]);
    y1 = std::max(y1, s[i + 1]);
  }
  return {(x0 + x1) / 2, (y0 + y1) / 2, std::max(x1 - x0, y1 - y0)};
}

double mean_distance(const Shape& a, const Shape& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); i += 2) sum += std::hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return sum / point_count;
}

Shape mirrored(const Shape& s) {
  // Where each of the 68 points goes when the picture is mirrored.
  static constexpr std::array<int, point_count> other{
      16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,  26, 25, 24, 23, 22, 21,
      20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36,
      41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65};
  Shape result{};
  for (std::size_t p = 0; p < other.size(); ++p) {
    result[2 * p] = picture_side - 1 - s[2 * static_cast<std::size_t>(other[p])];
    result[2 * p + 1] = s[2 * static_cast<std::size_t>(other[p]) + 1];
  }
  return result;
}

std::array<Shape, 2> passes(const packed_shape::Predictor& predictor, const Sample& s) {
  const packed_shape::Gray gray{&s.picture[0][0], picture_side, picture_side, picture_side};
  const packed_shape::Square start{s.box[0] + s.box[2] / 2.0, s.box[1] + s.box[2] / 2.0, s.box[2]};
  const Shape first = shape_of(predictor.find(gray, start));
  return {first, shape_of(predictor.find(gray, square_around(first)))};
}
}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: measure_landmarks MODEL SAMPLES [THE SAME MIRRORED]\n";
    return 2;
  }
  using clock = std::chrono::steady_clock;
  const auto milliseconds = [](clock::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
  };
  auto begun = clock::now();
  std::ifstream file(argv[1], std::ios::binary);
  std::ostringstream whole;
  whole << file.rdbuf();
  const std::string bytes = whole.str();
  const packed_shape::Predictor predictor{bytes};
  std::cout << "load_ms " << milliseconds(clock::now() - begun) << '\n';
  const auto samples = read_samples(argv[2]);

  std::array<std::vector<double>, 2> errors;
  std::vector<Shape> found;
  begun = clock::now();
  for (const auto& s : samples) {
    const auto both = passes(predictor, s);
    Shape truth{};
    std::copy(s.points.begin(), s.points.end(), truth.begin());
    for (std::size_t k = 0; k < 2; ++k)
      errors[k].push_back(mean_distance(both[k], truth) / static_cast<double>(s.box[3]));
    found.push_back(both[1]);
  }
  std::cout << "ms_per_pass "
            << milliseconds(clock::now() - begun) / static_cast<double>(2 * samples.size()) << '\n';
  for (std::size_t k = 0; k < 2; ++k) {
    auto& e = errors[k];
    double sum = 0;
    for (const double v : e) sum += v;
    std::sort(e.begin(), e.end());
    std::cout << "pass" << k + 1 << "_error mean " << sum / static_cast<double>(e.size())
              << " median " << e[e.size() / 2] << " p95 " << e[e.size() * 95 / 100] << " above_0.1 "
              << static_cast<double>(e.end() - std::lower_bound(e.begin(), e.end(), 0.1)) /
                     static_cast<double>(e.size())
              << '\n';
  }
  if (argc > 3) {
    const auto flipped = read_samples(argv[3]);
    double sum = 0;
    for (std::size_t i = 0; i < flipped.size(); ++i)
      sum += mean_distance(found[i], mirrored(passes(predictor, flipped[i])[1])) /
             static_cast<double>(samples[i].box[3]);
    std::cout << "disagreement_under_flip " << sum / static_cast<double>(flipped.size()) << '\n';
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << "measure_landmarks: " << error.what() << '\n';
  return 1;
}
