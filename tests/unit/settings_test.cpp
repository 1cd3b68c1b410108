// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/output.hpp"
#include "facetrack/report.hpp"

#include "support/paths.hpp"

namespace facetrack::job {
namespace {

/// A stored analysis by a detector whose model file is in this folder.
class Settings : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(dir_ / "video.mp4", "not looked into");
    write_file(model(), "one network");
    options_.video = dir_ / "video.mp4";
    options_.model.model = model();
    options_.model.allow_unverified = true;
    analysis_.source_id = part_id(options_);
    analysis_.detector = "yunet";
    analysis_.settings = settings_of(options_);
    analysis_.settings["detector"] = "yunet";
    analysis_.settings["detector_model"] = detector_model(options_, "yunet");
  }
  std::filesystem::path model() const { return dir_ / "yunet.onnx"; }
  std::string refusal() const {
    try {
      require_settings(options_, analysis_, "tracks.json");
    } catch (const OutputError& error) {
      EXPECT_EQ(error.reason(), OutputError::Reason::another_analysis);
      return error.what();
    }
    return "";
  }

  testing::TempDir dir_;
  JobOptions options_;
  Analysis analysis_;
};

TEST_F(Settings, a_stored_analysis_fits_the_model_file_that_made_it) {
  EXPECT_EQ(analysis_.settings["detector_model"].size(), 16U);
  EXPECT_EQ(refusal(), "");
  write_file(model(), "another network");
  EXPECT_THAT(refusal(),
              ::testing::HasSubstr("detector model " + analysis_.settings["detector_model"] +
                                   " instead of " + detector_model(options_, "yunet")));
}

TEST_F(Settings, an_analysis_of_before_model_checksums_or_without_the_model_at_hand_is_taken) {
  std::filesystem::remove(model());
  EXPECT_EQ(refusal(), "");
  write_file(model(), "another network");
  analysis_.settings.erase("detector_model");
  EXPECT_EQ(refusal(), "");
}

TEST_F(Settings, only_a_detector_that_is_named_decides) {
  write_file(model(), "another network");
  options_.insist = {"min_face"};
  EXPECT_EQ(refusal(), "");
  options_.insist = {"detector"};
  EXPECT_THAT(refusal(), ::testing::HasSubstr("detector model"));
}

}  // namespace
}  // namespace facetrack::job
