// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using testing::data_dir;

/// The contract as a stranger meets it: how bright the quarters of the face are.
class Quarters final : public ExpressionModel {
 public:
  std::string_view model_id() const noexcept override { return "quarters"; }
  std::vector<float> look(const ImageView& image, const Detection& face) override {
    if (image.format != PixelFormat::bgr24) throw Error(ErrorCode::invalid_argument, "not bgr24");
    const Box& box = face.box;
    if (image.empty() || !(box.width > 0 && box.height > 0)) return {};
    std::vector<float> values;
    for (const auto& [u, v] : {std::pair{0.25F, 0.25F}, {0.75F, 0.25F}, {0.25F, 0.75F}}) {
      const float x = box.x + u * box.width;
      const float y = box.y + v * box.height;
      const auto inside = [](float value, int size) {
        return value >= 0 && value < static_cast<float>(size);
      };
      if (!inside(x, image.width) || !inside(y, image.height)) return {};
      values.push_back(static_cast<float>(
          1 + std::to_integer<int>(image.row(static_cast<int>(y))[3 * static_cast<int>(x)])));
    }
    return values;
  }
};

struct ExpressionBackend {
  std::string name;
  std::function<std::unique_ptr<ExpressionModel>()> make;
};

void PrintTo(const ExpressionBackend& backend, std::ostream* out) { *out << backend.name; }

/// A network that tells people apart, taken for one that tells expressions apart, with a card.
std::unique_ptr<ExpressionModel> network_with_a_card() {
  static const testing::TempDir dir;
  const auto file = dir / "net.onnx";
  if (!std::filesystem::exists(file)) {
    std::filesystem::copy_file(data_dir() / "models/builtin-1.onnx", file);
    write_file(dir / "net.json", R"({"id": "mine", "input": [128, 128], "from_rest": 2})");
  }
  ModelOptions options;
  options.allow_unverified = true;
  return make_expression_model(file.string(), options);
}

std::vector<ExpressionBackend> expression_models() {
  return {{"of_a_stranger", [] { return std::make_unique<Quarters>(); }},
          {"builtin", [] { return make_expression_model("builtin"); }},
          {"blendshapes", [] { return make_expression_model("blendshapes"); }},
          {"a_network_with_a_card", network_with_a_card}};
}

class ExpressionModelContract : public ::testing::TestWithParam<ExpressionBackend> {
 protected:
  void SetUp() override {
    testing::use_shared_models();
    try {
      model = GetParam().make();
    } catch (const Error& error) {
      if (!testing::is_missing_model(error)) throw;
      GTEST_SKIP() << error.what();
    }
  }

  /// The project's own picture of a face, and where the face is.
  static const Frame& photo() {
    static const Frame picture = read_image((data_dir() / "demo/reference.png").string());
    return picture;
  }
  static const Detection& face() {
    static const Detection found = make_detector("builtin")->detect(photo().image()).at(0);
    return found;
  }
  std::vector<float> look() { return model->look(photo().image(), face()); }

  std::unique_ptr<ExpressionModel> model;
};

bool finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

double length_of(const ExpressionToken& token) {
  double square = 0;
  for (const float value : token) square += static_cast<double>(value) * value;
  return std::sqrt(square);
}

TEST_P(ExpressionModelContract, has_a_name_that_stays) {
  EXPECT_FALSE(model->model_id().empty());
  EXPECT_EQ(GetParam().make()->model_id(), model->model_id());
}

TEST_P(ExpressionModelContract, what_it_sees_depends_on_nothing_seen_before) {
  const std::vector<float> first = look();
  ASSERT_FALSE(first.empty());
  EXPECT_TRUE(finite(first));
  Detection elsewhere = face();
  elsewhere.box.x += 15;
  elsewhere.box.width *= 0.8F;
  model->look(photo().image(), elsewhere);
  model->look(testing::plain_picture(64, 64).image(), {{5, 5, 40, 40}, 1, std::nullopt});
  EXPECT_EQ(look(), first);
  EXPECT_EQ(GetParam().make()->look(photo().image(), face()), first);
}

TEST_P(ExpressionModelContract, every_look_has_one_length) {
  const std::size_t length = look().size();
  for (const float shift : {-40.0F, -10.0F, 10.0F, 40.0F}) {
    Detection moved = face();
    moved.box.x += shift;
    const std::vector<float> seen = model->look(photo().image(), moved);
    EXPECT_TRUE(seen.empty() || seen.size() == length) << shift;
    EXPECT_TRUE(finite(seen)) << shift;
  }
}

