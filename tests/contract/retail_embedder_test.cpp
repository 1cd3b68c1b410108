// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using facetrack::testing::shared_dir;
using facetrack::testing::TempDir;

constexpr std::array photo_names = {
    "Aaron_Peirsol/Aaron_Peirsol_0001",       "Abdoulaye_Wade/Abdoulaye_Wade_0001",
    "Abdullah_Gul/Abdullah_Gul_0001",         "Adrien_Brody/Adrien_Brody_0001",
    "Aitor_Gonzalez/Aitor_Gonzalez_0001",     "Ai_Sugiyama/Ai_Sugiyama_0001",
    "Alejandro_Toledo/Alejandro_Toledo_0001", "Ali_Naimi/Ali_Naimi_0001"};

/// The faces are aligned already: the inner 128 pixels of 160 are the network's input.
Embedding embed(Embedder& embedder, const fs::path& crop) {
  constexpr std::array<std::array<float, 2>, 5> parts{{{0.31557F, 0.46157F},
                                                       {0.68262F, 0.46157F},
                                                       {0.50026F, 0.64051F},
                                                       {0.34947F, 0.82469F},
                                                       {0.65344F, 0.82469F}}};
  Landmarks points{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {16 + 128 * parts[i][0], 16 + 128 * parts[i][1]};
  }
  const Frame picture = read_image(crop.string());
  const Detection face{{46, 40, 68, 88}, 0.9F, points};
  return embedder.embed(picture.image(), {&face, 1}).at(0);
}

// Therefore both have one id, and what was stored with one can be used with the other.
TEST(RetailEmbedder, gives_the_same_vectors_from_the_official_files_and_from_onnx) {
  FACETRACK_NEEDS_SHARED();
  const TempDir folder;
  std::string command = "tar xzf '" + (shared_dir() / "faces/lfw.tar.gz").string() + "' -C '" +
                        folder.path().string() + "'";
  for (const char* name : photo_names) command += " lfw/" + std::string(name) + ".jpg";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const std::string model = "face-reidentification-retail-0095";
  const auto official =
      make_embedder("retail-0095", {.model = shared_dir() / "models/omz" / (model + ".xml")});
  const auto converted =
      make_embedder("retail-0095", {.model = shared_dir() / "models" / (model + ".onnx")});
  EXPECT_EQ(official->model_id(), converted->model_id());
  EXPECT_EQ(official->limits().one_picture, converted->limits().one_picture);
  float farthest = 0;
  for (const char* name : photo_names) {
    const fs::path crop = folder / ("lfw/" + std::string(name) + ".jpg");
    const float away = distance(embed(*official, crop), embed(*converted, crop));
    farthest = std::max(farthest, away);
    EXPECT_LT(away, 1e-3F) << name;  // measured: 3.4e-5
  }
  RecordProperty("farthest", std::to_string(farthest));
}

}  // namespace
}  // namespace facetrack
