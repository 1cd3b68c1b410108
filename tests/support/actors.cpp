// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/actors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "support/render/head_mesh.hpp"
#include "support/render/head_paint.hpp"
#include "support/render/raster.hpp"

namespace facetrack::testing {
namespace {

// The box a face detector draws reaches from the upper forehead to the chin; measured with YuNet
// on frontal actors (docs/synthetic.md).
constexpr float box_top = -75;     // mm above the eyes
constexpr float box_height = 190;  // mm, frontal, average face
constexpr float viewer = 1500;     // mm from the eye to the head: how strong perspective is
constexpr Vec3 neck_joint{0, 95, -32};
constexpr Vec3 face_middle{0, 30, 40};  // lies at ActorState's x, y when looking straight ahead

struct Stage {
  Rotation head, body;
  float scale;  // pixels per mm at the face's distance
  float x, y;

  Vec3 place(const Vec3& p, bool on_body) const {
    const Rotation& r = on_body ? body : head;
    return r.apply(p - neck_joint) + neck_joint - face_middle;
  }
  Seen project(const Vec3& placed) const {
    const float s = scale * viewer / (viewer - placed.z);
    return {x + s * placed.x, y + s * placed.y, placed.z};
  }
};

struct Bounds {
  float x0 = std::numeric_limits<float>::max(), y0 = x0, x1 = -x0, y1 = -x0;
  void add(float x, float y) {
    x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
  }
};

bool in_face_box(const FacePlan& plan, const Vec3& p) {
  return p.z > -14 && p.y > box_top && p.y < plan.chin_y;
}
// The oval a viewer would call the face: without ears, temples and what the hair covers.
bool in_face(const ActorLook& look, const FacePlan& plan, const Vec3& p) {
  return p.z > 8 && p.y > box_top && hair_depth(look, plan, p) < 0;
}

// Rows are the light's frame: x, y across, z towards the lamp.
Rotation lamp_frame(const Light& light) {
  const Rotation r = turn(light.azimuth, -light.elevation, 0);
  const Vec3 z = r.apply({0, 0, 1});
  const Vec3 x = normalized(cross({0, 1, 0}, z));
  return {x, cross(z, x), z};
}

constexpr int shadow_side = 176;
constexpr float shadow_scale = 0.55F;  // texels per mm: a head and its hair fit
Seen in_shadow_map(const Rotation& lamp, const Vec3& placed) {
  const Vec3 p = lamp.apply(placed);
  return {p.x * shadow_scale + shadow_side / 2.0F, p.y * shadow_scale + shadow_side / 2.0F, p.z};
}

// Samples per pixel and side: small heads need more to keep thin lines.
int samples_for(float size) { return size < 48 ? 3 : (size < 300 ? 2 : 1); }

}  // namespace

struct Actor::Data {
  ActorLook look;
  FacePlan plan;
  std::vector<Mesh> meshes;
  std::array<Vec3, 5> points;
};

Actor::Actor(const ActorLook& look) {
  auto data = std::make_unique<Data>(Data{look, plan_face(look), build_meshes(look), {}});
  const FacePlan& f = data->plan;
  // The front of the head at (x, y): of the near vertices the one that lies closest.
  const auto on_face = [&](float x, float y) {
    Vec3 best;
    float least = std::numeric_limits<float>::max();
    for (const Vertex& v : data->meshes.front().vertices) {
      const float dx = v.position.x - x, dy = v.position.y - y;
      if (v.position.z > 20 && dx * dx + dy * dy < least) {
        least = dx * dx + dy * dy;
        best = v.position;
      }
    }
    return Vec3{x, y, best.z};
  };
  data->points = {on_face(-f.eye_x, f.eye_y), on_face(f.eye_x, f.eye_y), on_face(0, f.nose_tip_y),
                  on_face(-f.mouth_half, f.mouth_y), on_face(f.mouth_half, f.mouth_y)};
  data_ = std::move(data);
}
Actor::~Actor() = default;
Actor::Actor(Actor&&) noexcept = default;

const ActorLook& Actor::look() const noexcept { return data_->look; }

namespace {

struct Posed {
  std::vector<std::vector<Seen>> seen;    // per mesh, in picture pixels
  std::vector<std::vector<Vec3>> placed;  // per mesh, mm in the viewer's frame
};

Posed pose_meshes(const std::vector<Mesh>& meshes, const FacePlan& plan, const Stage& stage,
                  float jaw, float smile) {
  Posed posed;
  for (const Mesh& mesh : meshes) {
    std::vector<Seen> seen;
    std::vector<Vec3> placed;
    seen.reserve(mesh.vertices.size());
    placed.reserve(mesh.vertices.size());
    for (const Vertex& v : mesh.vertices) {
      const Vec3 p = mesh.part == Part::skin ? move_face(plan, v.position, jaw, smile) : v.position;
      placed.push_back(stage.place(p, mesh.on_body));
      seen.push_back(stage.project(placed.back()));
    }
    posed.seen.push_back(std::move(seen));
    posed.placed.push_back(std::move(placed));
  }
  return posed;
}

DepthMap cast_shadows(const std::vector<Mesh>& meshes, const Posed& posed, const Rotation& lamp) {
  DepthMap map(shadow_side);
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    if (meshes[i].on_body) continue;
    seen.clear();
    for (const Vec3& p : posed.placed[i]) seen.push_back(in_shadow_map(lamp, p));
    map.draw(meshes[i], seen);
  }
  return map;
}

struct Lamp {
  Rotation frame;
  Vec3 half;  // between the lamp and the viewer
  Color color, around;
};

Lamp make_lamp(const Light& light) {
  Lamp lamp{lamp_frame(light), {}, {}, {}};
  lamp.half = normalized(lamp.frame.row2 + Vec3{0, 0, 1});
  const float w = light.warmth;
  const Color tint{1 + 0.16F * w, 1, 1 - 0.22F * w};
  lamp.color = tint * (0.95F * light.strength);
  lamp.around = Vec3{1 + 0.05F * w, 1, 1 - 0.06F * w} * light.around;
  return lamp;
}

cv::Vec3b shade(const Material& m, const Surface& s, const Vec3& n, float open, const Lamp& lamp) {
  const float facing = dot(n, lamp.frame.row2);
  const auto lit = [&](float soft) {
    return std::max(0.0F, (facing + soft) / (1 + soft)) *
           (0.25F * soft + (1 - 0.25F * soft) * open);
  };
  const Vec3 direct{lit(m.soft), lit(m.soft * 0.6F), lit(m.soft * 0.5F)};
  const float sky = 0.75F - 0.25F * n.y + 0.12F * n.z;
  const float shine = std::max(0.0F, dot(n, lamp.half));
  const float gloss = m.gloss * std::pow(shine, m.polish) * open;
  const Vec3 c = (direct * lamp.color + lamp.around * (sky * s.openness)) * m.color +
                 lamp.color * gloss + Vec3{1, 1, 1} * m.own_light;
  const auto screen = [](float v) {
    return static_cast<std::uint8_t>(std::clamp(255 * std::sqrt(std::max(0.F, v)), 0.F, 255.F));
  };
  return {screen(c.z), screen(c.y), screen(c.x)};
}

}  // namespace

