// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/landmarks68.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/packed_shape.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

// Where the predictor starts in a detector's box: the fit of the square around the 68 points, as in
// the model's training.
StartSquare start_in(const Box& box) {
  return {box.x + box.width / 2, box.y + 0.638F * box.height,
          0.561F * box.width + 0.337F * box.height};
}

StartSquare around(const Landmarks68& points) {
  const auto [left, right] = std::minmax_element(
      points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
  const auto [top, bottom] = std::minmax_element(
      points.begin(), points.end(), [](const Point& a, const Point& b) { return a.y < b.y; });
  return {(left->x + right->x) / 2, (top->y + bottom->y) / 2,
          std::max(right->x - left->x, bottom->y - top->y)};
}

class TreeLandmarks final : public LandmarkFinder {
 public:
  explicit TreeLandmarks(std::shared_ptr<const PackedShape> predictor)
      : predictor_(std::move(predictor)) {}

  Landmarks68 find(const ImageView& image, const Box& box) override {
    return guarded("landmarks68", [&] { return look(image, second_start(image, box)); });
  }

  Landmarks68 find_steadily(const ImageView& image, const Box& box) override {
    return guarded("landmarks68", [&] {
      const StartSquare middle = second_start(image, box);
      Landmarks68 mean{};
      for (const auto& [right, down, larger] : starts) {
        const Landmarks68 found =
            look(image, {middle.x + right * middle.side, middle.y + down * middle.side,
                         middle.side * (1 + larger)});
        for (std::size_t i = 0; i < mean.size(); ++i) {
          mean[i].x += found[i].x / static_cast<float>(starts.size());
          mean[i].y += found[i].y / static_cast<float>(starts.size());
        }
      }
      return mean;
    });
  }

 private:
  // Where find_steadily() starts, in parts of the square's side: as far off as boxes are.
  struct Start {
    float right = 0;
    float down = 0;
    float larger = 0;
  };
  static constexpr std::array<Start, 9> starts{{{0, 0, 0},
                                                {-0.06F, 0, 0},
                                                {0.06F, 0, 0},
                                                {0, -0.06F, 0},
                                                {0, 0.06F, 0},
                                                {0, 0, -0.1F},
                                                {0, 0, -0.05F},
                                                {0, 0, 0.05F},
                                                {0, 0, 0.1F}}};

  /// The points of a first pass say where the face is better than any box.
  StartSquare second_start(const ImageView& image, const Box& box) {
    return around(look(image, start_in(box)));
  }

  static constexpr float working_side = 160;  // pixels of the face; more only costs time

  // The predictor reads single pixels: around the face the picture is made grey, and averaged
  // down where the face is larger than needed.
  Landmarks68 look(const ImageView& image, const StartSquare& square) {
    // A box that is none, or farther away than any picture reaches, holds no face.
    if (!(std::abs(square.x) + std::abs(square.y) + square.side < 1e6F)) return nowhere(square);
    const float side = std::max(square.side, 1.0F);
    const float scale = std::min(1.0F, working_side / side);
    const cv::Mat picture = as_mat(image);
    const auto left = static_cast<int>(std::floor(square.x - side));
    const auto top = static_cast<int>(std::floor(square.y - side));
    const auto extent = static_cast<int>(std::ceil(2 * side));
    const cv::Rect part =
        cv::Rect(left, top, extent, extent) & cv::Rect(0, 0, picture.cols, picture.rows);
    if (part.empty()) return nowhere(square);
    cv::Mat gray;
    cv::cvtColor(picture(part), gray, cv::COLOR_BGR2GRAY);
    if (scale < 1) cv::resize(gray, gray, cv::Size(), scale, scale, cv::INTER_AREA);

    const float fx = static_cast<float>(gray.cols) / static_cast<float>(part.width);
    const float fy = static_cast<float>(gray.rows) / static_cast<float>(part.height);
    const StartSquare start{(square.x - static_cast<float>(part.x)) * fx,
                            (square.y - static_cast<float>(part.y)) * fy, side * fx};
    const ImageView view{reinterpret_cast<const std::byte*>(gray.data), gray.cols, gray.rows,
                         static_cast<std::ptrdiff_t>(gray.step[0]), PixelFormat::gray8};
    const std::vector<Point> found = predictor_->find(view, start);
    Landmarks68 points{};
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = {static_cast<float>(part.x) + found[i].x / fx,
                   static_cast<float>(part.y) + found[i].y / fy};
    }
    return points;
  }

  static Landmarks68 nowhere(const StartSquare& square) {
    Landmarks68 points;
    points.fill({square.x, square.y});
    return points;
  }

  std::shared_ptr<const PackedShape> predictor_;
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
  auto predictor = std::make_shared<const PackedShape>(file);
  if (predictor->points() != Landmarks68().size()) {
    throw Error(ErrorCode::corrupt_input, file + ": is not a model of 68 points");
  }
  return std::make_unique<TreeLandmarks>(std::move(predictor));
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
