// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "facetrack/frame.hpp"

#include "support/actors.hpp"
#include "support/render/backdrop.hpp"
#include "support/speech.hpp"

namespace facetrack::testing {

/// A value that changes with time: {frame of the shot, value} pairs, smooth between them and
/// constant outside. A plain number stays the same.
class Curve {
 public:
  Curve(float value = 0) : keys_{{0.0F, value}} {}
  Curve(std::initializer_list<std::pair<float, float>> keys) : keys_(keys) {}
  explicit Curve(std::vector<std::pair<float, float>> keys) : keys_(std::move(keys)) {}
  float at(float frame) const;

 private:
  std::vector<std::pair<float, float>> keys_;
};

/// An actor in a shot. Places are pixels of the scene; a camera that pans sees them move.
struct Role {
  int actor = 0;   ///< of actor_looks()
  Curve x{}, y{};  ///< the middle of the face
  Curve size{100.0F};
  Curve yaw{}, pitch{}, roll{};
  Curve smile{}, brows{}, mouth_open{}, gaze_x{};
  Curve eyes_open{1.0F};                   ///< blinks come on top
  float liveliness = 1;                    ///< of small movements and blinks; 0 keeps still
  std::shared_ptr<const Speech> speech{};  ///< null: silent
};

enum class BoardShape : std::uint8_t { plate, hand };

/// Something flat that passes in front of everybody: an occluder.
struct Board {
  Curve x{}, y{};  ///< its middle
  float width = 100, height = 100;
  Curve angle{};  ///< degrees
  Color color{0.55F, 0.4F, 0.28F};
  BoardShape shape = BoardShape::plate;  ///< a hand points upwards and fills width x height
};

enum class Join : std::uint8_t { cut, dissolve, fade_black, fade_white, wipe };

struct ShotScript {
  int frames = 50;  ///< purely of this shot
  Backdrop backdrop = Backdrop::room;
  Curve pan_x{}, pan_y{};  ///< where the camera's left upper corner is in the scene
  Light light;
  std::vector<Role> cast;  ///< later ones stand in front
  std::vector<Board> boards;
  float blur = 0;         ///< sigma in pixels
  float noise = 2;        ///< deviation in grey levels
  Join join = Join::cut;  ///< to the next shot
  int mixed = 0;          ///< frames that the join takes, between the two shots; 0 for a cut
};

struct SceneScript {
  int width = 640, height = 360;
  Rational rate{25, 1};
  std::uint64_t seed = 1;  ///< of noise and small movements
  std::vector<ShotScript> shots;
};

struct FaceTruth {
  int actor = 0;
  std::string_view name;
  Box box;  ///< of the whole face, also where something covers it
  Landmarks points{};
  HeadPose pose;
  FaceExpression expression;
  float visible = 1;        ///< part of the face that is in the picture and not covered
  float mouth_covered = 0;  ///< part of the mouth that something in front covers
  float eyes_covered = 0;   ///< part of the eye of which more is covered
};

struct FrameTruth {
  int shot = 0;  ///< -1 on a mixed frame
  std::vector<FaceTruth> faces;
  const FaceTruth* find(int actor) const;
};

/// A little film: exact and repeatable. const members may be called from several threads.
class Scene {
 public:
  explicit Scene(SceneScript script);
  ~Scene();

  const SceneScript& script() const noexcept { return script_; }
  int frames() const noexcept { return frames_; }
  /// bgr24, with index and pts.
  Frame render(int index) const;
  FrameTruth truth(int index) const;
  /// First frame of every shot.
  const std::vector<int>& shot_starts() const noexcept { return starts_; }

  /// In the format of the project's scoring program: cuts, gradual, people, boxes.
  std::string truth_json() const;
  /// Everybody's speech, mixed, mono.
  std::vector<float> sound(int sample_rate) const;

 private:
  struct Cache;
  struct Place {  // of a frame: one shot, or two while they are mixed
    int shot;
    int frame;       // of that shot; may lie outside it while mixed
    int mixed = -1;  // number of the mixed frame
  };
  Place place(int index) const;
  cv::Mat draw(int shot, int frame, int index, std::vector<FaceTruth>* truth, bool painted) const;
  cv::Mat compose(int index, FrameTruth* truth, bool painted) const;

  SceneScript script_;
  int frames_ = 0;
  std::vector<int> starts_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace facetrack::testing
