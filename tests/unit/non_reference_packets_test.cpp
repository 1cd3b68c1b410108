// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/non_reference_packets.hpp"

#include <gtest/gtest.h>

namespace facetrack::media {
namespace {

/// Packets in the order of decoding: a picture ahead, then the two before it.
class Stream {
 public:
  /// Can the two frames between be skipped?
  bool group(int ahead, int between, bool key = false) {
    EXPECT_FALSE(take(time_ + 2, ahead, key));  // others refer to it
    const bool first = take(time_, between, false);
    const bool second = take(time_ + 1, between, false);
    EXPECT_EQ(first, second);
    time_ += 3;
    return second;
  }
  void settle() {
    for (int i = 0; i < 20; ++i) group(4000, 500);
  }

 private:
  bool take(std::int64_t pts, int size, bool key) {
    AVPacket packet{};
    packet.pts = pts;
    packet.size = size;
    packet.flags = key ? AV_PKT_FLAG_KEY : 0;
    return packets_.can_skip(packet);
  }

  NonReferencePackets packets_;
  std::int64_t time_ = 0;
};

TEST(NonReferencePackets, lie_between_pictures_of_usual_size) {
  Stream stream;
  EXPECT_FALSE(stream.group(4000, 500));  // nothing is usual yet
  stream.settle();
  EXPECT_TRUE(stream.group(4000, 500));
  EXPECT_TRUE(stream.group(7000, 900));
}

TEST(NonReferencePackets, are_not_where_news_is_ahead_or_between) {
  Stream stream;
  stream.settle();
  EXPECT_FALSE(stream.group(40000, 500));  // a cut
  EXPECT_TRUE(stream.group(4000, 500));
  EXPECT_FALSE(stream.group(4000, 2500));  // a flash
  EXPECT_FALSE(stream.group(30000, 500, true));
  EXPECT_TRUE(stream.group(4000, 500));
}

}  // namespace
}  // namespace facetrack::media
