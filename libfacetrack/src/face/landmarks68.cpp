// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/landmarks68.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/packed_shape.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

// The square from which the predictor starts in a detector's box. The numbers are a fit to the
// squares around the 68 points that the model was trained with.
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

/// The grey picture around a square, averaged down if the face is larger than those that the
/// predictor was trained on, because it reads single pixels. One such picture serves all searches
/// near that square.
class Surroundings {
 public:
  Surroundings(const ImageView& image, const StartSquare& square)
      : bounds_(0, 0, image.width, image.height),
        part_(within(square, reach)),
        shrink_(std::max(1, static_cast<int>(square.side / trained_side))) {
    // Reducing by a whole factor is several times faster than by any other.
    const cv::Size size(part_.width / shrink_, part_.height / shrink_);
    if (size.empty()) return;
    cv::cvtColor(as_mat(image)(cv::Rect(part_.tl(), size * shrink_)), gray_, cv::COLOR_BGR2GRAY);
    if (shrink_ > 1) cv::resize(gray_, gray_, size, 0, 0, cv::INTER_AREA);
  }

  bool empty() const noexcept { return gray_.empty(); }

  /// True if the picture contains every pixel that a search from `square` reads.
  bool hold(const StartSquare& square) const {
    const cv::Rect needed = within(square, search);
    return (needed & part_) == needed;
  }

  /// Requires: not empty.
  Landmarks68 find(const PackedShape& predictor, const StartSquare& square) const {
    const auto zoom = static_cast<float>(shrink_);
    const auto left = static_cast<float>(part_.x);
    const auto top = static_cast<float>(part_.y);
    const ImageView view{reinterpret_cast<const std::byte*>(gray_.data), gray_.cols, gray_.rows,
                         static_cast<std::ptrdiff_t>(gray_.step[0]), PixelFormat::gray8};
    const std::vector<Point> found = predictor.find(
        view, {(square.x - left) / zoom, (square.y - top) / zoom, square.side / zoom});
    Landmarks68 points{};
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = {left + found[i].x * zoom, top + found[i].y * zoom};
    }
    return points;
  }

 private:
  static constexpr float trained_side = 84;  // pixels
  // In sides of the square, each way from its centre. `search`: the pixels that a search reads (the
  // model's pixels lie within 0.58 of an upright shape, plus a margin). `reach`: the pixels that
  // are cut, with room for other starts.
  static constexpr float search = 0.8F;
  static constexpr float reach = 1.1F;

  cv::Rect within(const StartSquare& square, float sides) const {
    const float far = sides * std::max(square.side, 1.0F);
    const auto left = static_cast<int>(std::floor(square.x - far));
    const auto top = static_cast<int>(std::floor(square.y - far));
    const auto extent = static_cast<int>(std::ceil(2 * far));
    return cv::Rect(left, top, extent, extent) & bounds_;
  }

  cv::Rect bounds_;  // of the picture
  cv::Rect part_;    // the part of it that was cut
  int shrink_ = 1;
  cv::Mat gray_;
};

class TreeLandmarks final : public LandmarkFinder {
 public:
  explicit TreeLandmarks(std::shared_ptr<const PackedShape> predictor)
      : predictor_(std::move(predictor)) {}

  Landmarks68 find(const ImageView& image, const Box& box) override {
    constexpr std::array once{Start{}};
    return guarded("landmarks68", [&] { return mean_from(image, box, once); });
  }

  Landmarks68 find_averaged(const ImageView& image, const Box& box) override {
    // The offsets are as large as the errors of detectors' boxes.
    static constexpr std::array<Start, 9> starts{{{0, 0, 0},
                                                  {-0.06F, 0, 0},
                                                  {0.06F, 0, 0},
                                                  {0, -0.06F, 0},
                                                  {0, 0.06F, 0},
                                                  {0, 0, -0.1F},
                                                  {0, 0, -0.05F},
                                                  {0, 0, 0.05F},
                                                  {0, 0, 0.1F}}};
    return guarded("landmarks68", [&] { return mean_from(image, box, starts); });
  }

 private:
  // Offset of the second pass from the first, in sides of the square.
  struct Start {
    float right = 0;
    float down = 0;
    float larger = 0;
  };

  Landmarks68 mean_from(const ImageView& image, const Box& box, std::span<const Start> starts) {
    const StartSquare first = start_in(box);
    if (!near(first)) return all_at_center(first);
    Surroundings cut(image, first);
    if (cut.empty()) return all_at_center(first);
    // The points of the first pass locate the face better than any box.
    const StartSquare middle = around(cut.find(*predictor_, first));
    if (!near(middle)) return all_at_center(first);
    if (!cut.hold(middle)) cut = Surroundings(image, middle);
    if (cut.empty()) return all_at_center(middle);
    Landmarks68 mean{};
    for (const auto& [right, down, larger] : starts) {
      const Landmarks68 found =
          cut.find(*predictor_, {middle.x + right * middle.side, middle.y + down * middle.side,
                                 middle.side * (1 + larger)});
      for (std::size_t i = 0; i < mean.size(); ++i) {
        mean[i].x += found[i].x / static_cast<float>(starts.size());
        mean[i].y += found[i].y / static_cast<float>(starts.size());
      }
    }
    return mean;
  }

  // False if the square is not finite or is farther away than any picture reaches: it holds no
  // face.
  static bool near(const StartSquare& square) {
    return std::abs(square.x) + std::abs(square.y) + std::abs(square.side) < 1e6F;
  }

  static Landmarks68 all_at_center(const StartSquare& square) {
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
    throw Error(ErrorCode::corrupt_input, file + ": not a model of 68 landmarks");
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
