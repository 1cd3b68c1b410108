// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using testing::is_missing_model;
using testing::plain_picture;
using testing::reference_photo;
using testing::shared_dir;
using testing::use_shared_models;

/// A photograph and the face on it.
struct Photo {
  Frame picture;
  Detection face;
};

/// Each photograph is read and searched once for all embedders.
const Photo& face_on_photo(const std::string& name) {
  static std::map<std::string, Photo> known;
  if (const auto found = known.find(name); found != known.end()) return found->second;
  const Frame picture = reference_photo(name);
  const auto faces = make_detector("auto")->detect(picture.image());
  if (faces.empty()) throw Error(ErrorCode::backend, name + ": no face");
  return known.emplace(name, Photo{picture, faces[0]}).first->second;
}

/// An embedder, and the file below ../shared/models that it reads; empty: the one in the store.
struct Case {
  std::string name;
  std::string file;
};

/// The contract of every embedder of this build, and of every format of its files.
class EmbedderContract : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    use_shared_models();
    const auto& [name, file] = GetParam();
    if (!file.empty()) FACETRACK_NEEDS_SHARED();
    try {
      embedder = make_embedder(
          name, {.model = file.empty() ? std::filesystem::path() : shared_dir() / "models" / file});
    } catch (const Error& error) {
      if (!is_missing_model(error)) throw;
      GTEST_SKIP() << error.what();
    }
  }

  Embedding embed(const Frame& picture, const Detection& face) {
    return embedder->embed(picture.image(), {&face, 1}).at(0);
  }
  Embedding embed_photo(const std::string& name, bool with_points = true) {
    auto [photo, face] = face_on_photo(name);
    if (!with_points) face.landmarks.reset();
    return embed(photo, face);
  }

  std::unique_ptr<Embedder> embedder;
};

float length(const Embedding& embedding) {
  double square = 0;
  for (const float value : embedding.values) square += static_cast<double>(value) * value;
  return static_cast<float>(std::sqrt(square));
}

TEST_P(EmbedderContract, brings_its_own_thresholds) {
  EXPECT_FALSE(embedder->model_id().empty());
  // The id that results store is also accepted as a name.
  EXPECT_EQ(make_embedder(embedder->model_id())->model_id(), embedder->model_id());
  const MatchLimits limits = embedder->limits();
  EXPECT_GT(limits.mean_face, 0.0F);
  EXPECT_GE(limits.one_picture, limits.mean_face) << "a mean lies nearer";
  EXPECT_GE(limits.uncertain, limits.one_picture);
  EXPECT_LT(limits.uncertain, 1.42F);
}

TEST_P(EmbedderContract, gives_nothing_for_no_face) {
  EXPECT_TRUE(embedder->embed(plain_picture(20, 20).image(), {}).empty());
}

TEST_P(EmbedderContract, gives_unit_vectors_of_one_length_whatever_the_box) {
  const Frame picture = plain_picture(60, 50, 90);
  std::vector<Detection> faces{
      {{10, 10, 20, 26}, 0.9F, std::nullopt},   {{-30, -30, 45, 60}, 0.9F, std::nullopt},
      {{500, 500, 20, 20}, 0.9F, std::nullopt}, {{5, 5, 0.1F, 0.1F}, 0.9F, std::nullopt},
      {{10, 10, 20, 26}, 0.9F, Landmarks{}},    {{0, 0, 4000, 5000}, 0.9F, std::nullopt}};
  const auto embeddings = embedder->embed(picture.image(), faces);
  ASSERT_EQ(embeddings.size(), faces.size());
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    EXPECT_EQ(embeddings[i].model, embedder->model_id());
    EXPECT_EQ(embeddings[i].values.size(), embeddings[0].values.size());
    EXPECT_NEAR(length(embeddings[i]), 1.0F, 1e-3F) << i;
  }
}

