// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "models/expression_card.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;

TEST(expression_card, an_empty_one_is_that_of_image_transformers) {
  const ExpressionCard card = parse_expression_card("{}", "net.json");
  EXPECT_EQ(card.width, 518);
  EXPECT_TRUE(card.rgb);
  EXPECT_NEAR(card.scale[2], 1 / (255 * 0.225), 1e-9);
  EXPECT_EQ(card.from_rest, 0);
}

TEST(expression_card, says_everything) {
  const ExpressionCard card = parse_expression_card(
      R"({"id":"mine-2","sha256":"ab","input":[96,112],"color":"bgr","mean":127.5,
          "scale":[0.1,0.2,0.3],"padding":0.25,"output":"embedding","pooling":"first",
          "template":[[0.3,0.3],[0.7,0.3],[0.5,0.5],[0.35,0.7],[0.65,0.7]],"from_rest":2})",
      "net.json");
  EXPECT_EQ(card.id, "mine-2");
  EXPECT_EQ(card.width, 96);
  EXPECT_EQ(card.height, 112);
  EXPECT_FALSE(card.rgb);
  EXPECT_EQ(card.mean[1], 127.5);
  EXPECT_EQ(card.scale[2], 0.3);
  EXPECT_EQ(card.output, "embedding");
  EXPECT_EQ(card.pooling, ExpressionCard::Pooling::first);
  EXPECT_FLOAT_EQ((*card.points)[4][1], 0.7F);
  EXPECT_EQ(card.from_rest, 2);
}

TEST(expression_card, what_is_wrong_is_named) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"[]", "net.json: must be an object"},
      {"{", "net.json: is not JSON: parse error at line 1"},
      {R"({"input":[0,9]})", "net.json: input[0]: must be from 8 to 2048"},
      {R"({"input":[99999,9]})", "net.json: input[0]"},
      {R"({"color":"cmyk"})", "net.json: color: must be \"bgr\" or \"rgb\""},
      {R"({"scale":0})", "net.json: scale: must be from 1e-06"},
      {R"({"mean":[1,2]})", "net.json: mean: must be a list of 3 numbers"},
      {R"({"pooling":"max"})", "net.json: pooling: must be \"mean\" or \"first\""},
      {R"({"template":[[0,0]]})", "net.json: template: must be a list of 5 points"}};
  for (const auto& [text, what] : cases) {
    try {
      parse_expression_card(text, "net.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt_input);
      EXPECT_THAT(error.what(), HasSubstr(what));
    }
  }
}

TEST(expression_card, lies_beside_its_network) {
  const testing::TempDir dir;
  EXPECT_EQ(expression_card_of(dir / "net.onnx").id, "net");
  write_file(dir / "net.json", R"({"input":[32,32]})");
  EXPECT_EQ(expression_card_of(dir / "net.onnx").width, 32);
}

}  // namespace
}  // namespace facetrack
