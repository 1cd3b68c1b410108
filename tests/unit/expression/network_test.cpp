// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// A network of one's own: the shipped embedder stands in for one.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/report.hpp"

#include "models/folders.hpp"
#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;

class Network : public ::testing::Test {
 protected:
  Network() { std::filesystem::copy_file(testing::data_dir() / "models/builtin-1.onnx", file_); }
  std::unique_ptr<ExpressionModel> make(const std::string& card, bool trusted = true) {
    if (!card.empty()) write_file(dir_ / "net.json", card);
    ModelOptions options;
    options.allow_unverified = trusted;
    return make_expression_model(file_.string(), options);
  }
  void expect_refused(const std::string& card, bool trusted, ErrorCode code,
                      const std::string& what) {
    try {
      make(card, trusted);
      ADD_FAILURE() << card;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_THAT(error.what(), HasSubstr(file_.string()));
      EXPECT_THAT(error.what(), HasSubstr(what));
    }
  }

  testing::TempDir dir_;
  std::filesystem::path file_ = dir_ / "net.onnx";
};

TEST_F(Network, gives_its_numbers_as_tokens) {
  const auto model =
      make(R"({"id": "mine", "input": [128, 128], "mean": 0, "color": "bgr", "scale": 1})");
  EXPECT_EQ(model->model_id(), "mine");
  const Frame picture = testing::plain_picture(200, 160, 90);
  const std::vector<float> look = model->look(picture.image(), {{40, 20, 90, 110}, 1, {}});
  EXPECT_EQ(look.size(), 256U);
  // A box that reaches out of the picture is a face all the same.
  EXPECT_EQ(model->look(picture.image(), {{-30, -40, 90, 110}, 1, {}}).size(), 256U);
  EXPECT_TRUE(model->look(picture.image(), {{40, 20, 0, 0}, 1, {}}).empty());
  const std::vector<std::vector<float>> looks{look, {}, look};
  const std::vector<ExpressionToken> tokens = model->tokens(looks);
  EXPECT_EQ(tokens[0], look);
  EXPECT_TRUE(tokens[1].empty());
}

TEST_F(Network, makes_tokens_relative_to_rest_on_request) {
  const auto model = make(R"({"input": [128, 128], "from_rest": 2})");
  const std::vector<std::vector<float>> looks(3, std::vector<float>{5, 6});
  EXPECT_EQ(model->tokens(looks)[0], (ExpressionToken{1, 0, 0}));
}

TEST_F(Network, of_the_wrong_shape_is_refused_with_what_it_was_given) {
  expect_refused("", true, ErrorCode::unsupported, "518 x 518");
  expect_refused(R"({"input": [64, 128]})", true, ErrorCode::unsupported, "net.json");
}

TEST_F(Network, is_checked_against_its_card_and_not_trusted_unasked) {
  const std::string sum = sha256_of(file_);
  make(R"({"input": [128, 128], "sha256": ")" + sum + "\"}", false);
  expect_refused(R"({"input": [128, 128], "sha256": "00"})", true, ErrorCode::corrupt_input,
                 "differs from the one in " + (dir_ / "net.json").string());
  // Nothing of it is read before.
  write_file(file_, "no network");
  expect_refused(R"({"input": [128, 128], "sha256": ")" + sum + "\"}", true,
                 ErrorCode::corrupt_input, "damaged");
  expect_refused(R"({"input": [128, 128]})", false, ErrorCode::unsupported,
                 "\"sha256\" to " + (dir_ / "net.json").string() +
                     ", or allow unverified models if you trust");
  expect_refused(R"({"input": [128, 128]})", true, ErrorCode::corrupt_input, "not an ONNX network");
}

TEST(make_expression_model, names_what_there_is) {
  try {
    make_expression_model("magic");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.what(), HasSubstr("auto, builtin, blendshapes"));
  }
}

}  // namespace
}  // namespace facetrack
