// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/packed_shape.hpp"

#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/paths.hpp"

namespace facetrack {
namespace {

/// A model of two points, two cascades of one tree, and two pixels to compare.
class SmallModel {
 public:
  SmallModel& magic(const std::string& text) { return add(text.data(), text.size()); }
  SmallModel& whole(std::uint32_t value) { return add(&value, sizeof value); }
  SmallModel& number(float value) { return add(&value, sizeof value); }
  SmallModel& point(float x, float y) { return number(x).number(y); }
  SmallModel& cascade(float scale, std::int8_t step, std::uint16_t second_pixel = 1) {
    point(0.25F, 0.25F).point(0.75F, 0.75F);
    const std::uint16_t first_pixel = 0;
    add(&first_pixel, sizeof first_pixel).add(&second_pixel, sizeof second_pixel).number(0);
    number(scale);
    const std::vector<std::int8_t> leaves{step, step, step, step, step, step, step, step};
    return add(leaves.data(), leaves.size());
  }
  std::filesystem::path write() const {
    const std::filesystem::path file = folder_.path() / "model.dat";
    std::ofstream(file, std::ios::binary) << bytes_;
    return file;
  }

 private:
  SmallModel& add(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    return *this;
  }
  testing::TempDir folder_;
  std::string bytes_;
};

SmallModel& head(SmallModel& model) {
  return model.magic("FTSHAPE1")
      .whole(2)
      .whole(2)
      .whole(1)
      .whole(1)
      .whole(2)
      .point(0, 0)
      .point(1, 1);
}

std::vector<Point> found(const PackedShape& shape) {
  const std::vector<std::byte> pixels(8 * 8, std::byte{100});
  return shape.find({pixels.data(), 8, 8, 8, PixelFormat::gray8}, {4, 4, 5});
}

std::string complaint(const SmallModel& model) {
  try {
    const PackedShape shape(model.write());
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(PackedShape, moves_the_mean_shape_by_its_leaves) {
  SmallModel model;
  head(model).cascade(0.01F, 10).cascade(0.01F, -5);
  const std::vector<Point> points = found(PackedShape(model.write()));
  ASSERT_EQ(points.size(), 2U);
  EXPECT_NEAR(points[0].x, 2 + 4 * 0.05, 1e-4);
  EXPECT_NEAR(points[1].y, 6 + 4 * 0.05, 1e-4);
}

TEST(PackedShape, survives_points_that_become_no_numbers) {
  constexpr float huge = std::numeric_limits<float>::max();
  SmallModel model;
  head(model).cascade(huge, 127).cascade(1, 1);
  EXPECT_EQ(found(PackedShape(model.write())).size(), 2U);
}

TEST(PackedShape, refuses_a_damaged_file) {
  SmallModel other;
  EXPECT_NE(complaint(other.magic("FTSHAPE2").whole(2)).find("unknown format"), std::string::npos);
  SmallModel cut;
  EXPECT_NE(complaint(head(cut).cascade(1, 1)).find("ends too early"), std::string::npos);
  SmallModel beyond;
  EXPECT_NE(
      complaint(head(beyond).cascade(1, 1, 2).cascade(1, 1)).find("pixel that it does not have"),
      std::string::npos);
  SmallModel vast;
  vast.magic("FTSHAPE1").whole(1U << 30).whole(1).whole(1).whole(1).whole(2);
  EXPECT_NE(complaint(vast).find("impossible sizes"), std::string::npos);
  SmallModel no_number;
  head(no_number).cascade(std::numeric_limits<float>::quiet_NaN(), 1).cascade(1, 1);
  EXPECT_NE(complaint(no_number).find("an invalid number"), std::string::npos);
}

}  // namespace
}  // namespace facetrack
