// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <string>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "expression/models.hpp"
#include "expression/rest.hpp"
#include "face/five_points.hpp"
#include "face/pictures.hpp"
#include "models/expression_card.hpp"
#include "models/folders.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

/// Any ONNX network whose input and output a card describes.
class Network final : public ExpressionModel {
 public:
  Network(ExpressionCard card, const fs::path& file)
      : card_(std::move(card)), name_(file.string()) {
    try {
      net_ = cv::dnn::readNetFromONNX(name_);
    } catch (const std::exception&) {
      throw Error(ErrorCode::corrupt_input,
                  name_ + ": not an ONNX network that this program can read");
    }
    check_output();
  }

  std::string_view model_id() const noexcept override { return card_.id; }

  std::vector<float> look(const ImageView& image, const Detection& face) override {
    require_bgr(image, card_.id.c_str());
    std::vector<float> values;
    if (image.empty() || !is_usable(face)) return values;
    guarded(name_, [&] { without_inner_threads([&] { values = forward(crop(image, face)); }); });
    // Values that are not finite say nothing about the face.
    const bool sound =
        std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
    return sound ? values : std::vector<float>();
  }

  std::vector<ExpressionToken> tokens(std::span<const std::vector<float>> looks) const override {
    if (card_.from_rest <= 0) return ExpressionModel::tokens(looks);
    return tokens_from_rest(median_filtered(looks), static_cast<float>(card_.from_rest));
  }

 private:
  /// Runs the network once, so that a network that does not fit its card is reported before the
  /// video is read.
  void check_output() {
    std::string why;
    try {
      const cv::Mat gray(card_.height, card_.width, CV_8UC3, cv::Scalar::all(128));
      without_inner_threads([&] { forward(gray); });
      return;
    } catch (const Error& error) {
      why = error.what();
    } catch (const std::exception& error) {
      why = error.what();
    }
    throw Error(ErrorCode::unsupported,
                name_ + ": cannot be run on a picture of " + std::to_string(card_.width) + " x " +
                    std::to_string(card_.height) +
                    " pixels; describe its input in a card beside it (" +
                    fs::path(name_).filename().replace_extension(".json").string() +
                    "). The cause: " + why.substr(0, why.find('\n')));
  }

  cv::Mat crop(const ImageView& image, const Detection& face) {
    if (card_.points) {
      const Landmarks target = in_pixels(*card_.points, card_.width, card_.height);
      return crop_face(image, points_of(image, face, finder_), target, card_.width, card_.height);
    }
    const Box& box = face.box;
    const float pad =
        std::floor(std::min(box.width, box.height) * static_cast<float>(card_.padding));
    const float width = box.width + 2 * pad;
    const float height = box.height + 2 * pad;
    // Maps the crop to the picture, pixel centres to pixel centres.
    const float sx = width / static_cast<float>(card_.width);
    const float sy = height / static_cast<float>(card_.height);
    const cv::Matx23f back(sx, 0, box.x - pad + (sx - 1) / 2, 0, sy, box.y - pad + (sy - 1) / 2);
    cv::Mat result;
    cv::warpAffine(as_mat(image), result, back, cv::Size(card_.width, card_.height),
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    return result;
  }

  std::vector<float> forward(const cv::Mat& picture) {
    cv::Mat input;
    picture.convertTo(input, CV_32F);
    if (card_.rgb) cv::cvtColor(input, input, cv::COLOR_BGR2RGB);
    cv::subtract(input, cv::Scalar(card_.mean[0], card_.mean[1], card_.mean[2]), input);
    cv::multiply(input, cv::Scalar(card_.scale[0], card_.scale[1], card_.scale[2]), input);
    net_.setInput(cv::dnn::blobFromImage(input));
    return pooled(card_.output.empty() ? net_.forward() : net_.forward(card_.output));
  }

  /// The output must be 1 x n or 1 x vectors x n.
  std::vector<float> pooled(const cv::Mat& output) const {
    std::vector<int> size;  // without dimensions of size one
    for (int i = 1; i < output.dims; ++i) {
      if (output.size[i] != 1 || (output.dims == 3 && i == 1)) size.push_back(output.size[i]);
    }
    const bool fits = size.size() <= 1 || (size.size() == 2 && output.dims == 3);
    if (output.type() != CV_32F || output.total() == 0 || output.size[0] != 1 || !fits) {
      throw Error(ErrorCode::unsupported, "its output is not one list of numbers per face");
    }
    const auto* values = output.ptr<float>();
    const bool vectors = size.size() == 2 && size[0] > 1;
    const std::size_t length = vectors ? static_cast<std::size_t>(size[1]) : output.total();
    std::vector<float> token(values, values + length);
    if (!vectors || card_.pooling == ExpressionCard::Pooling::first) return token;
    const std::size_t count = output.total() / length;
    for (std::size_t i = 1; i < count; ++i) {
      for (std::size_t k = 0; k < length; ++k) token[k] += values[i * length + k];
    }
    for (float& value : token) value /= static_cast<float>(count);
    return token;
  }

  ExpressionCard card_;
  std::string name_;
  cv::dnn::Net net_;
  std::unique_ptr<FivePoints> finder_;
};

}  // namespace

std::unique_ptr<ExpressionModel> make_network_expressions(const fs::path& network,
                                                          bool allow_unverified) {
  std::error_code failed;
  if (!fs::is_regular_file(network, failed)) {
    throw Error(ErrorCode::not_found, network.string() + ": no such file");
  }
  ExpressionCard card = expression_card_of(network);
  const std::string card_file = fs::path(network).replace_extension(".json").string();
  if (card.sha256.empty()) {
    if (!allow_unverified) {
      throw Error(ErrorCode::unsupported,
                  network.string() + ": not loaded, because its checksum is not known; add it as " +
                      "\"sha256\" to " + card_file +
                      ", or allow unverified models if you trust the file");
    }
  } else if (verified_sha256(network) != card.sha256) {
    throw Error(ErrorCode::corrupt_input,
                network.string() + ": damaged, its checksum differs from the one in " + card_file +
                    "; get the file again or correct the card");
  }
  return std::make_unique<Network>(std::move(card), network);
}

}  // namespace facetrack
