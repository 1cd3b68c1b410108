// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// To and from OpenCV without a copy:  05_opencv PICTURE OUT.png
// Reads with OpenCV, finds faces with facetrack, draws with OpenCV.

#include <cstdio>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "facetrack/facetrack.hpp"
#include "facetrack/opencv.hpp"

int main(int argc, char** argv) try {
  if (argc != 3) return std::fprintf(stderr, "usage: 05_opencv PICTURE OUT.png\n"), 2;
  const cv::Mat picture = cv::imread(argv[1], cv::IMREAD_COLOR);
  if (picture.empty()) return std::fprintf(stderr, "%s: cannot be read\n", argv[1]), 1;

  const facetrack::Frame frame = facetrack::from_mat(picture);  // shares the pixels: do not write
  const auto faces = facetrack::make_detector()->detect(frame.image());

  cv::Mat drawing = facetrack::as_mat(frame.image()).clone();  // one's own copy may be drawn on
  for (const facetrack::Detection& face : faces) {
    cv::rectangle(drawing, cv::Rect2f(face.box.x, face.box.y, face.box.width, face.box.height),
                  {80, 220, 80}, 2);
  }
  if (!cv::imwrite(argv[2], drawing)) return std::fprintf(stderr, "%s: not written\n", argv[2]), 1;
  std::printf("%zu faces\n", faces.size());
  return 0;
} catch (const facetrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
