// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/person_links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facetrack::library {
namespace {

using ::testing::ElementsAre;

TEST(PersonLinks, linked_faces_of_several_videos_are_one_person) {
  const std::vector<LinkedFace> faces{{1}, {2}, {3}, {4}};
  EXPECT_THAT(group_linked(faces, {{0, 2, 0.5F}, {0, 3, 0.6F}, {2, 3, 0.7F}}),
              ElementsAre(0, 1, 0, 0));
}

TEST(PersonLinks, two_faces_of_one_video_stay_apart) {
  const std::vector<LinkedFace> faces{{1}, {1}, {2}};
  EXPECT_THAT(group_linked(faces, {{0, 2, 0.5F}, {1, 2, 0.4F}}), ElementsAre(0, 1, 1));
}

TEST(PersonLinks, one_doubtful_link_does_not_join_two_people) {
  const std::vector<LinkedFace> faces{{1}, {2}, {3}, {4}, {5}, {6}};
  const std::vector<FaceLink> links{{0, 1, 0.3F}, {0, 2, 0.3F}, {1, 2, 0.3F}, {3, 4, 0.3F},
                                    {3, 5, 0.3F}, {4, 5, 0.3F}, {2, 3, 0.9F}};
  EXPECT_THAT(group_linked(faces, links), ElementsAre(0, 0, 0, 1, 1, 1));
}

TEST(PersonLinks, what_was_decided_by_hand_is_kept) {
  const std::vector<LinkedFace> faces{{1, 7}, {2, 7}, {3, 8}, {4}};
  EXPECT_THAT(group_linked(faces, {{0, 2, 0.1F}, {2, 3, 0.2F}}), ElementsAre(0, 0, 1, 1));
}

}  // namespace
}  // namespace facetrack::library