TEST_P(ExpressionModelContract, reads_the_pixels_of_each_row_only) {
  // The same pixels with rows that are farther apart.
  const ImageView& plain = photo().image();
  const std::ptrdiff_t stride = std::ptrdiff_t{3} * plain.width + 17;
  std::vector<std::byte> bytes(static_cast<std::size_t>(stride * plain.height), std::byte{255});
  for (int y = 0; y < plain.height; ++y) {
    std::memcpy(bytes.data() + y * stride, plain.row(y),
                std::size_t{3} * static_cast<std::size_t>(plain.width));
  }
  const ImageView wide{bytes.data(), plain.width, plain.height, stride, PixelFormat::bgr24};
  EXPECT_EQ(model->look(wide, face()), look());
}

TEST_P(ExpressionModelContract, sees_nothing_in_an_empty_view) {
  EXPECT_TRUE(model->look({nullptr, 0, 0, 0, PixelFormat::bgr24}, face()).empty());
}

TEST_P(ExpressionModelContract, takes_any_box_and_any_size_of_picture) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<Box> boxes{
      {10, 10, 20, 26}, {-30, -30, 45, 60}, {5000, 5000, 20, 20},        {5, 5, 0, 0},
      {5, 5, -9, -9},   {0, 0, 4000, 5000}, {nan, nan, nan, nan},        {nan, 3, 20, 20},
      {3, 3, inf, inf}, {-inf, 3, 20, 20},  {1e30F, 1e30F, 1e30F, 1e30F}};
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{1, 1}, {2, 1}, {31, 33}, {60, 50}}) {
    const Frame picture = testing::plain_picture(width, height, 90);
    for (const Box& box : boxes) {
      SCOPED_TRACE(std::to_string(width) + "x" + std::to_string(height) + ", box " +
                   std::to_string(box.x) + " " + std::to_string(box.width));
      EXPECT_NO_THROW(EXPECT_TRUE(finite(model->look(picture.image(), {box, 0.9F, std::nullopt}))));
      EXPECT_NO_THROW(EXPECT_TRUE(finite(model->look(picture.image(), {box, 0.9F, Landmarks{}}))));
    }
  }
}

TEST_P(ExpressionModelContract, refuses_a_grey_picture) {
  ImageView grey = photo().image();
  grey.format = PixelFormat::gray8;
  try {
    model->look(grey, face());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
  }
}

TEST_P(ExpressionModelContract, gives_one_token_a_look_and_none_for_what_was_not_seen) {
  EXPECT_TRUE(model->tokens({}).empty());
  const std::vector<std::vector<float>> nothing(3);
  for (const ExpressionToken& token : model->tokens(nothing)) EXPECT_TRUE(token.empty());
  EXPECT_EQ(model->tokens(nothing).size(), 3U);

  const std::vector<float> seen = look();
  Detection moved = face();
  moved.box.x += 10;
  const std::vector<float> other = model->look(photo().image(), moved);
  ASSERT_FALSE(other.empty());
  const std::vector<std::vector<float>> looks{seen, {}, other, seen, {}, seen};
  const std::vector<ExpressionToken> tokens = model->tokens(looks);
  ASSERT_EQ(tokens.size(), looks.size());
  for (std::size_t i = 0; i < looks.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(tokens[i].empty(), looks[i].empty());
    EXPECT_TRUE(finite(tokens[i]));
    if (looks[i].empty()) continue;
    EXPECT_EQ(tokens[i].size(), tokens[0].size());
    EXPECT_GT(length_of(tokens[i]), 0) << "a cosine needs a direction";
  }
  EXPECT_EQ(model->tokens(looks), tokens) << "the same looks, other tokens";
  EXPECT_EQ(GetParam().make()->tokens(looks), tokens);
}

TEST_P(ExpressionModelContract, one_look_alone_has_a_token) {
  const std::vector<std::vector<float>> one{look()};
  const std::vector<ExpressionToken> tokens = model->tokens(one);
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_GT(length_of(tokens[0]), 0);
}

INSTANTIATE_TEST_SUITE_P(models, ExpressionModelContract, ::testing::ValuesIn(expression_models()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace facetrack
