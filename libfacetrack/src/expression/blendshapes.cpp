// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <numbers>
#include <string>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "expression/models.hpp"
#include "expression/rest.hpp"
#include "face/pictures.hpp"
#include "models/expression_card.hpp"

namespace facetrack {
namespace {

constexpr int mesh_side = 256;  // pixels of the mesh network's input
constexpr std::size_t mesh_points = 478;
constexpr int blendshape_count = 52;
constexpr std::size_t right_eye = 33, left_eye = 263;  // outer corners
// Sides of the square that the mesh network reads, relative to the face's box and to the extent of
// its own points.
constexpr float square_side = 1.5F;
// A blendshape of 0.5 is a clear expression.
constexpr float token_scale = 2.0F;

/// A rotated square of the picture.
struct Square {
  cv::Point2f middle;
  float side = 0;
  float angle = 0;  ///< radians, of its upper side
};

using Mesh = std::vector<cv::Point2f>;

class Blendshapes final : public ExpressionModel {
 public:
  Blendshapes() : points_(blendshape_points()) {
    const std::string mesh = find_model("face-mesh").string();
    guarded(mesh, [&] { mesh_ = cv::dnn::readNetFromONNX(mesh); });
    const std::string network = find_model("face-blendshapes").string();
    guarded(network, [&] { shapes_ = cv::dnn::readNetFromONNX(network); });
  }

  std::string_view model_id() const noexcept override { return "blendshapes-2"; }

  std::vector<float> look(const ImageView& image, const Detection& face) override {
    require_bgr(image, "blendshapes");
    std::vector<float> values;
    if (image.empty() || !is_usable(face)) return values;
    guarded("blendshapes",
            [&] { without_inner_threads([&] { values = look_at(as_mat(image), face); }); });
    return values;
  }

  std::vector<ExpressionToken> tokens(std::span<const std::vector<float>> looks) const override {
    return tokens_from_rest(median_filtered(looks), token_scale);
  }

 private:
  std::vector<float> look_at(const cv::Mat& picture, const Detection& face) {
    const Point middle = face.box.center();
    Square square{{middle.x, middle.y}, square_side * std::max(face.box.width, face.box.height), 0};
    if (face.landmarks) {
      const Point& right = (*face.landmarks)[0];
      const Point& left = (*face.landmarks)[1];
      square.angle = std::atan2(left.y - right.y, left.x - right.x);
    }
    // The points of the first mesh locate the face better than any box.
    Mesh mesh = mesh_in(picture, square);
    mesh = mesh_in(picture, around(mesh));
    return shapes_of(mesh);
  }

  static Square around(const Mesh& mesh) {
    const cv::Point2f across = mesh[left_eye] - mesh[right_eye];
    const float angle = std::atan2(across.y, across.x);
    const cv::Point2f right(std::cos(angle), std::sin(angle));
    const cv::Point2f down(-right.y, right.x);
    float left_end = INFINITY, right_end = -INFINITY, top = INFINITY, bottom = -INFINITY;
    for (const cv::Point2f& p : mesh) {
      left_end = std::min(left_end, p.dot(right));
      right_end = std::max(right_end, p.dot(right));
      top = std::min(top, p.dot(down));
      bottom = std::max(bottom, p.dot(down));
    }
    const cv::Point2f middle = right * ((left_end + right_end) / 2) + down * ((top + bottom) / 2);
    return {middle, square_side * std::max(right_end - left_end, bottom - top), angle};
  }

  /// The mesh points in pixels of the picture.
  Mesh mesh_in(const cv::Mat& picture, const Square& square) {
    const float scale = std::max(square.side, 1.0F) / mesh_side;
    const float a = std::cos(square.angle) * scale;
    const float b = std::sin(square.angle) * scale;
    const float half = mesh_side / 2.0F;
    // Maps the crop to the picture.
    const cv::Matx23f back(a, -b, square.middle.x - a * half + b * half,  //
                           b, a, square.middle.y - b * half - a * half);
    cv::Mat crop;
    cv::warpAffine(picture, crop, back, cv::Size(mesh_side, mesh_side),
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    mesh_.setInput(cv::dnn::blobFromImage(crop, 1.0 / 255, cv::Size(), cv::Scalar(), true));
    const cv::Mat found = mesh_.forward("t473").reshape(1, 1);
    if (found.total() != 3 * mesh_points) {
      throw Error(ErrorCode::corrupt_input, "the face mesh does not have 478 points");
    }
    Mesh mesh(mesh_points);
    const auto* value = found.ptr<float>();
    for (std::size_t i = 0; i < mesh_points; ++i) {
      const float x = value[3 * i];
      const float y = value[3 * i + 1];
      mesh[i] = {back(0, 0) * x + back(0, 1) * y + back(0, 2),
                 back(1, 0) * x + back(1, 1) * y + back(1, 2)};
    }
    return mesh;
  }

  /// The network expects points centred at their mean, with a mean distance of 1 from it. They are
  /// also rotated upright here.
  std::vector<float> shapes_of(const Mesh& mesh) {
    const cv::Point2f across = mesh[left_eye] - mesh[right_eye];
    const float width = std::hypot(across.x, across.y);
    if (!(width > 0)) return {};
    const cv::Point2f right = across / width;
    const cv::Point2f down(-right.y, right.x);
    Mesh chosen;
    cv::Point2f mean(0, 0);
    for (const std::size_t i : points_) {
      chosen.emplace_back(mesh.at(i).dot(right), mesh.at(i).dot(down));
      mean += chosen.back() / static_cast<float>(points_.size());
    }
    float distance = 0;
    for (const cv::Point2f& p : chosen) {
      distance += std::hypot(p.x - mean.x, p.y - mean.y) / static_cast<float>(chosen.size());
    }
    const std::array<int, 4> size{1, static_cast<int>(chosen.size()), 1, 2};
    cv::Mat input(4, size.data(), CV_32F);
    auto* out = input.ptr<float>();
    for (const cv::Point2f& p : chosen) {
      *out++ = (p.x - mean.x) / distance;
      *out++ = (p.y - mean.y) / distance;
    }
    shapes_.setInput(input);
    const cv::Mat found = shapes_.forward().reshape(1, 1);
    if (found.total() != blendshape_count) {
      throw Error(ErrorCode::corrupt_input, "the network does not give 52 blendshapes");
    }
    return {found.ptr<float>(), found.ptr<float>() + blendshape_count};
  }

  std::vector<std::size_t> points_;
  cv::dnn::Net mesh_;
  cv::dnn::Net shapes_;
};

}  // namespace

std::unique_ptr<ExpressionModel> make_blendshapes() { return std::make_unique<Blendshapes>(); }

}  // namespace facetrack
