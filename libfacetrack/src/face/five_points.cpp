// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/five_points.hpp"

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/align.hpp"
#include "face/landmarks68.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

class MeanShape final : public FivePoints {
 public:
  Landmarks find(const ImageView&, const Box& box) override { return mean_landmarks(box); }
};

// landmarks-regression-retail-0009: 48x48 BGR 0..255 of a box to ten parts of the box.
class RetailPoints final : public FivePoints {
 public:
  explicit RetailPoints(const std::filesystem::path& model)
      : net_(cv::dnn::readNetFromONNX(model.string())) {}

  Landmarks find(const ImageView& image, const Box& box) override {
    // Detectors draw their boxes differently; the second look takes the box that its own
    // training's detector would have drawn.
    const Landmarks first = look(image, box);
    return look(image, box_around(first));
  }

 private:
  static constexpr int side = 48;

  Landmarks look(const ImageView& image, const Box& box) {
    const Point corner{box.x, box.y};
    const float right = box.x + box.width;
    const float bottom = box.y + box.height;
    const cv::Point2f from[] = {{corner.x, corner.y}, {right, corner.y}, {corner.x, bottom}};
    const auto end = static_cast<float>(side);
    const cv::Point2f to[] = {{0, 0}, {end, 0}, {0, end}};
    cv::Mat input;
    cv::warpAffine(as_mat(image), input, cv::getAffineTransform(from, to), cv::Size(side, side),
                   cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::Mat output;
    without_inner_threads([&] {
      net_.setInput(cv::dnn::blobFromImage(input));
      output = net_.forward().reshape(1, 1).clone();
    });
    Landmarks points;
    if (output.total() != 2 * points.size()) {
      throw Error(ErrorCode::backend, "landmarks-regression-retail-0009: unexpected output size");
    }
    for (int i = 0; i < static_cast<int>(points.size()); ++i) {
      points[static_cast<std::size_t>(i)] = {box.x + output.at<float>(2 * i) * box.width,
                                             box.y + output.at<float>(2 * i + 1) * box.height};
    }
    return points;
  }

  cv::dnn::Net net_;
};

}  // namespace

FivePoints::~FivePoints() = default;

std::unique_ptr<FivePoints> make_five_points() {
  if (has_model("retail-0009")) {
    return guarded("landmarks-regression-retail-0009",
                   [] { return std::make_unique<RetailPoints>(find_model("retail-0009")); });
  }
  if (has_model("landmarks68")) return make_builtin_five_points();
  return std::make_unique<MeanShape>();
}

Landmarks points_of(const ImageView& image, const Detection& face,
                    std::unique_ptr<FivePoints>& finder) {
  if (face.landmarks) return *face.landmarks;
  if (!finder) finder = make_five_points();
  return finder->find(image, face.box);
}

}  // namespace facetrack
