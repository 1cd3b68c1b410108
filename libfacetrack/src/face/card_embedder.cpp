// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/dnn.hpp>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/models.hpp"

#include "face/backends.hpp"
#include "face/cohort.hpp"
#include "face/five_points.hpp"
#include "face/landmarks68.hpp"
#include "face/pictures.hpp"
#include "models/card.hpp"
#include "network/network.hpp"

namespace facetrack {
namespace {

constexpr std::size_t largest_cohort = 1 << 24;  // bytes; 65536 members of 256 numbers

/// The network that a model card describes. It runs in our own engine if that supports the whole
/// file. Otherwise an ONNX network runs in OpenCV, which supports more operators and takes twice
/// the time.
class CardNetwork {
 public:
  CardNetwork(const EmbedderCard& card, const std::filesystem::path& model)
      : preprocessing_{{static_cast<float>(card.mean[0]), static_cast<float>(card.mean[1]),
                        static_cast<float>(card.mean[2])},
                       static_cast<float>(card.scale),
                       card.rgb},
        output_(card.output),
        own_(network::read_network(model)) {
    const auto found = find_output();
    if (found) {
      output_index_ = *found;
    } else if (model.extension() == ".xml") {
      throw Error(ErrorCode::unsupported,
                  model.string() + ": the network has layers that this program does not support");
    } else {
      own_.reset();
      guarded(model.string(), [&] { opencv_ = cv::dnn::readNetFromONNX(model.string()); });
    }
  }

  std::vector<float> run(const cv::Mat& crop) {
    if (own_) {
      own_->run(as_view(crop), preprocessing_);
      return own_->output_values(output_index_);
    }
    const auto& [red, green, blue] = preprocessing_.mean;
    opencv_.setInput(cv::dnn::blobFromImage(crop, preprocessing_.scale, cv::Size(),
                                            cv::Scalar(red, green, blue), preprocessing_.rgb, false,
                                            CV_32F));
    const cv::Mat output = output_.empty() ? opencv_.forward() : opencv_.forward(output_);
    const cv::Mat flat = output.reshape(1, 1);
    return {flat.ptr<float>(), flat.ptr<float>() + flat.total()};
  }

 private:
  /// The index of the card's output in our own engine; nullopt if the engine does not support the
  /// file.
  std::optional<std::size_t> find_output() const {
    if (!own_ || !own_->is_complete()) return std::nullopt;
    const auto& names = own_->output_names();
    if (output_.empty()) return names.size() - 1;
    const auto found = std::find(names.begin(), names.end(), output_);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
  }

  network::Preprocessing preprocessing_;
  std::string output_;
  std::optional<network::Network> own_;
  std::size_t output_index_ = 0;  ///< in own_
  cv::dnn::Net opencv_;           ///< empty if own_ is set
};

class CardEmbedder final : public Embedder {
 public:
  CardEmbedder(EmbedderCard card, const std::filesystem::path& model, std::optional<Cohort> cohort)
      : card_(std::move(card)),
        network_(card_, model),
        cohort_(std::move(cohort)),
        target_(in_pixels(card_.points, card_.width, card_.height)) {}

  std::string_view model_id() const noexcept override { return card_.id; }
  MatchLimits limits() const noexcept override {
    return {card_.match, card_.mean_match, std::max(card_.uncertain, card_.mean_match)};
  }

  // One forward pass per face: batches save less than a tenth, and some exported networks refuse
  // them.
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    require_faces(image, faces, card_.id.c_str());
    return guarded(card_.id, [&] {
      std::vector<Embedding> embeddings;
      without_inner_threads([&] {
        for (const Detection& face : faces) {
          std::vector<float> values = embed_one(image, face);
          const float commonness = cohort_ ? cohort_->commonness(values) : 0;
          embeddings.push_back({card_.id, std::move(values), commonness});
        }
      });
      return embeddings;
    });
  }

 private:
  std::vector<float> embed_one(const ImageView& image, const Detection& face) {
    const cv::Mat crop = align(image, face);
    std::vector<float> values = network_.run(crop);
    make_unit_length(values);
    if (card_.flip_average) {
      cv::Mat mirrored;
      cv::flip(crop, mirrored, 1);
      std::vector<float> other = network_.run(mirrored);
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

  EmbedderCard card_;
  CardNetwork network_;
  std::optional<Cohort> cohort_;
  Landmarks target_;           // for landmarks from the detector
  Landmarks finder_target_{};  // for points from finder_
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

std::unique_ptr<Embedder> make_card_embedder(const std::filesystem::path& card_file,
                                             const ModelOptions& options) {
  EmbedderCard card = read_card(card_file);
  const std::filesystem::path model =
      options.model.empty() ? find_card_model(card, card_file, options.allow_unverified)
                            : find_model("", options.model, options.allow_unverified);
  return make_network_embedder(std::move(card), model, card_file);
}

std::unique_ptr<Embedder> make_network_embedder(EmbedderCard card,
                                                const std::filesystem::path& model,
                                                const std::filesystem::path& described_by) {
  std::optional<Cohort> cohort;
  if (card.cohort) {
    const std::filesystem::path file = find_card_cohort(card, described_by);
    cohort.emplace(read_file(file, largest_cohort), *card.cohort, file.string());
  }
  return std::make_unique<CardEmbedder>(std::move(card), model, std::move(cohort));
}

}  // namespace facetrack