TEST_P(EmbedderContract, refuses_what_is_no_face) {
  const Frame picture = plain_picture(60, 50, 90);
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float infinite = std::numeric_limits<float>::infinity();
  Landmarks lost{};
  lost[4].x = nan;
  const Detection good{{10, 10, 20, 26}, 0.9F, std::nullopt};
  for (const Detection& bad :
       {Detection{{nan, nan, nan, nan}, 0.9F, std::nullopt},
        Detection{{3, 3, 20, infinite}, 0.9F, std::nullopt},
        Detection{{3, 3, -20, -20}, 0.9F, std::nullopt},
        Detection{{3, 3, 0, 0}, 0.9F, std::nullopt},
        Detection{{1e30F, 3, 20, 20}, 0.9F, std::nullopt},
        Detection{{3, 3, 20, 20}, nan, std::nullopt}, Detection{{3, 3, 20, 20}, 0.9F, lost}}) {
    EXPECT_FALSE(is_usable(bad));
    const std::vector<Detection> faces{good, bad};
    try {
      embedder->embed(picture.image(), faces);
      ADD_FAILURE() << "an embedding of what is no face";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    }
  }
}

TEST_P(EmbedderContract, survives_an_empty_view_and_one_pixel) {
  const Detection face{{0, 0, 10, 10}, 0.9F, std::nullopt};
  EXPECT_EQ(embedder->embed({nullptr, 0, 0, 0, PixelFormat::bgr24}, {&face, 1}).size(), 1U);
  EXPECT_EQ(embedder->embed(plain_picture(1, 1).image(), {&face, 1}).size(), 1U);
}

TEST_P(EmbedderContract, refuses_a_grey_picture) {
  const Frame picture = plain_picture(64, 64);
  ImageView gray = picture.image();
  gray.format = PixelFormat::gray8;
  const Detection face{{10, 10, 20, 26}, 0.9F, std::nullopt};
  EXPECT_THROW(embedder->embed(gray, {&face, 1}), Error);
}

TEST_P(EmbedderContract, gives_each_face_what_it_gets_alone) {
  FACETRACK_NEEDS_SHARED();
  const Frame photo = reference_photo("friends_Phoebe.png");
  const std::vector<Detection> faces{{{233, 131, 201, 259}, 0.9F, std::nullopt},
                                     {{30, 40, 90, 120}, 0.9F, std::nullopt},
                                     {{233, 131, 201, 259}, 0.9F, std::nullopt}};
  const auto together = embedder->embed(photo.image(), faces);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    EXPECT_LT(distance(together[i], embed(photo, faces[i])), 1e-3F) << i;
  }
  EXPECT_LT(distance(together[0], together[2]), 1e-4F);
}

// How surely is measured on thousands of pairs (bench_lfw); here only that the chain is put
// together rightly, with and without the detector's points.
TEST_P(EmbedderContract, puts_two_photographs_of_one_woman_nearer_than_other_people) {
  FACETRACK_NEEDS_SHARED();
  for (const bool with_points : {true, false}) {
    const Embedding monica = embed_photo("friends_Monica.png", with_points);
    const float same = distance(monica, embed_photo("monica.jpeg", with_points));
    for (const char* other : {"friends_Ross.png", "hamilton_lin.png", "jensen_huang.png"}) {
      EXPECT_GT(distance(monica, embed_photo(other, with_points)), same) << other;
    }
  }
}

std::vector<Case> cases() {
  std::vector<Case> all{{"retail-0095", "omz/face-reidentification-retail-0095.xml"},
                        {"retail-0095", "face-reidentification-retail-0095.onnx"}};
  for (const std::string_view name : embedder_backends()) all.push_back({std::string(name), ""});
  return all;
}
std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.name + std::filesystem::path(info.param.file).extension().string();
  std::replace(name.begin(), name.end(), '-', '_');
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Every, EmbedderContract, ::testing::ValuesIn(cases()), name_of);

TEST(Distance, refuses_vectors_of_different_models) {
  EXPECT_THROW(distance({"a", {1, 0}}, {"b", {1, 0}}), Error);
  EXPECT_THROW(distance({"a", {1, 0}}, {"a", {1, 0, 0}}), Error);
  EXPECT_FLOAT_EQ(distance({"a", {1, 0}}, {"a", {0, 1}}), std::sqrt(2.0F));
}

}  // namespace
}  // namespace facetrack
