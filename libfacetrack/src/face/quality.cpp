// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/quality.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "face/align.hpp"
#include "face/pictures.hpp"

namespace facetrack {
namespace {

constexpr int crop_side = 64;  // pixels of the aligned crop on which sharpness is measured
// Positions of eyes, nose and mouth on that crop, as most embedders need them.
constexpr Landmarks crop_points{{{20, 24}, {44, 24}, {32, 36}, {22, 48}, {42, 48}}};

float ramp(float value, float low, float high) {
  return std::clamp((value - low) / (high - low), 0.0F, 1.0F);
}

// Sharpness is the energy of the second derivative over the contrast: it does not depend on light
// or camera, but on blur and upscaling.
float measure_sharpness(const ImageView& image, const Landmarks& points) {
  cv::Mat gray;
  cv::cvtColor(crop_face(image, points, crop_points, crop_side, crop_side), gray,
               cv::COLOR_BGR2GRAY);
  const cv::Mat face = gray(cv::Rect(8, 8, crop_side - 16, crop_side - 16));
  cv::Mat laplacian;
  cv::Laplacian(face, laplacian, CV_32F);
  cv::Scalar mean;
  cv::Scalar contrast;
  cv::Scalar detail;
  cv::meanStdDev(face, mean, contrast);
  cv::meanStdDev(laplacian, mean, detail);
  constexpr double flat = 4.0;  // grey levels; below this contrast there is only noise
  return static_cast<float>(detail[0] / std::max(contrast[0], flat));
}

// A turn of the head moves the nose towards an eye and the eyes towards each other.
float measure_frontality(const Landmarks& points) {
  const auto& [right_eye, left_eye, nose, right_mouth, left_mouth] = points;
  const Point eyes{(right_eye.x + left_eye.x) / 2, (right_eye.y + left_eye.y) / 2};
  const Point mouth{(right_mouth.x + left_mouth.x) / 2, (right_mouth.y + left_mouth.y) / 2};
  const Point down{mouth.x - eyes.x, mouth.y - eyes.y};
  const float height = std::hypot(down.x, down.y);
  if (!(height > 0)) return 0;
  const Point axis{down.x / height, down.y / height};
  // Distances across the face are measured from the line between eyes and mouth.
  const auto across = [&](const Point& p) {
    return axis.y * (p.x - eyes.x) - axis.x * (p.y - eyes.y);
  };
  const float width = across(left_eye) - across(right_eye);
  if (!(width > 0)) return 0;
  const float nose_offset = std::abs(across(nose)) / width;
  return std::min(1 - ramp(nose_offset, 0.05F, 0.55F), ramp(width / height, 0.35F, 0.85F));
}

}  // namespace

FaceQuality face_quality(const ImageView& image, const Detection& face) {
  require_faces(image, {&face, 1}, "face_quality");
  FaceQuality quality;
  quality.size = std::min(face.box.width, face.box.height);
  quality.frontality = face.landmarks ? measure_frontality(*face.landmarks) : 0.5F;
  if (image.empty()) return quality;
  const Landmarks points = face.landmarks ? *face.landmarks : mean_landmarks(face.box);
  quality.sharpness =
      ramp(guarded("face_quality", [&] { return measure_sharpness(image, points); }), 0.05F, 0.6F);
  const float size = ramp(quality.size, 12, 80);
  quality.overall =
      std::sqrt(size) * (0.4F + 0.6F * quality.frontality) * (0.4F + 0.6F * quality.sharpness);
  return quality;
}

}  // namespace facetrack
