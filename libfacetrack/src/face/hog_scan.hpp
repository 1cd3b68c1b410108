// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <vector>

namespace facetrack {

struct HogHit {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  double confidence = 0;  ///< 0 is dlib's own threshold
};

/// dlib's frontal face scanner. Its hot code is in header templates, so one source is compiled
/// twice, for any processor and for AVX2. This interface uses plain types only.
class HogScan {
 public:
  HogScan() = default;
  HogScan(const HogScan&) = delete;
  HogScan& operator=(const HogScan&) = delete;
  virtual ~HogScan() = default;
  /// Faces of at least 80 pixels in an 8-bit grey picture.
  virtual std::vector<HogHit> scan(const unsigned char* pixels, int width, int height, long stride,
                                   double least_confidence) = 0;
};

}  // namespace facetrack

extern "C" {
/// The caller deletes the result.
facetrack::HogScan* facetrack_hog_scan_plain();
facetrack::HogScan* facetrack_hog_scan_avx2();
}
