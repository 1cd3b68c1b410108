// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/program.hpp"
#include "commands/commands.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run_program;
using testing::TempDir;

/// The program with empty model folders: only the models that ship are installed.
class Models : public ::testing::Test {
 protected:
  Models() {
    ::setenv(folders, (folder / "own").c_str(), 1);
    ::setenv(data, folder.path().c_str(), 1);
  }
  ~Models() override {
    restore(folders, old_folders);
    restore(data, old_data);
  }

  TempDir folder;

 private:
  static std::string value_of(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  }
  static void restore(const char* name, const std::string& value) {
    value.empty() ? ::unsetenv(name) : ::setenv(name, value.c_str(), 1);
  }
  static constexpr const char* folders = "FACETRACK_MODEL_DIR";
  static constexpr const char* data = "XDG_DATA_HOME";
  std::string old_folders = value_of(folders);
  std::string old_data = value_of(data);
};

TEST_F(Models, are_listed_as_installed_to_be_fetched_or_without_an_address) {
  const Ran ran = run_program({"models", "list"});
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  std::size_t last = 0;
  for (const char* part : {"Installed\n", "\nbuiltin ", "\nCan be fetched", "\nretail-0095 ",
                           "\nHave no address", "\nface-mesh "}) {
    const std::size_t at = ran.out.find(part);
    ASSERT_NE(at, std::string::npos) << part << " is not in\n" << ran.out;
    EXPECT_GE(at, last) << part << " comes too early in\n" << ran.out;
    last = at;
  }
  EXPECT_THAT(ran.out, HasSubstr((folder / "own").string()));
  const std::size_t row = ran.out.find("\nretail-0095 ") + 1;
  const std::string line = ran.out.substr(row, ran.out.find('\n', row) - row);
  EXPECT_THAT(line, HasSubstr("2.6 MB"));
  EXPECT_THAT(line, HasSubstr("(recommended)"));
}

TEST_F(Models, are_listed_as_json_with_all_their_files) {
  const Ran ran = run_program({"models", "list", "--json"});
  ASSERT_EQ(ran.exit_code, exit_done) << ran.err;
  const auto models = nlohmann::json::parse(ran.out).at("models");
  const auto found = std::find_if(models.begin(), models.end(), [](const auto& model) {
    return model.at("name") == "retail-0095";
  });
  ASSERT_NE(found, models.end());
  EXPECT_EQ(found->at("state"), "missing");
  EXPECT_EQ(found->at("recommended"), true);
  ASSERT_EQ(found->at("files").size(), 2U);
  EXPECT_EQ(found->at("file"), found->at("files")[0].at("name"));
  EXPECT_EQ(found->at("files")[1].at("name"), "face-reidentification-retail-0095.bin");
  EXPECT_EQ(found->at("files")[1].at("size"), 2'213'628);
}

TEST_F(Models, are_fetched_by_name_or_all_that_are_recommended) {
  const Ran none = run_program({"models", "fetch"});
  EXPECT_EQ(none.exit_code, exit_usage);
  EXPECT_THAT(none.err, HasSubstr("--recommended gets the best ones"));
  const Ran both = run_program({"models", "fetch", "yunet", "--recommended"});
  EXPECT_EQ(both.exit_code, exit_usage);
  EXPECT_THAT(both.err, HasSubstr("give either names or --recommended"));
  const Ran unknown = run_program({"models", "fetch", "face-mesh"});
  EXPECT_NE(unknown.exit_code, exit_done);
  EXPECT_THAT(unknown.err, HasSubstr("cannot be downloaded"));
}

// With conversions to ONNX and YuNet installed there is nothing to download.
TEST_F(Models, that_are_installed_are_not_fetched_again) {
  FACETRACK_NEEDS_SHARED();
  ::setenv("FACETRACK_MODEL_DIR", (testing::shared_dir() / "models").c_str(), 1);
  const Ran ran = run_program({"models", "fetch", "--recommended"});
  EXPECT_EQ(ran.exit_code, exit_done) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("face_detection_yunet_2022mar.onnx\n"));
  EXPECT_THAT(ran.out, HasSubstr("face-reidentification-retail-0095.onnx\n"));
}

}  // namespace
}  // namespace facetrack::cli
