// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/scale_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "face/box_conventions.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

// Pixels; the networks have maps of stride 32, so their input has sides that are multiples of it.
constexpr int size_multiple = 32;

int padded_side(int value, int least) {
  return std::max(least, (value + size_multiple - 1) / size_multiple * size_multiple);
}

// Keeps the box with the higher score if a face is found at both scales.
void add(std::vector<Detection>& faces, const Detection& face) {
  const auto same = std::find_if(faces.begin(), faces.end(), [&](const Detection& other) {
    return iou(other.box, face.box) > same_box_iou;
  });
  if (same == faces.end()) {
    faces.push_back(face);
  } else if (face.score > same->score) {
    *same = face;
  }
}

float shorter_side(const Detection& face) { return std::min(face.box.width, face.box.height); }

// The part of the smaller box that lies inside the other one.
float shared_part(const Box& a, const Box& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return width * height / std::min(a.area(), b.area());
}

// Of two boxes one of which lies inside the other, keeps the one with the higher score.
// Requires: best score first.
void drop_nested(std::vector<Detection>& faces) {
  constexpr float inside = 0.8F;  // of the smaller box
  std::vector<Detection> kept;
  for (const Detection& face : faces) {
    const bool nested = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return shared_part(better.box, face.box) > inside;
    });
    if (!nested) kept.push_back(face);
  }
  faces = std::move(kept);
}

std::vector<Detection> search(FaceNetwork& faces, const cv::Mat& picture, float scale,
                              float min_score) {
  cv::Mat scaled = picture;
  if (scale < 1.0F) {
    const auto part = [scale](int length) {
      return std::max(1, static_cast<int>(std::lround(static_cast<float>(length) * scale)));
    };
    cv::resize(picture, scaled, cv::Size(part(picture.cols), part(picture.rows)), 0, 0,
               cv::INTER_AREA);
  }
  const int height = padded_side(scaled.rows, faces.least_side);
  const int width = padded_side(scaled.cols, faces.least_side);
  cv::Mat padded;
  cv::copyMakeBorder(scaled, padded, 0, height - scaled.rows, 0, width - scaled.cols,
                     cv::BORDER_CONSTANT);
  faces.network.run(as_view(padded), {});
  std::vector<Detection> found = faces.read(faces.network, min_score);
  const float fx = static_cast<float>(picture.cols) / static_cast<float>(scaled.cols);
  const float fy = static_cast<float>(picture.rows) / static_cast<float>(scaled.rows);
  for (Detection& face : found) {
    Box& box = face.box;
    box = {box.x * fx, box.y * fy, box.width * fx, box.height * fy};
    for (Point& p : *face.landmarks) p = {p.x * fx, p.y * fy};
  }
  return found;
}

std::vector<Detection> search_at_scales(FaceNetwork& faces, const cv::Mat& picture,
                                        const DetectorOptions& options) {
  const auto side = static_cast<float>(std::max(picture.cols, picture.rows));
  const float fine = std::min(1.0F, static_cast<float>(faces.largest_side) / side);
  std::vector<Detection> found = search(faces, picture, fine, options.min_score);
  const float coarse = static_cast<float>(faces.coarse_side) / side;
  const bool close_up =
      faces.large_face > 0 && std::any_of(found.begin(), found.end(), [&](const Detection& face) {
        return shorter_side(face) * fine >= static_cast<float>(faces.large_face);
      });
  if (side > static_cast<float>(faces.always_coarse_above) ||
      (coarse < 1 && (found.empty() || close_up))) {
    for (const Detection& face : search(faces, picture, coarse, options.min_score)) {
      add(found, face);
    }
  }
  keep_best_first(found, options);
  if (faces.large_face > 0) drop_nested(found);
  return found;
}

class NetworkDetector final : public Detector {
 public:
  NetworkDetector(FaceNetwork faces, const DetectorOptions& options)
      : faces_(std::move(faces)), options_(options) {}

  std::vector<Detection> detect(const ImageView& image) override {
    require_bgr(image, faces_.name);
    if (image.empty()) return {};
    return guarded(faces_.name, [&] {
      std::vector<Detection> found;
      without_inner_threads([&] { found = search_at_scales(faces_, as_mat(image), options_); });
      return found;
    });
  }

  int preferred_face() const noexcept override { return faces_.preferred_face; }
  int smallest_face() const noexcept override { return faces_.smallest_face; }
  std::string_view name() const noexcept override { return faces_.name; }

 private:
  FaceNetwork faces_;
  DetectorOptions options_;
};

}  // namespace

std::unique_ptr<Detector> make_network_detector(FaceNetwork faces, const DetectorOptions& options) {
  return std::make_unique<NetworkDetector>(std::move(faces), options);
}

}  // namespace facetrack
