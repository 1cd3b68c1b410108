// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <list>
#include <string>
#include <vector>

#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect/face.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int stride = 32;             // the network's coarsest grid, pixels
constexpr float overlap = 0.3F;        // IoU above which two boxes are one face (the network's own)
constexpr int most_faces = 5000;       // candidates kept before that
constexpr int largest_side = 1920;     // pixels; larger pictures are scaled down: time and memory
constexpr int coarse_side = 320;       // pixels; at this size a face filling the picture is found
constexpr int coarse_always = 640;     // larger pictures get the coarse look always: 2 of 12+ ms
constexpr std::size_t sizes_kept = 6;  // changing the input size costs a set-up of the network

// A single cell of the coarsest grid is refused by the network's last pooling.
int round_up(int value) { return std::max(2 * stride, (value + stride - 1) / stride * stride); }

class YunetDetector final : public Detector {
 public:
  explicit YunetDetector(const ModelOptions& options)
      : file_(find_model("yunet", options.model, options.allow_unverified).string()),
        options_(options) {
    network(cv::Size(coarse_side, coarse_side));  // a damaged file fails here, not in detect()
  }

  std::vector<Detection> detect(const ImageView& image) override {
    require_bgr(image, "yunet");
    if (image.empty()) return {};
    return guarded("yunet", [&] {
      std::vector<Detection> faces;
      without_inner_threads([&] { faces = look(as_mat(image)); });
      return faces;
    });
  }

  // Score 1.00 at 45 px and .9 at 24 px on the faces of tests/real/detectors_test.cpp.
  int preferred_face() const noexcept override { return 64; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "yunet"; }

 private:
  struct Sized {
    cv::Size size;
    cv::Ptr<cv::FaceDetectorYN> network;
  };

  // Regions of a few sizes come in turn; the networks of the last sizes are kept.
  cv::FaceDetectorYN& network(const cv::Size& size) {
    const auto found = std::find_if(networks_.begin(), networks_.end(),
                                    [&](const Sized& sized) { return sized.size == size; });
    if (found != networks_.end()) {
      networks_.splice(networks_.begin(), networks_, found);
    } else {
      if (networks_.size() == sizes_kept) networks_.pop_back();
      networks_.push_front({size, guarded(file_, [&] {
                              return cv::FaceDetectorYN::create(file_, "", size, options_.min_score,
                                                                overlap, most_faces);
                            })});
    }
    return *networks_.front().network;
  }

  std::vector<Detection> look(const cv::Mat& picture) {
    const int side = std::max(picture.cols, picture.rows);
    const float fine = std::min(1.0F, static_cast<float>(largest_side) / static_cast<float>(side));
    std::vector<Detection> faces = look_at_scale(picture, fine);
    if (side > coarse_always || (faces.empty() && side > coarse_side)) {
      const float coarse = static_cast<float>(coarse_side) / static_cast<float>(side);
      for (const Detection& face : look_at_scale(picture, coarse)) add(faces, face);
    }
    std::erase_if(faces, [this](const Detection& face) {
      return std::min(face.box.width, face.box.height) < static_cast<float>(options_.min_face);
    });
    std::stable_sort(faces.begin(), faces.end(),
                     [](const Detection& a, const Detection& b) { return a.score > b.score; });
    return faces;
  }

  // Of one face seen at two scales the surer box stays.
  static void add(std::vector<Detection>& faces, const Detection& face) {
    const auto same = std::find_if(faces.begin(), faces.end(), [&](const Detection& other) {
      return iou(other.box, face.box) > overlap;
    });
    if (same == faces.end()) {
      faces.push_back(face);
    } else if (face.score > same->score) {
      *same = face;
    }
  }

  std::vector<Detection> look_at_scale(const cv::Mat& picture, float scale) {
    cv::Mat scaled = picture;
    if (scale < 1.0F) {
      const auto part = [scale](int length) {
        return std::max(1, static_cast<int>(std::lround(static_cast<float>(length) * scale)));
      };
      cv::resize(picture, scaled, cv::Size(part(picture.cols), part(picture.rows)), 0, 0,
                 cv::INTER_AREA);
    }
    const cv::Size size(round_up(scaled.cols), round_up(scaled.rows));
    cv::Mat padded;
    cv::copyMakeBorder(scaled, padded, 0, size.height - scaled.rows, 0, size.width - scaled.cols,
                       cv::BORDER_CONSTANT);
    cv::Mat found;
    network(size).detect(padded, found);
    std::vector<Detection> faces;
    const float fx = static_cast<float>(picture.cols) / static_cast<float>(scaled.cols);
    const float fy = static_cast<float>(picture.rows) / static_cast<float>(scaled.rows);
    for (int i = 0; i < found.rows; ++i) faces.push_back(read_row(found.ptr<float>(i), fx, fy));
    return faces;
  }

  // A row: box (4), right eye, left eye, nose, right and left mouth corner (10), score.
  static Detection read_row(const float* row, float fx, float fy) {
    Detection face;
    face.box = {row[0] * fx, row[1] * fy, row[2] * fx, row[3] * fy};
    Landmarks points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i] = {row[4 + 2 * i] * fx, row[5 + 2 * i] * fy};
    }
    face.landmarks = points;
    face.score = std::clamp(row[14], 0.0F, 1.0F);
    return face;
  }

  std::string file_;
  ModelOptions options_;
  std::list<Sized> networks_;
};

}  // namespace

std::unique_ptr<Detector> make_yunet_detector(const ModelOptions& options) {
  return std::make_unique<YunetDetector>(options);
}

}  // namespace facetrack
