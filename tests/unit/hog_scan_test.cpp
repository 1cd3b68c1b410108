// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/hog_scan.hpp"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/frame.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

#if FACETRACK_WITH_AVX2_COPY
TEST(HogScan, finds_the_same_with_and_without_avx2) {
  FACETRACK_NEEDS_SHARED();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    GTEST_SKIP() << "needs a processor with AVX2";
  }
  const Frame photo = testing::scaled(testing::reference_photo("hamilton_lin.png"), 352, 306);
  std::vector<unsigned char> gray;
  for (int y = 0; y < photo.height(); ++y) {
    for (int x = 0; x < photo.width(); ++x) {
      gray.push_back(std::to_integer<unsigned char>(photo.image().row(y)[3 * x + 1]));
    }
  }
  const std::unique_ptr<HogScan> plain(facetrack_hog_scan_plain());
  const std::unique_ptr<HogScan> avx2(facetrack_hog_scan_avx2());
  const auto scan = [&](HogScan& with) {
    return with.scan(gray.data(), photo.width(), photo.height(), photo.width(), 0.0);
  };
  const auto expected = scan(*plain);
  const auto found = scan(*avx2);
  ASSERT_EQ(expected.size(), 1U);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].x, expected[0].x);
  EXPECT_EQ(found[0].width, expected[0].width);
  EXPECT_NEAR(found[0].confidence, expected[0].confidence, 1e-3);
}
#endif

}  // namespace
}  // namespace facetrack
