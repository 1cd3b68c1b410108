// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/scene.hpp"

namespace facetrack::testing {
namespace {

using nlohmann::json;

// How a frame with this much of the face counts: seen, in doubt, or not there.
enum class Presence { absent, doubtful, clear, turned };

Presence presence(const FaceTruth* face) {
  constexpr float gone = 0.05F, clear = 0.5F;  // parts of the face
  constexpr float profile = 50;                // degrees of yaw
  if (face == nullptr || face->visible < gone) return Presence::absent;
  if (face->visible < clear) return Presence::doubtful;
  return std::abs(face->pose.yaw) > profile ? Presence::turned : Presence::clear;
}

json span_json(int from, int to, Presence presence) {
  json span{{"from", from}, {"to", to}};
  if (presence == Presence::doubtful) {
    span["optional"] = true;
    span["note"] = "partly hidden";
  }
  if (presence == Presence::turned) span["note"] = "profile";
  return span;
}

double in_tenths(float v) { return std::round(10.0 * static_cast<double>(v)) / 10; }

json join_name(Join join) {
  switch (join) {
    case Join::dissolve:
      return "dissolve";
    case Join::wipe:
      return "wipe";
    default:
      return "fade";
  }
}

}  // namespace

std::string Scene::truth_json() const {
  json out{{"fps", std::to_string(script_.rate.num) + "/" + std::to_string(script_.rate.den)},
           {"frames", frames_},
           {"cuts", json::array()},
           {"gradual", json::array()},
           {"people", json::object()},
           {"boxes", json::object()}};
  for (std::size_t i = 0; i + 1 < script_.shots.size(); ++i) {
    const ShotScript& shot = script_.shots[i];
    if (shot.mixed == 0) {
      out["cuts"].push_back(starts_[i + 1]);
    } else {
      out["gradual"].push_back({{"type", join_name(shot.join)},
                                {"from", starts_[i] + shot.frames},
                                {"to", starts_[i + 1] - 1}});
    }
  }
  constexpr int box_every = 5;  // frames
  std::map<int, std::vector<Presence>> presences;
  for (const ShotScript& shot : script_.shots) {
    for (const Role& role : shot.cast) {
      presences[role.actor].assign(static_cast<std::size_t>(frames_), Presence::absent);
    }
  }
  for (int i = 0; i < frames_; ++i) {
    const FrameTruth truth = this->truth(i);
    if (truth.shot < 0) continue;
    for (auto& [who, frames] : presences) {
      const FaceTruth* face = truth.find(who);
      const Presence p = presence(face);
      frames[static_cast<std::size_t>(i)] = p;
      if (i % box_every != 0 || p == Presence::absent || p == Presence::doubtful) continue;
      out["boxes"][std::string(face->name)].push_back(
          {{"frame", i},
           {"box",
            {in_tenths(face->box.x), in_tenths(face->box.y), in_tenths(face->box.width),
             in_tenths(face->box.height)}}});
    }
  }
  for (const auto& [who, frames] : presences) {
    json spans = json::array();
    for (int from = 0; from < frames_;) {
      int to = from;
      const Presence p = frames[static_cast<std::size_t>(from)];
      while (to + 1 < frames_ && frames[static_cast<std::size_t>(to + 1)] == p) ++to;
      if (p != Presence::absent) spans.push_back(span_json(from, to, p));
      from = to + 1;
    }
    out["people"][std::string(actor(who).look().name)] = spans;
  }
  return out.dump(1) + "\n";
}

}  // namespace facetrack::testing
