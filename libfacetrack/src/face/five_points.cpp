// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/five_points.hpp"

#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/align.hpp"
#include "face/landmarks68.hpp"
#include "face/pictures.hpp"
#include "network/network.hpp"

namespace facetrack {
namespace {

class MeanShape final : public FivePoints {
 public:
  Landmarks find(const ImageView&, const Box& box) override { return mean_landmarks(box); }
};

// landmarks-regression-retail-0009: input 48x48 BGR 0..255 of a box; output ten coordinates as
// parts of the box.
class RetailPoints final : public FivePoints {
 public:
  explicit RetailPoints(network::Network network) : network_(std::move(network)) {}

  Landmarks find(const ImageView& image, const Box& box) override {
    // Detectors draw their boxes differently. The second pass uses the box that the detector of the
    // model's training would have drawn around the points of the first.
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
    network_.run(as_view(input), {});
    const std::vector<float> parts = network_.output_values(0);
    Landmarks points;
    if (parts.size() != 2 * points.size()) {
      throw Error(ErrorCode::backend, "landmarks-regression-retail-0009: unexpected output size");
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = {box.x + parts[2 * i] * box.width, box.y + parts[2 * i + 1] * box.height};
    }
    return points;
  }

  network::Network network_;
};

}  // namespace

FivePoints::~FivePoints() = default;

std::unique_ptr<FivePoints> make_five_points() {
  if (has_model("retail-0009")) {
    auto network = network::read_network(find_model("retail-0009"));
    if (network) return std::make_unique<RetailPoints>(std::move(*network));
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
