// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/dlib_chip_embedder.hpp"

#include <utility>

#include "face/backends.hpp"
#include "face/five_points.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int side = 150;  // pixels of the chip, a quarter of padding around the face

// The positions of our five points in the chips that dlib cuts with its own five-point model:
// medians over 656 LFW faces, made symmetric.
constexpr Landmarks chip_points{
    {{46.9F, 46.1F}, {103.1F, 46.1F}, {75.5F, 79.5F}, {50.4F, 102.5F}, {99.6F, 102.5F}}};

class ChipEmbedder final : public Embedder {
 public:
  ChipEmbedder(std::unique_ptr<ChipNetwork> network, ChipEmbedderTraits traits)
      : network_(std::move(network)), traits_(std::move(traits)) {
    if (traits_.centred) {
      origin_ = network_->describe(cv::Mat(side, side, CV_8UC3, cv::Scalar::all(128)));
    }
  }

  std::string_view model_id() const noexcept override { return traits_.id; }
  MatchLimits limits() const noexcept override {
    return {traits_.match, mean_face_part * traits_.match, traits_.uncertain};
  }

  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    require_faces(image, faces, traits_.id.c_str());
    return guarded(traits_.id, [&] {
      std::vector<Embedding> embeddings;
      for (const Detection& face : faces) {
        const Landmarks points = image.empty() ? Landmarks{} : points_of(image, face, finder_);
        Embedding one{traits_.id, network_->describe(dlib_chip(image, points))};
        for (std::size_t i = 0; i < origin_.size(); ++i) one.values[i] -= origin_[i];
        make_unit_length(one.values);
        embeddings.push_back(std::move(one));
      }
      return embeddings;
    });
  }

 private:
  std::unique_ptr<ChipNetwork> network_;
  ChipEmbedderTraits traits_;
  std::vector<float> origin_;
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

// ResNet: between the distances at which 1 in 1,000 and 1 in 100 pairs of strangers match (0.34 and
// 0.43 on 1,500 LFW pairs). Its authors use 0.6 for raw descriptors, see
// tests/unit/dlib_resnet_test.cpp. DenseNet: not measured yet, chosen close to the ResNet.
ChipEmbedderTraits resnet_traits() { return {"dlib-resnet-1", 0.38F, 0.45F, false}; }
ChipEmbedderTraits densenet_traits() { return {"dlib-densenet-1", 0.43F, 0.48F, true}; }

cv::Mat dlib_chip(const ImageView& image, const Landmarks& points) {
  return crop_face(image, points, chip_points, side, side);
}

std::unique_ptr<Embedder> make_chip_embedder(std::unique_ptr<ChipNetwork> network,
                                             ChipEmbedderTraits traits) {
  return std::make_unique<ChipEmbedder>(std::move(network), std::move(traits));
}

}  // namespace facetrack
