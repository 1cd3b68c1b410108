// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/dlib_chip_embedder.hpp"

#include <utility>

#include "face/five_points.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int side = 150;  // pixels of the chip, a quarter of padding around the face

// Where our five points lie in the chips that dlib cuts with its own five-point model: medians
// over 656 LFW faces, made symmetric.
constexpr Landmarks chip_points{
    {{46.9F, 46.1F}, {103.1F, 46.1F}, {75.5F, 79.5F}, {50.4F, 102.5F}, {99.6F, 102.5F}}};

class ChipEmbedder final : public Embedder {
 public:
  ChipEmbedder(std::unique_ptr<ChipNetwork> network, ChipEmbedderTraits traits)
      : network_(std::move(network)), traits_(std::move(traits)) {}

  std::string_view model_id() const noexcept override { return traits_.id; }
  float match_distance() const noexcept override { return traits_.match; }
  float uncertain_distance() const noexcept override { return traits_.uncertain; }

  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    require_bgr(image, traits_.id.c_str());
    return guarded(traits_.id, [&] {
      std::vector<Embedding> embeddings;
      for (const Detection& face : faces) {
        const Landmarks points = image.empty() ? Landmarks{} : points_of(image, face, finder_);
        Embedding one{traits_.id, network_->describe(dlib_chip(image, points))};
        make_unit_length(one.values);
        embeddings.push_back(std::move(one));
      }
      return embeddings;
    });
  }

 private:
  std::unique_ptr<ChipNetwork> network_;
  ChipEmbedderTraits traits_;
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

cv::Mat dlib_chip(const ImageView& image, const Landmarks& points) {
  return crop_face(image, points, chip_points, side, side);
}

std::unique_ptr<Embedder> make_chip_embedder(std::unique_ptr<ChipNetwork> network,
                                             ChipEmbedderTraits traits) {
  return std::make_unique<ChipEmbedder>(std::move(network), std::move(traits));
}

}  // namespace facetrack
