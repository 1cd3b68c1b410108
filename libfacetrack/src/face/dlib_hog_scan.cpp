// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Compiled twice, see hog_scan.hpp: FACETRACK_HOG_ENTRY is the name of the copy's entry.
#ifndef FACETRACK_HOG_ENTRY
#define FACETRACK_HOG_ENTRY facetrack_hog_scan_plain
#endif

#include <algorithm>

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>

#include "face/hog_scan.hpp"

namespace {

class DlibHogScan final : public facetrack::HogScan {
 public:
  std::vector<facetrack::HogHit> scan(const unsigned char* pixels, int width, int height,
                                      long stride, double least_confidence) override {
    picture_.set_size(height, width);
    for (int y = 0; y < height; ++y) {
      std::copy_n(pixels + y * stride, width, &picture_[y][0]);
    }
    std::vector<dlib::rect_detection> found;
    detector_(picture_, found, least_confidence);
    std::vector<facetrack::HogHit> hits;
    for (const dlib::rect_detection& one : found) {
      hits.push_back({static_cast<int>(one.rect.left()), static_cast<int>(one.rect.top()),
                      static_cast<int>(one.rect.width()), static_cast<int>(one.rect.height()),
                      one.detection_confidence});
    }
    return hits;
  }

 private:
  dlib::frontal_face_detector detector_ = dlib::get_frontal_face_detector();
  dlib::array2d<unsigned char> picture_;
};

}  // namespace

extern "C" facetrack::HogScan* FACETRACK_HOG_ENTRY() { return new DlibHogScan; }
