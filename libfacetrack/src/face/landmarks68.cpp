// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/landmarks68.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <opencv2/core/mat.hpp>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "face/align.hpp"
#include "face/pictures.hpp"
#include "network/network.hpp"

namespace facetrack {
namespace {

/// Where a face is looked for: centre and side, pixels.
struct Square {
  float x = 0;
  float y = 0;
  float side = 0;
};

// The numbers are a fit to the squares around the 68 points of the training faces.
Square square_in(const Box& box) {
  return {box.x + box.width / 2, box.y + 0.638F * box.height,
          0.561F * box.width + 0.337F * box.height};
}

// From all points, so that a few that tremble hardly move it. The numbers are the means of the
// smallest squares around the points of the training faces.
Square square_around(const Landmarks68& points) {
  const auto count = static_cast<float>(points.size());
  Point mean;
  for (const Point& p : points) mean = {mean.x + p.x / count, mean.y + p.y / count};
  float squares = 0;
  for (const Point& p : points) {
    squares += (p.x - mean.x) * (p.x - mean.x) + (p.y - mean.y) * (p.y - mean.y);
  }
  const float spread = std::sqrt(squares / count);
  return {mean.x, mean.y + 0.149F * spread, 2.652F * spread};
}

// The input and the answer of the network (data/training/landmarks/network.py).
constexpr int input_side = 64;                    // pixels
constexpr float reach = 1.6F;                     // sides of the square that the input shows
constexpr float input_unit = input_side / reach;  // pixels of the input for an answer of 1
constexpr float input_middle = (input_side - 1) / 2.0F;
constexpr network::Preprocessing preprocessing{{128, 128, 128}, 1 / 128.0F, false};

/// True if the network answers with 68 points.
bool fits(network::Network& network) {
  if (!network.is_complete() || network.output_names().size() != 1) return false;
  network.run(as_view(cv::Mat::zeros(input_side, input_side, CV_8UC3)), preprocessing);
  const network::Tensor& answers = network.output(0);
  return answers.height == 1 && answers.width == 1 &&
         network.output_channels(0) == 2 * static_cast<int>(Landmarks68().size());
}

class NetworkLandmarks final : public LandmarkFinder {
 public:
  explicit NetworkLandmarks(network::Network network) : network_(std::move(network)) {}

  Landmarks68 find(const ImageView& image, const Box& box) override {
    const Square square = square_in(box);
    if (!is_near(square)) return all_at_center(square);
    return guarded("landmarks68", [&] { return look(image, square); });
  }

  Landmarks68 find_averaged(const ImageView& image, const Box& box) override {
    // The points of a first look locate the face better than any box.
    const Square around = square_around(find(image, box));
    if (!is_near(around)) return all_at_center(around);
    Landmarks68 mean{};
    for (const auto& [right, down, larger] : starts) {
      const Square start{around.x + right * around.side, around.y + down * around.side,
                         around.side * (1 + larger)};
      const Landmarks68 found = guarded("landmarks68", [&] { return look(image, start); });
      for (std::size_t i = 0; i < mean.size(); ++i) {
        mean[i].x += found[i].x / static_cast<float>(starts.size());
        mean[i].y += found[i].y / static_cast<float>(starts.size());
      }
    }
    return mean;
  }

 private:
  /// Offset from the first look, in sides of the square: as large as the errors of detectors'
  /// boxes.
  struct Start {
    float right;
    float down;
    float larger;
  };
  static constexpr std::array<Start, 3> starts{
      {{-0.05F, -0.03F, 0}, {0.05F, -0.03F, -0.05F}, {0, 0.06F, 0.05F}}};

  /// Requires: is_near(square).
  Landmarks68 look(const ImageView& image, const Square& square) {
    const float zoom = input_unit / square.side;
    const Similarity to_input{zoom, 0, input_middle - zoom * square.x,
                              input_middle - zoom * square.y};
    network_.run(as_view(crop(image, to_input, input_side, input_side)), preprocessing);
    const float* answers = network_.output(0).pixel(0, 0);
    Landmarks68 points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = {square.x + answers[2 * i] * square.side,
                   square.y + answers[2 * i + 1] * square.side};
    }
    return points;
  }

  // False if the square is not finite, empty, or farther away than any picture reaches: it holds no
  // face.
  static bool is_near(const Square& square) {
    return std::abs(square.x) + std::abs(square.y) + square.side < 1e6F && square.side > 1;
  }

  static Landmarks68 all_at_center(const Square& square) {
    Landmarks68 points;
    points.fill({square.x, square.y});
    return points;
  }

  network::Network network_;
};

class BuiltinFivePoints final : public FivePoints {
 public:
  BuiltinFivePoints() : finder_(make_landmark_finder()) {}
  Landmarks find(const ImageView& image, const Box& box) override {
    return five_of(finder_->find(image, box));
  }

 private:
  std::unique_ptr<LandmarkFinder> finder_;
};

}  // namespace

std::unique_ptr<LandmarkFinder> make_landmark_finder() {
  const std::string file = find_model("landmarks68").string();
  auto network = network::read_network(file);
  if (!network || !fits(*network)) {
    throw Error(ErrorCode::corrupt_input, file + ": not a model of 68 landmarks");
  }
  return std::make_unique<NetworkLandmarks>(std::move(*network));
}

Landmarks five_of(const Landmarks68& points) noexcept {
  const auto eye = [&points](std::size_t first) {
    Point mean;
    for (std::size_t i = first; i < first + 6; ++i) {
      mean.x += points[i].x / 6;
      mean.y += points[i].y / 6;
    }
    return mean;
  };
  return {eye(36), eye(42), points[30], points[48], points[54]};
}

std::unique_ptr<FivePoints> make_builtin_five_points() {
  return std::make_unique<BuiltinFivePoints>();
}

}  // namespace facetrack
