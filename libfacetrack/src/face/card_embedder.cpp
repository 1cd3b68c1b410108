// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <string>
#include <vector>

#include <opencv2/dnn.hpp>

#include "facetrack/models.hpp"

#include "face/backends.hpp"
#include "face/five_points.hpp"
#include "face/landmarks68.hpp"
#include "face/pictures.hpp"
#include "models/card.hpp"

namespace facetrack {
namespace {

class CardEmbedder final : public Embedder {
 public:
  CardEmbedder(EmbedderCard card, const std::filesystem::path& model) : card_(std::move(card)) {
    guarded(model.string(), [&] { net_ = cv::dnn::readNetFromONNX(model.string()); });
    target_ = in_pixels(card_.points, card_.width, card_.height);
  }

  std::string_view model_id() const noexcept override { return card_.id; }
  float match_distance() const noexcept override { return card_.match; }
  float uncertain_distance() const noexcept override { return card_.uncertain; }
  float mean_match_distance() const noexcept override { return card_.mean_match; }

  // One forward a face: batches gain under a tenth, and some exported networks refuse them.
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    require_bgr(image, card_.id.c_str());
    return guarded(card_.id, [&] {
      std::vector<Embedding> embeddings;
      without_inner_threads([&] {
        for (const Detection& face : faces) {
          embeddings.push_back({card_.id, embed_one(image, face)});
        }
      });
      return embeddings;
    });
  }

 private:
  std::vector<float> embed_one(const ImageView& image, const Detection& face) {
    const cv::Mat crop = align(image, face);
    std::vector<float> values = forward(crop);
    make_unit_length(values);
    if (card_.flip_average) {
      cv::Mat mirrored;
      cv::flip(crop, mirrored, 1);
      std::vector<float> other = forward(mirrored);
      make_unit_length(other);
      for (std::size_t i = 0; i < values.size(); ++i) values[i] += other[i];
      make_unit_length(values);
    }
    return values;
  }

  cv::Mat align(const ImageView& image, const Detection& face) {
    if (image.empty()) return cv::Mat::zeros(card_.height, card_.width, CV_8UC3);
    if (face.landmarks) {
      return crop_face(image, *face.landmarks, target_, card_.width, card_.height);
    }
    if (!finder_) make_finder();
    return crop_face(image, finder_->find(image, face.box), finder_target_, card_.width,
                     card_.height);
  }

  void make_finder() {
    if (card_.builtin_points && has_model("landmarks68")) {
      finder_ = make_builtin_five_points();
      finder_target_ = in_pixels(*card_.builtin_points, card_.width, card_.height);
      return;
    }
    finder_ = make_five_points();
    finder_target_ = target_;
  }

  std::vector<float> forward(const cv::Mat& crop) {
    const cv::Scalar mean(card_.mean[0], card_.mean[1], card_.mean[2]);
    net_.setInput(
        cv::dnn::blobFromImage(crop, card_.scale, cv::Size(), mean, card_.rgb, false, CV_32F));
    const cv::Mat output = card_.output.empty() ? net_.forward() : net_.forward(card_.output);
    const cv::Mat flat = output.reshape(1, 1);
    return {flat.ptr<float>(), flat.ptr<float>() + flat.total()};
  }

  EmbedderCard card_;
  cv::dnn::Net net_;
  Landmarks target_{};         // of points that came with the face
  Landmarks finder_target_{};  // of points that finder_ found
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

std::unique_ptr<Embedder> make_card_embedder(const std::filesystem::path& card_file,
                                             const ModelOptions& options) {
  EmbedderCard card = read_card(card_file);
  const std::filesystem::path model =
      options.model.empty() ? find_card_model(card, card_file, options.allow_unverified)
                            : find_model("", options.model, options.allow_unverified);
  return std::make_unique<CardEmbedder>(std::move(card), model);
}

}  // namespace facetrack
