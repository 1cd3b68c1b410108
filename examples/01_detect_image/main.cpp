// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Finds the faces in a picture:  01_detect_image PICTURE

#include <cstdio>

#include "facetrack/facetrack.hpp"

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: 01_detect_image PICTURE\n");
    return 2;
  }
  const facetrack::Frame picture = facetrack::read_image(argv[1]);
  const auto detector = facetrack::make_detector();  // "auto": the best whose model is here
  for (const facetrack::Detection& face : detector->detect(picture.image())) {
    const auto quality = facetrack::face_quality(picture.image(), face);
    std::printf("face at %.0f,%.0f, %.0f x %.0f pixels, score %.2f, quality %.2f\n", face.box.x,
                face.box.y, face.box.width, face.box.height, face.score, quality.overall);
  }
  return 0;
} catch (const facetrack::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
