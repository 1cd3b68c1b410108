// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/box_conventions.hpp"
#include "face/hog_scan.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int scan_window = 80;  // pixels: the smallest face of dlib's frontal detector
// Pictures up to this size are doubled first, to find faces of 40 pixels. Costs 40 ms per 640x360.
constexpr long most_doubled = 1280L * 720;  // pixels
constexpr int largest_side = 2560;          // pixels; larger pictures are scaled down
// dlib's confidence is unbounded: 0 is its threshold, clear frontal faces have 1 to 3. Above 0.3
// there are hardly any false positives, so 0.3 becomes the score 0.85. Turned heads are found
// between -0.4 and 0, like many false positives.
constexpr float score_at_threshold = 0.6F;
constexpr float score_per_confidence = 0.3F;  // below the threshold
// Above the threshold: the confidence over which 1 - score falls to 1/e.
constexpr float doubt_decay = 0.3F;

float score_of(float confidence) {
  const float doubt = 1 - score_at_threshold;
  return confidence < 0 ? std::max(0.0F, score_at_threshold + score_per_confidence * confidence)
                        : 1 - doubt * std::exp(-confidence / doubt_decay);
}

/// The confidence that has this score.
float confidence_of(float score) {
  if (score <= score_at_threshold) return (score - score_at_threshold) / score_per_confidence;
  const float doubt = std::max(1 - score, 1e-6F) / (1 - score_at_threshold);
  return -doubt_decay * std::log(doubt);
}

std::unique_ptr<HogScan> make_scan() {
#if FACETRACK_WITH_AVX2_COPY
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return std::unique_ptr<HogScan>(facetrack_hog_scan_avx2());
  }
#endif
  return std::unique_ptr<HogScan>(facetrack_hog_scan_plain());
}

class HogDetector final : public Detector {
 public:
  explicit HogDetector(const DetectorOptions& options)
      : scan_(guarded("hog", make_scan)), options_(options) {}

  std::vector<Detection> detect(const ImageView& image) override {
    require_bgr(image, "hog");
    if (image.empty()) return {};
    return guarded("hog", [&] {
      std::vector<Detection> faces;
      without_inner_threads([&] { faces = look(as_mat(image)); });
      return faces;
    });
  }

  // Faces of 48 pixels are doubled to 96, a little more than the scanner's window.
  int preferred_face() const noexcept override { return 48; }
  int smallest_face() const noexcept override { return scan_window / 2; }
  std::string_view name() const noexcept override { return "hog"; }

 private:
  std::vector<Detection> look(const cv::Mat& picture) {
    cv::Mat gray;
    cv::cvtColor(picture, gray, cv::COLOR_BGR2GRAY);
    const int side = std::max(gray.cols, gray.rows);
    double scale = 1;
    if (static_cast<long>(gray.cols) * gray.rows <= most_doubled) {
      scale = 2;
    } else if (side > largest_side) {
      scale = static_cast<double>(largest_side) / side;
    }
    cv::Mat scaled = gray;
    if (scale != 1) {
      const cv::Size size(std::max(1, static_cast<int>(std::lround(gray.cols * scale))),
                          std::max(1, static_cast<int>(std::lround(gray.rows * scale))));
      cv::resize(gray, scaled, size, 0, 0, scale > 1 ? cv::INTER_LINEAR : cv::INTER_AREA);
    }
    const double least = confidence_of(options_.min_score);
    const float fx = static_cast<float>(gray.cols) / static_cast<float>(scaled.cols);
    const float fy = static_cast<float>(gray.rows) / static_cast<float>(scaled.rows);
    std::vector<Detection> faces;
    for (const HogHit& hit : scan_->scan(scaled.data, scaled.cols, scaled.rows,
                                         static_cast<long>(scaled.step[0]), least)) {
      const Box drawn{static_cast<float>(hit.x) * fx, static_cast<float>(hit.y) * fy,
                      static_cast<float>(hit.width) * fx, static_cast<float>(hit.height) * fy};
      faces.push_back({usual_box(drawn, hog_boxes), score_of(static_cast<float>(hit.confidence)),
                       std::nullopt});
    }
    keep_best_first(faces, options_);
    return faces;
  }

  std::unique_ptr<HogScan> scan_;
  DetectorOptions options_;
};

}  // namespace

std::unique_ptr<Detector> make_hog_detector(const DetectorOptions& options) {
  return std::make_unique<HogDetector>(options);
}

}  // namespace facetrack
