// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Renders people with random looks as cut-outs to train the detector with:
//   render_actors COUNT OUT SEED
// writes OUT.raw (pixels: blue, green, red times alpha, alpha) and OUT.csv (a line per cut-out:
// offset, width, height, kind, box, five points, yaw, pitch, roll, how far the eyes are open). The
// kind is "face", or "back" for a head seen from behind. The eight actors of the tests never occur:
// they are for measuring.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "support/actors.hpp"
#include "support/render/noise.hpp"

namespace {

using namespace facetrack::testing;

constexpr float smallest = 24, largest = 170;  // pixels, height of the face
constexpr float back_share = 0.08F;            // of heads seen from behind
constexpr float back_yaw = 125;                // degrees; the face is out of sight beyond

Color pick(Random& random, const std::vector<Color>& colors) {
  const Color base = colors[random.next() % colors.size()];
  const float light = random.range(0.85F, 1.15F);
  return {std::min(1.0F, base.x * light * random.range(0.94F, 1.06F)),
          std::min(1.0F, base.y * light),
          std::min(1.0F, base.z * light * random.range(0.94F, 1.06F))};
}

// The ranges are those of the eight actors of tests/support/actor_looks.cpp.
ActorLook random_look(Random& r) {
  const auto chance = [&](float share) { return r.range(0, 1) < share; };
  ActorLook a;
  a.face_width = r.range(0.88F, 1.08F), a.jaw_width = r.range(0.75F, 1.17F);
  a.chin_width = r.range(0.64F, 1.4F), a.face_length = r.range(0.86F, 1.12F);
  a.cheekbones = r.range(0, 2.1F), a.brow_ridge = r.range(0.3F, 1.8F), a.chin = r.range(0.2F, 1.6F);
  a.nose_length = r.range(0.83F, 1.2F), a.nose_width = r.range(0.64F, 1.5F);
  a.nose_height = r.range(0.5F, 1.6F), a.nose_bridge = r.range(0.05F, 2.3F);
  a.eye_spacing = r.range(0.87F, 1.11F), a.eye_size = r.range(0.8F, 1.2F);
  a.eye_opening = r.range(0.6F, 1.35F), a.eye_depth = r.range(0.25F, 1.7F);
  a.eye_tilt = r.range(-3.4F, 3.5F);
  a.brow_thickness = r.range(0.4F, 2.2F), a.brow_arch = r.range(0.3F, 1.3F);
  a.brow_height = r.range(0.79F, 1.12F), a.mouth_width = r.range(0.72F, 1.23F);
  a.upper_lip = r.range(0.29F, 1.65F), a.lower_lip = r.range(0.44F, 1.15F);
  a.mouth_height = r.range(0.77F, 1.22F), a.ears = r.range(0.8F, 1.2F);
  a.skin = pick(r, {{0.88F, 0.72F, 0.63F},
                    {0.79F, 0.58F, 0.44F},
                    {0.75F, 0.55F, 0.41F},
                    {0.55F, 0.38F, 0.27F},
                    {0.45F, 0.30F, 0.22F},
                    {0.32F, 0.21F, 0.16F}});
  const float lip = r.range(0, 1);
  a.lips = mix(a.skin * Color{0.85F, 0.58F, 0.62F}, Color{0.7F, 0.2F, 0.25F}, lip * lip * 0.7F);
  a.hair = pick(r, {{0.08F, 0.07F, 0.07F},
                    {0.15F, 0.1F, 0.08F},
                    {0.4F, 0.26F, 0.15F},
                    {0.72F, 0.56F, 0.34F},
                    {0.55F, 0.26F, 0.12F},
                    {0.62F, 0.62F, 0.62F}});
  a.brows = a.hair * r.range(0.5F, 0.9F);
  a.iris = pick(r, {{0.3F, 0.2F, 0.12F}, {0.35F, 0.45F, 0.6F}, {0.35F, 0.42F, 0.3F}});
  a.cloth = {r.range(0.05F, 0.95F), r.range(0.05F, 0.95F), r.range(0.05F, 0.95F)};
  a.shirt = {r.range(0.4F, 0.95F), r.range(0.4F, 0.95F), r.range(0.4F, 0.95F)};
  a.jacket = chance(0.4F);
  a.blush = r.range(0, 0.8F), a.freckles = chance(0.15F) ? r.range(0, 1) : 0;
  a.age = r.range(0, 0.9F), a.make_up = chance(0.35F) ? r.range(0, 0.8F) : 0;
  a.eye_shadow = r.range(0.15F, 0.5F);
  if (chance(0.3F)) a.beard = r.range(0.3F, 1), a.beard_length = r.range(0, 9);
  if (a.beard > 0 || chance(0.15F)) a.moustache = r.range(0.3F, 1);
  a.style = static_cast<HairStyle>(r.next() % 7);
  a.hair_volume = r.range(0.8F, 1.3F), a.hairline = r.range(0.75F, 1.7F);
  a.hair_part = r.range(-1, 1);
  a.glasses = chance(0.65F) ? GlassesStyle::none
                            : (chance(0.5F) ? GlassesStyle::round : GlassesStyle::square);
  a.frame = pick(r, {{0.1F, 0.1F, 0.12F}, {0.4F, 0.15F, 0.1F}, {0.6F, 0.6F, 0.62F}});
  return a;
}

HeadPose random_pose(Random& r, bool back) {
  const float side = r.next() % 2 == 0 ? 1.0F : -1.0F;
  HeadPose pose;
  pose.yaw = side * (back ? r.range(back_yaw, 180) : r.range(0, 95));
  pose.pitch = std::max(-45.0F, std::min(45.0F, 16 * r.normal()));
  pose.roll = 6 * r.normal();
  return pose;
}

Light random_light(Random& r) {
  Light light;
  light.azimuth = r.range(-90, 90), light.elevation = r.range(-20, 75);
  light.strength = r.range(0.2F, 1.3F), light.around = r.range(0.15F, 0.75F);
  light.warmth = r.range(-0.6F, 0.8F);
  return light;
}

FaceExpression random_expression(Random& r) {
  FaceExpression e;
  const float mouth = r.range(0, 1);
  e.mouth_open = mouth < 0.6F ? 0 : (mouth - 0.6F) * 2;
  e.smile = std::max(-0.6F, std::min(1.0F, 0.15F + 0.45F * r.normal()));
  e.pucker = r.range(0, 1) < 0.15F ? r.range(0, 1) : 0;
  e.brows = std::max(-1.0F, std::min(1.0F, 0.4F * r.normal()));
  e.eyes_open = r.range(0, 1) < 0.1F ? r.range(0, 0.4F) : r.range(0.75F, 1.1F);
  e.gaze_x = r.range(-0.8F, 0.8F), e.gaze_y = r.range(-0.4F, 0.4F);
  return e;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: render_actors COUNT OUT SEED\n", stderr);
    return 2;
  }
  const int count = std::atoi(argv[1]);
  const std::string out = argv[2];
  Random random(std::strtoull(argv[3], nullptr, 10));
  std::ofstream raw(out + ".raw", std::ios::binary), table(out + ".csv");
  long long offset = 0;
  constexpr int views = 4;  // of each person
  for (int i = 0; i < count; i += views) {
    const Actor person(random_look(random));
    for (int view = i; view < std::min(count, i + views); ++view) {
      const bool back = random.range(0, 1) < back_share;
      ActorState state;
      state.size = smallest * std::pow(largest / smallest, random.range(0, 1));
      state.pose = random_pose(random, back);
      state.expression = random_expression(random);
      // The picture's border cuts the shoulders off.
      const cv::Size size(static_cast<int>(state.size * random.range(1.8F, 2.8F)),
                          static_cast<int>(state.size * random.range(1.7F, 2.8F)));
      state.x = static_cast<float>(size.width) / 2;
      state.y = state.size;
      const ActorLayer layer = person.render(state, random_light(random), size);
      const auto x0 = static_cast<float>(layer.corner.x), y0 = static_cast<float>(layer.corner.y);
      table << offset << ',' << layer.alpha.cols << ',' << layer.alpha.rows << ','
            << (back ? "back" : "face") << ',' << layer.box.x - x0 << ',' << layer.box.y - y0 << ','
            << layer.box.width << ',' << layer.box.height;
      for (const auto& p : layer.points) table << ',' << p.x - x0 << ',' << p.y - y0;
      table << ',' << state.pose.yaw << ',' << state.pose.pitch << ',' << state.pose.roll << ','
            << state.expression.eyes_open << '\n';
      cv::Mat pixels;
      const std::vector<cv::Mat> parts{layer.color, layer.alpha};
      pixels.create(layer.alpha.size(), CV_8UC4);
      const int channels[] = {0, 0, 1, 1, 2, 2, 3, 3};
      cv::mixChannels(parts.data(), parts.size(), &pixels, 1, channels, 4);
      raw.write(reinterpret_cast<const char*>(pixels.data),
                static_cast<std::streamsize>(pixels.total() * 4));
      offset += static_cast<long long>(pixels.total()) * 4;
    }
  }
  raw.close(), table.close();
  return raw && table ? 0 : 1;
}
