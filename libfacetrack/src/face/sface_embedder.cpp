// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <string>
#include <vector>

#include <opencv2/objdetect/face.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/five_points.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

// The authors of SFace match at a cosine of 0.363, which is a Euclidean distance of sqrt(2 - 2 *
// 0.363).
constexpr float match = 1.128F;
constexpr float uncertain = 1.22F;  // cosine 0.256

class SfaceEmbedder final : public Embedder {
 public:
  explicit SfaceEmbedder(const std::string& file)
      : network_(guarded(file, [&] { return cv::FaceRecognizerSF::create(file, ""); })) {}

  std::string_view model_id() const noexcept override { return "sface-2021dec"; }
  MatchLimits limits() const noexcept override {
    return {match, mean_face_part * match, uncertain};
  }

  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    require_faces(image, faces, "sface");
    return guarded("sface", [&] {
      std::vector<Embedding> embeddings;
      without_inner_threads([&] {
        for (const Detection& face : faces) embeddings.push_back(embed_one(image, face));
      });
      return embeddings;
    });
  }

 private:
  Embedding embed_one(const ImageView& image, const Detection& face) {
    cv::Mat aligned = cv::Mat::zeros(112, 112, CV_8UC3);
    if (!image.empty()) {
      // A row as FaceDetectorYN returns it: alignCrop() reads the points after the box.
      cv::Mat row(1, 15, CV_32F, cv::Scalar(0));
      const Landmarks points = points_of(image, face, finder_);
      for (int i = 0; i < static_cast<int>(points.size()); ++i) {
        row.at<float>(4 + 2 * i) = points[static_cast<std::size_t>(i)].x;
        row.at<float>(5 + 2 * i) = points[static_cast<std::size_t>(i)].y;
      }
      network_->alignCrop(as_mat(image), row, aligned);
    }
    cv::Mat values;
    network_->feature(aligned, values);
    Embedding embedding{"sface-2021dec", {values.begin<float>(), values.end<float>()}};
    make_unit_length(embedding.values);
    return embedding;
  }

  cv::Ptr<cv::FaceRecognizerSF> network_;
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

std::unique_ptr<Embedder> make_sface_embedder(const ModelOptions& options) {
  return std::make_unique<SfaceEmbedder>(
      find_model("sface", options.model, options.allow_unverified).string());
}

}  // namespace facetrack