ActorLayer Actor::render(const ActorState& state, const Light& light, cv::Size picture,
                         bool painted) const {
  const Data& d = *data_;
  const HeadPainter painter(d.look, d.plan, state.expression);
  const Stage stage{turn(state.pose.yaw, state.pose.pitch, state.pose.roll),
                    turn(0.35F * state.pose.yaw, 0, 0.15F * state.pose.roll),
                    state.size / box_height, state.x, state.y};
  const float smile = std::max(0.0F, state.expression.smile);
  Posed posed = pose_meshes(d.meshes, d.plan, stage, painter.jaw(), smile);

  ActorLayer layer;
  Bounds face_box, whole;
  for (std::size_t i = 0; i < d.meshes.size(); ++i) {
    for (std::size_t k = 0; k < posed.seen[i].size(); ++k) {
      const Seen& s = posed.seen[i][k];
      if (i == 0 && in_face_box(d.plan, d.meshes[i].vertices[k].position)) face_box.add(s.x, s.y);
      if (d.meshes[i].on_body) {
        whole.add(std::clamp(s.x, 0.F, static_cast<float>(picture.width)),
                  std::clamp(s.y, 0.F, static_cast<float>(picture.height)));
      } else {
        whole.add(s.x, s.y);
      }
    }
  }
  layer.box = {face_box.x0, face_box.y0, face_box.x1 - face_box.x0, face_box.y1 - face_box.y0};
  for (std::size_t i = 0; i < d.points.size(); ++i) {
    Vec3 p = d.points[i];
    if (i >= 3) {  // the corners of the mouth, as HeadPainter draws them
      const FaceExpression& e = state.expression;
      p.x *= 1 + 0.17F * smile - 0.3F * e.pucker - 0.08F * e.mouth_open;
      p.y += -5.5F * e.smile + 1.5F * smile;
    }
    const Seen s = stage.project(stage.place(p, false));
    layer.points[i] = {s.x, s.y};
  }

  const Box around{whole.x0, whole.y0, whole.x1 - whole.x0, whole.y1 - whole.y0};
  const Box frame{0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height)};
  painted = painted && iou(around, frame) > 0;
  const int n = painted ? samples_for(state.size) : 1;
  const int x0 = static_cast<int>(std::floor(whole.x0)) - 1;
  const int y0 = static_cast<int>(std::floor(whole.y0)) - 1;
  const int w = static_cast<int>(std::ceil(whole.x1)) + 1 - x0;
  const int h = static_cast<int>(std::ceil(whole.y1)) + 1 - y0;
  layer.corner = {x0, y0};
  SurfaceBuffer buffer(w * n, h * n);
  for (std::size_t i = 0; i < d.meshes.size(); ++i) {
    for (Seen& s : posed.seen[i]) {
      s.x = (s.x - static_cast<float>(x0)) * static_cast<float>(n);
      s.y = (s.y - static_cast<float>(y0)) * static_cast<float>(n);
    }
    buffer.draw(d.meshes[i], posed.seen[i]);
  }

  const Lamp lamp = make_lamp(light);
  const DepthMap shadows = painted ? cast_shadows(d.meshes, posed, lamp.frame) : DepthMap(1);
  cv::Mat alpha(h * n, w * n, CV_8UC1), face(h * n, w * n, CV_8UC1), color;
  if (painted) color = cv::Mat(h * n, w * n, CV_8UC3, cv::Scalar::all(0));
  const cv::Rect inside(-x0 * n, -y0 * n, picture.width * n, picture.height * n);
  for (int y = 0; y < h * n; ++y) {
    for (int x = 0; x < w * n; ++x) {
      const Surface& s = buffer.at(x, y);
      const bool hit = s.part != Part::none;
      alpha.at<std::uint8_t>(y, x) = hit ? 255 : 0;
      face.at<std::uint8_t>(y, x) =
          s.part == Part::skin && in_face(d.look, d.plan, s.position) ? 255 : 0;
      if (!painted || !hit || !inside.contains({x, y})) continue;
      const bool on_body = s.part == Part::neck || s.part == Part::cloth;
      const Vec3 normal = normalized((on_body ? stage.body : stage.head).apply(s.normal));
      const Seen m = in_shadow_map(lamp.frame, stage.place(s.position, on_body));
      color.at<cv::Vec3b>(y, x) =
          shade(painter.paint(s), s, normal, shadows.light(m.x, m.y, m.depth), lamp);
    }
  }
  const auto shrink_to = [&](cv::Mat& m) {
    if (n > 1 && !m.empty()) cv::resize(m, m, {w, h}, 0, 0, cv::INTER_AREA);
  };
  shrink_to(alpha);
  shrink_to(face);
  shrink_to(color);
  layer.alpha = alpha;
  layer.face = face;
  layer.color = color;
  return layer;
}

void lay_over(cv::Mat& picture, const ActorLayer& layer) {
  const cv::Rect place = cv::Rect(layer.corner, layer.alpha.size()) & cv::Rect({}, picture.size());
  for (int y = place.y; y < place.br().y; ++y) {
    const auto* alpha = layer.alpha.ptr<std::uint8_t>(y - layer.corner.y);
    const auto* color = layer.color.ptr<cv::Vec3b>(y - layer.corner.y);
    auto* out = picture.ptr<cv::Vec3b>(y);
    for (int x = place.x; x < place.br().x; ++x) {
      const int lx = x - layer.corner.x;
      if (alpha[lx] == 0) continue;
      for (int c = 0; c < 3; ++c) {
        const int below = out[x][c] * (255 - alpha[lx]) + 127;
        out[x][c] = cv::saturate_cast<std::uint8_t>(color[lx][c] + below / 255);
      }
    }
  }
}

}  // namespace facetrack::testing
