// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "expression/models.hpp"
#include "expression/rest.hpp"
#include "expression/shape.hpp"
#include "face/landmarks68.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int crop_side = 64;  // pixels of the aligned face
// Positions of eyes, nose and mouth on it.
constexpr Landmarks crop_points{{{20, 20}, {44, 20}, {32, 33}, {22, 47}, {42, 47}}};

/// A part of the aligned face, averaged in coarse cells.
struct Part {
  cv::Rect place;
  int columns = 0;
  int rows = 0;
};
// The eyes without brows show gaze and lids; the mouth shows teeth, lips, tongue.
const std::array<Part, 3> parts{Part{{12, 14, 18, 12}, 6, 3}, Part{{34, 14, 18, 12}, 6, 3},
                                Part{{16, 38, 32, 18}, 8, 3}};
constexpr float flat = 4;  // grey levels; below this contrast there is only noise
// Weight of the appearance relative to the lengths. Chosen by agreement with blendshapes on real
// people. There 1.4 agrees a little better, but then rendered faces at rest score half as much
// again.
constexpr float appearance_weight = 1;

constexpr std::size_t coordinates = 2 * Landmarks68().size();

/// Brightness of each cell, normalised by the mean and contrast of the part, so that it does not
/// depend on light.
void add_cells(const cv::Mat& face, const Part& part, std::vector<float>& values) {
  cv::Mat cells;
  cv::resize(face(part.place), cells, cv::Size(part.columns, part.rows), 0, 0, cv::INTER_AREA);
  cells.convertTo(cells, CV_32F);
  cv::Scalar mean, contrast;
  cv::meanStdDev(cells, mean, contrast);
  const auto count = static_cast<float>(cells.total());
  const float scale = std::sqrt(count) * std::max(static_cast<float>(contrast[0]), flat);
  for (int y = 0; y < cells.rows; ++y) {
    for (int x = 0; x < cells.cols; ++x) {
      values.push_back((cells.at<float>(y, x) - static_cast<float>(mean[0])) / scale);
    }
  }
}

bool usable(const Landmarks68& points) {
  const Landmarks five = five_of(points);
  const float eyes = std::hypot(five[1].x - five[0].x, five[1].y - five[0].y);
  return eyes > 1 && std::all_of(points.begin(), points.end(), [](const Point& p) {
           return std::isfinite(p.x) && std::isfinite(p.y);
         });
}

/// Combines shape and appearance: a look is the 68 points followed by the cells.
class LandmarkExpressions final : public ExpressionModel {
 public:
  LandmarkExpressions() : finder_(make_landmark_finder()) {}

  std::string_view model_id() const noexcept override { return "landmarks-3"; }

  std::vector<float> look(const ImageView& image, const Detection& face) override {
    require_bgr(image, "expressions");
    std::vector<float> values;
    if (image.empty() || !is_usable(face)) return values;
    const Landmarks68 points = finder_->find_averaged(image, face.box);
    if (!usable(points)) return values;
    for (const Point& point : points) values.insert(values.end(), {point.x, point.y});
    guarded("expressions", [&] {
      cv::Mat gray;
      cv::cvtColor(crop_face(image, five_of(points), crop_points, crop_side, crop_side), gray,
                   cv::COLOR_BGR2GRAY);
      for (const Part& part : parts) add_cells(gray, part, values);
    });
    return values;
  }

  std::vector<ExpressionToken> tokens(std::span<const std::vector<float>> looks) const override {
    std::vector<Landmarks68> shapes;
    for (const std::vector<float>& look : looks) {
      if (!look.empty()) shapes.push_back(points_of_look(look));
    }
    const std::vector<Landmarks68> plain = without_pose(shapes);
    std::vector<std::vector<float>> features(looks.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      if (looks[i].empty()) continue;
      features[i] = expression_lengths(plain[next++]);
      for (std::size_t k = coordinates; k < looks[i].size(); ++k) {
        features[i].push_back(appearance_weight * looks[i][k]);
      }
    }
    return tokens_from_rest(median_filtered(features), 1);
  }

 private:
  static Landmarks68 points_of_look(const std::vector<float>& look) {
    Landmarks68 points;
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = {look[2 * i], look[2 * i + 1]};
    return points;
  }

  std::unique_ptr<LandmarkFinder> finder_;
};

}  // namespace

std::unique_ptr<ExpressionModel> make_landmark_expressions() {
  return std::make_unique<LandmarkExpressions>();
}

}  // namespace facetrack
