// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <vector>

#include <dlib/dnn.h>
#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/box_conventions.hpp"
#include "face/dlib_picture.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int smallest = 80;        // pixels; side of the window that the network was trained on
constexpr int least_side = 120;     // pixels; smaller pictures are padded
constexpr int largest_side = 1280;  // pixels; a larger picture takes over a GB and a second

// The published layers of mmod_human_face_detector.dat: three halvings, then 45 channels of 5x5.
template <long filters, typename below>
using halve = dlib::con<filters, 5, 5, 2, 2, below>;
template <typename below>
using stem = dlib::relu<dlib::affine<
    halve<32, dlib::relu<dlib::affine<halve<32, dlib::relu<dlib::affine<halve<16, below>>>>>>>>>;
template <typename below>
using body = dlib::relu<dlib::affine<dlib::con<45, 5, 5, 1, 1, below>>>;
using Network = dlib::loss_mmod<dlib::con<
    1, 9, 9, 1, 1, body<body<body<stem<dlib::input_rgb_image_pyramid<dlib::pyramid_down<6>>>>>>>>;

class CnnDetector final : public Detector {
 public:
  explicit CnnDetector(const DetectorOptions& options) : options_(options) {
    const std::string file =
        find_model("dlib-cnn", options.model, options.allow_unverified).string();
    guarded(file, [&] { dlib::deserialize(file) >> network_; });
  }

  std::vector<Detection> detect(const ImageView& image) override {
    require_bgr(image, "cnn");
    if (image.empty()) return {};
    return guarded("cnn", [&] { return look(as_mat(image)); });
  }

  int preferred_face() const noexcept override { return 90; }
  int smallest_face() const noexcept override { return smallest; }
  std::string_view name() const noexcept override { return "cnn"; }

 private:
  std::vector<Detection> look(const cv::Mat& picture) {
    const int side = std::max(picture.cols, picture.rows);
    const double scale = std::min(1.0, static_cast<double>(largest_side) / side);
    const auto scaled_length = [scale](int length) {
      return std::max(1, static_cast<int>(std::lround(length * scale)));
    };
    cv::Mat scaled;
    cv::resize(picture, scaled, cv::Size(scaled_length(picture.cols), scaled_length(picture.rows)),
               0, 0, cv::INTER_AREA);
    // The network needs a minimum size. The black padding is on the right and below, so coordinates
    // stay.
    cv::Mat padded;
    cv::copyMakeBorder(scaled, padded, 0, std::max(0, least_side - scaled.rows), 0,
                       std::max(0, least_side - scaled.cols), cv::BORDER_CONSTANT);
    const auto found = network_.process(to_dlib(padded), options_.min_score - score_at_threshold);
    const float fx = static_cast<float>(picture.cols) / static_cast<float>(scaled.cols);
    const float fy = static_cast<float>(picture.rows) / static_cast<float>(scaled.rows);
    std::vector<Detection> faces;
    for (const dlib::mmod_rect& hit : found) {
      if (hit.ignore) continue;
      const Box drawn{
          static_cast<float>(hit.rect.left()) * fx, static_cast<float>(hit.rect.top()) * fy,
          static_cast<float>(hit.rect.width()) * fx, static_cast<float>(hit.rect.height()) * fy};
      const auto confidence = static_cast<float>(hit.detection_confidence);
      faces.push_back(
          {usual_box(drawn, mmod_boxes),
           std::clamp(score_at_threshold + score_per_confidence * confidence, 0.0F, 1.0F),
           std::nullopt});
    }
    keep_best_first(faces, options_);
    return faces;
  }

  // dlib's threshold is 0; clear faces have about 1.05.
  static constexpr float score_at_threshold = 0.6F;
  static constexpr float score_per_confidence = 0.35F;

  DetectorOptions options_;
  Network network_;
};

}  // namespace

std::unique_ptr<Detector> make_cnn_detector(const DetectorOptions& options) {
  return std::make_unique<CnnDetector>(options);
}

}  // namespace facetrack
