// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <span>

#include <opencv2/core/mat.hpp>

#include "facetrack/face.hpp"

#include "support/actor_look.hpp"

namespace facetrack::testing {

/// Degrees. yaw > 0: the face turns to the right of the picture; pitch > 0: down; roll > 0:
/// clockwise.
struct HeadPose {
  float yaw = 0;
  float pitch = 0;
  float roll = 0;
};

struct FaceExpression {
  float mouth_open = 0;  ///< 0 closed .. 1 wide open
  float smile = 0;       ///< -1 sad .. 1 broad smile
  float pucker = 0;      ///< 0 .. 1, as for "oo"
  float brows = 0;       ///< -1 frown .. 1 raised
  float eyes_open = 1;   ///< 0 closed .. 1, a little more for staring
  float gaze_x = 0;      ///< -1 .. 1, right in the picture
  float gaze_y = 0;      ///< -1 .. 1, down
};

/// One lamp and an even light from all around.
struct Light {
  float azimuth = -35;   ///< degrees; negative: from the left of the picture
  float elevation = 35;  ///< degrees above the eyes
  float strength = 1;    ///< 0 .. about 1.5
  float around = 0.42F;  ///< of the even light
  float warmth = 0;      ///< -1 blue .. 1 orange
};

struct ActorState {
  float x = 0;  ///< pixels: the middle of the face when it looks straight ahead
  float y = 0;
  float size = 100;  ///< pixels: height of the face's box when it looks straight ahead
  HeadPose pose;
  FaceExpression expression;
};

/// An actor as drawn: a cut-out to lay over a picture, and what is true of it.
struct ActorLayer {
  cv::Point corner;    ///< of the cut-out in the picture; may lie outside
  cv::Mat color;       ///< CV_8UC3, already multiplied by alpha; empty when not painted
  cv::Mat alpha;       ///< CV_8UC1
  cv::Mat face;        ///< CV_8UC1: the face without hair, within alpha
  Box box;             ///< forehead to chin, as face detectors draw it; covered parts included
  Landmarks points{};  ///< right eye, left eye, nose tip, right and left mouth corner
};

/// A rendered person. Immutable once made: several threads may render at once.
class Actor {
 public:
  explicit Actor(const ActorLook& look);
  ~Actor();
  Actor(Actor&&) noexcept;

  const ActorLook& look() const noexcept;
  /// `picture` cuts the body off; the head is always drawn whole. `painted` false: masks and
  /// truth alone, which is quicker.
  ActorLayer render(const ActorState& state, const Light& light, cv::Size picture,
                    bool painted = true) const;

 private:
  struct Data;
  std::unique_ptr<const Data> data_;
};

/// Eight people that differ clearly, always in this order.
std::span<const ActorLook> actor_looks();
/// The actor of actor_looks()[index], made once and kept.
const Actor& actor(int index);

/// Lays `layer` over `picture` (CV_8UC3).
void lay_over(cv::Mat& picture, const ActorLayer& layer);

}  // namespace facetrack::testing
