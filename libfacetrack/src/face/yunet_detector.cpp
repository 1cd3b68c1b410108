// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/models.hpp"
#include "facetrack/opencv.hpp"

#include "face/backends.hpp"
#include "face/duplicates.hpp"
#include "face/pictures.hpp"
#include "network/network.hpp"

namespace facetrack {
namespace {

constexpr int whole = 32;        // pixels; the network was trained on multiples of this
constexpr float overlap = 0.3F;  // IoU above which two boxes are one face (the network's own)
constexpr std::size_t most_faces = 5000;  // candidates kept before that
constexpr int largest_side = 1920;  // pixels; larger pictures are scaled down: time and memory
constexpr int coarse_side = 320;    // pixels; at this size a face filling the picture is found
constexpr int coarse_always = 640;  // larger pictures get the coarse look always: 1 of 9+ ms

// A single cell of the coarsest grid is refused by the network's last pooling.
int round_up(int value) { return std::max(2 * whole, (value + whole - 1) / whole * whole); }

/// One of the grids on which the network looks for faces.
struct Cells {
  int stride;                // pixels from cell to cell
  std::vector<float> sizes;  // of the squares that a cell's answers are about, pixels
};

const std::array<Cells, 4>& all_cells() {
  static const std::array<Cells, 4> cells{
      {{8, {10, 16, 24}}, {16, {32, 48}}, {32, {64, 96}}, {64, {128, 192, 256}}}};
  return cells;
}

// An answer: box (4), five points (10), no face and face before they become shares, overlap.
constexpr int answer_length = 17;
constexpr float of_place = 0.1F;  // of a square's size: what 1 means in a place
constexpr float of_width = 0.1F;
constexpr float of_height = 0.2F;

/// What a square's answer says, in pixels of what the network saw.
Detection face_of(const float* answer, Point center, float size, float score) {
  const auto place = [&](const float* offset) {
    return Point{center.x + offset[0] * of_place * size, center.y + offset[1] * of_place * size};
  };
  const Point middle = place(answer);
  const float width = size * std::exp(answer[2] * of_width);
  const float height = size * std::exp(answer[3] * of_height);
  Detection face;
  face.box = {middle.x - width / 2, middle.y - height / 2, width, height};
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = place(answer + 4 + 2 * i);
  face.landmarks = points;
  face.score = score;
  return face;
}

/// The faces that the network has just seen, the surest box of each.
std::vector<Detection> faces_in(const network::Network& network, float min_score) {
  std::vector<Detection> candidates;
  for (std::size_t g = 0; g < all_cells().size(); ++g) {
    const Cells& cells = all_cells()[g];
    const network::Tensor& output = network.output(g);
    for (int y = 0; y < output.height; ++y) {
      for (int x = 0; x < output.width; ++x) {
        const float* answer = output.pixel(y, x);
        const auto stride = static_cast<float>(cells.stride);
        const Point center{(static_cast<float>(x) + 0.5F) * stride,
                           (static_cast<float>(y) + 0.5F) * stride};
        for (const float size : cells.sizes) {
          const float sure = 1 / (1 + std::exp(answer[14] - answer[15]));
          const float score = std::sqrt(sure * std::clamp(answer[16], 0.0F, 1.0F));
          if (score >= min_score) candidates.push_back(face_of(answer, center, size, score));
          answer += answer_length;
        }
      }
    }
  }
  return without_duplicates(std::move(candidates), overlap, most_faces);
}

network::Network yunet_network(const std::filesystem::path& file) {
  auto network = network::read_network(file);
  const auto fits = [&] {
    if (!network || network->output_names().size() != all_cells().size()) return false;
    for (std::size_t g = 0; g < all_cells().size(); ++g) {
      const auto answers = static_cast<int>(all_cells()[g].sizes.size());
      if (network->output_channels(g) != answers * answer_length) return false;
    }
    return true;
  };
  if (!fits()) {
    throw Error(ErrorCode::unsupported, file.string() + ": not the YuNet model of March 2022");
  }
  return std::move(*network);
}

class YunetDetector final : public Detector {
 public:
  explicit YunetDetector(const DetectorOptions& options)
      : network_(yunet_network(find_model("yunet", options.model, options.allow_unverified))),
        options_(options) {}

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
    cv::Mat padded;
    cv::copyMakeBorder(scaled, padded, 0, round_up(scaled.rows) - scaled.rows, 0,
                       round_up(scaled.cols) - scaled.cols, cv::BORDER_CONSTANT);
    network_.run(as_view(padded), {});
    std::vector<Detection> faces = faces_in(network_, options_.min_score);
    const float fx = static_cast<float>(picture.cols) / static_cast<float>(scaled.cols);
    const float fy = static_cast<float>(picture.rows) / static_cast<float>(scaled.rows);
    for (Detection& face : faces) {
      Box& box = face.box;
      box = {box.x * fx, box.y * fy, box.width * fx, box.height * fy};
      for (Point& p : *face.landmarks) p = {p.x * fx, p.y * fy};
    }
    return faces;
  }

  network::Network network_;
  DetectorOptions options_;
};

}  // namespace

std::unique_ptr<Detector> make_yunet_detector(const DetectorOptions& options) {
  return std::make_unique<YunetDetector>(options);
}

}  // namespace facetrack
