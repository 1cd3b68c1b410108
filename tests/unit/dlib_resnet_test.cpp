// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/face.hpp"
#include "facetrack/models.hpp"

#include "face/dlib_chip_embedder.hpp"
#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

float raw_distance(const std::vector<float>& a, const std::vector<float>& b) {
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    square += static_cast<double>(a[i] - b[i]) * static_cast<double>(a[i] - b[i]);
  }
  return static_cast<float>(std::sqrt(square));
}

// The published threshold, on raw descriptors: one person below 0.6, two people above it.
TEST(DlibResnet, official_file_gives_descriptors_on_either_side_of_the_published_threshold) {
  FACETRACK_NEEDS_SHARED();
  testing::use_shared_models();
  if (!has_model("dlib-resnet") || !has_model("yunet")) {
    GTEST_SKIP() << "needs: facetrack-cli models fetch dlib-resnet (and yunet)";
  }
  const auto network = make_resnet_chips({});
  const auto detector = make_detector("yunet");
  const auto describe = [&](const std::string& name) {
    const Frame photo = testing::reference_photo(name);
    const auto faces = detector->detect(photo.image());
    return network->describe(dlib_chip(photo.image(), *faces.at(0).landmarks));
  };
  const auto monica = describe("friends_Monica.png");
  ASSERT_EQ(monica.size(), 128U);
  EXPECT_LT(raw_distance(monica, describe("monica.jpeg")), 0.6F);
  std::vector<std::vector<float>> others;
  for (const char* name : {"friends_Chandler.png", "friends_Ross.png", "hamilton_alex.png",
                           "hamilton_lin.png", "jensen_huang.png", "simon_alexander_ong.png"}) {
    others.push_back(describe(name));
    EXPECT_GT(raw_distance(monica, others.back()), 0.6F) << name;
  }
  // Young men of one series are the hardest strangers: they are left out of this one.
  EXPECT_GT(raw_distance(others[2], others[4]), 0.6F);
  EXPECT_GT(raw_distance(others[3], others[5]), 0.6F);
}

}  // namespace
}  // namespace facetrack
