// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "support/boards.hpp"
#include "support/render/noise.hpp"

namespace facetrack::testing {
namespace {

// Frames are kept so that a film which is read several times is painted once.
constexpr std::size_t most_kept_bytes = 300 << 20;

constexpr int noise_side = 512;

cv::Mat make_noise_tile() {
  cv::Mat tile(noise_side, noise_side, CV_32FC1);
  Random random(99);
  for (int y = 0; y < noise_side; ++y) {
    for (int x = 0; x < noise_side; ++x) tile.at<float>(y, x) = random.normal();
  }
  return tile;
}

// Grey noise, as a sensor adds it; another part of one tile on every frame.
void add_noise(cv::Mat& picture, float deviation, std::uint64_t seed) {
  static const cv::Mat tile = make_noise_tile();
  Random random(seed);
  const int dx = static_cast<int>(random.next() % noise_side);
  const int dy = static_cast<int>(random.next() % noise_side);
  for (int y = 0; y < picture.rows; ++y) {
    const float* noise = tile.ptr<float>((y + dy) % noise_side);
    auto* out = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      const float n = deviation * noise[(x + dx) % noise_side];
      for (int c = 0; c < 3; ++c) {
        out[x][c] = cv::saturate_cast<std::uint8_t>(static_cast<float>(out[x][c]) + n);
      }
    }
  }
}

// Closed for a moment every few seconds.
float blink(float second, float phase) {
  const float period = 2.6F + 1.4F * noise_at(phase * 3.7F, 2);
  const float t = std::fmod(second + phase, period);
  return t < 0.24F ? std::abs(t - 0.12F) / 0.12F : 1;
}

ActorState state_of(const Role& role, float frame, float second, float seed) {
  ActorState s;
  s.x = role.x.at(frame);
  s.y = role.y.at(frame);
  s.size = role.size.at(frame);
  s.pose = {role.yaw.at(frame), role.pitch.at(frame), role.roll.at(frame)};
  FaceExpression& e = s.expression;
  e.smile = role.smile.at(frame);
  e.brows = role.brows.at(frame);
  e.mouth_open = role.mouth_open.at(frame);
  e.gaze_x = role.gaze_x.at(frame);
  e.eyes_open = role.eyes_open.at(frame);
  const float alive = role.liveliness;
  const auto sway = [&](float row, float speed) {
    return alive * (noise_at(second * speed + seed, row) * 2 - 1);
  };
  const bool talks = role.speech && second >= 0 && second < role.speech->seconds();
  const float busy = talks ? 1.6F : 1.0F;
  s.pose.yaw += 4 * busy * sway(1, 0.7F);
  s.pose.pitch += 2.5F * busy * sway(2, 0.9F);
  s.pose.roll += 2 * busy * sway(3, 0.6F);
  s.x += 0.02F * s.size * sway(4, 0.5F);
  s.y += 0.012F * s.size * sway(5, 0.6F);
  if (alive > 0) {
    e.eyes_open *= blink(second + 50, seed);
    e.gaze_x += 0.25F * sway(6, 0.8F);
    e.brows += 0.2F * busy * sway(7, 1.1F);
  }
  if (talks) {
    const Speech::Mouth mouth = role.speech->mouth(second);
    e.mouth_open = std::max(e.mouth_open, 0.85F * mouth.open);
    e.pucker = mouth.pucker;
  }
  return s;
}

// The part of a layer's face that is within the picture and not covered by what comes later.
float visible_part(const ActorLayer& layer, std::span<const ActorLayer> later,
                   const cv::Mat& boards) {
  const double all = cv::sum(layer.face)[0];
  if (all <= 0) return 0;
  const cv::Rect own(layer.corner, layer.face.size());
  const cv::Rect in = own & cv::Rect({}, boards.size());
  if (in.empty()) return 0;
  cv::Mat left = layer.face(in - layer.corner).clone();
  const auto take_away = [&](const cv::Mat& cover, cv::Point corner) {
    const cv::Rect both = in & cv::Rect(corner, cover.size());
    if (both.empty()) return;
    cv::Mat open;
    cv::subtract(255, cover(both - corner), open);
    cv::Mat part = left(both - in.tl());
    cv::multiply(part, open, part, 1.0 / 255);
  };
  for (const ActorLayer& other : later) take_away(other.alpha, other.corner);
  take_away(boards, {0, 0});
  return static_cast<float>(cv::sum(left)[0] / all);
}

}  // namespace

float Curve::at(float frame) const {
  if (frame <= keys_.front().first) return keys_.front().second;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (frame > keys_[i].first) continue;
    const float t = smooth_step(keys_[i - 1].first, keys_[i].first, frame);
    return keys_[i - 1].second + (keys_[i].second - keys_[i - 1].second) * t;
  }
  return keys_.back().second;
}

const FaceTruth* FrameTruth::find(int actor) const {
  const auto it = std::find_if(faces.begin(), faces.end(),
                               [&](const FaceTruth& face) { return face.actor == actor; });
  return it == faces.end() ? nullptr : &*it;
}

struct Scene::Cache {
  std::mutex lock;
  std::map<Backdrop, cv::Mat> backdrops;
  std::vector<std::optional<FrameTruth>> truths;
  std::vector<std::optional<Frame>> frames;  ///< empty for a film that would take much memory
};

Scene::Scene(SceneScript script) : script_(std::move(script)), cache_(std::make_unique<Cache>()) {
  for (std::size_t i = 0; i < script_.shots.size(); ++i) {
    const ShotScript& shot = script_.shots[i];
    starts_.push_back(frames_);
    frames_ += shot.frames + (i + 1 < script_.shots.size() ? shot.mixed : 0);
    // Half as wide again as the picture: room for a pan.
    if (!cache_->backdrops.contains(shot.backdrop)) {
      cache_->backdrops[shot.backdrop] =
          make_backdrop(shot.backdrop, {script_.width * 3 / 2, script_.height * 5 / 4});
    }
  }
  cache_->truths.resize(static_cast<std::size_t>(frames_));
  const std::size_t bytes =
      std::size_t{3} * static_cast<std::size_t>(script_.width * script_.height * frames_);
  if (bytes <= most_kept_bytes) cache_->frames.resize(static_cast<std::size_t>(frames_));
}
Scene::~Scene() = default;

Scene::Place Scene::place(int index) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), index);
  const int shot = static_cast<int>(next - starts_.begin()) - 1;
  const int frame = index - starts_[static_cast<std::size_t>(shot)];
  const int pure = script_.shots[static_cast<std::size_t>(shot)].frames;
  return {shot, frame, frame < pure ? -1 : frame - pure};
}

cv::Mat Scene::draw(int shot_number, int shot_frame, int index, std::vector<FaceTruth>* truth,
                    bool painted) const {
  const ShotScript& shot = script_.shots[static_cast<std::size_t>(shot_number)];
  const float frame = static_cast<float>(shot_frame);
  const float second =
      frame * static_cast<float>(script_.rate.den) / static_cast<float>(script_.rate.num);
  const cv::Size size(script_.width, script_.height);
  const cv::Point2f camera(shot.pan_x.at(frame), shot.pan_y.at(frame));
  cv::Mat picture;
  if (painted) {
    const cv::Mat move = (cv::Mat_<double>(2, 3) << 1, 0, -camera.x, 0, 1, -camera.y);
    cv::warpAffine(cache_->backdrops.at(shot.backdrop), picture, move, size, cv::INTER_LINEAR,
                   cv::BORDER_REFLECT);
  }
  std::vector<ActorLayer> layers;
  std::vector<ActorState> states;
  for (const Role& role : shot.cast) {
    // Each role sways in its own way, and so it does in every shot.
    const float seed = static_cast<float>(script_.seed % 97) * 1.37F +
                       static_cast<float>(role.actor) * 5.1F +
                       static_cast<float>(shot_number) * 2.3F;
    ActorState state = state_of(role, frame, second, seed);
    state.x -= camera.x;
    state.y -= camera.y;
    states.push_back(state);
    layers.push_back(actor(role.actor).render(state, shot.light, size, painted));
    if (painted) lay_over(picture, layers.back());
  }
  cv::Mat boards(size, CV_8UC1, cv::Scalar(0));
  for (const Board& board : shot.boards) {
    for (const BoardPart& part : board_parts(board, frame, size, camera)) {
      const float left = board.x.at(frame) - camera.x;
      if (painted) paint_board(picture, board.color * part.tone, part.cover, left);
      boards = cv::max(boards, part.cover);
    }
  }
  if (painted && shot.blur > 0) cv::GaussianBlur(picture, picture, {}, shot.blur);
  if (painted && shot.noise > 0) {
    add_noise(picture, shot.noise, script_.seed * 7919 + static_cast<std::uint64_t>(index));
  }
  for (std::size_t i = 0; truth != nullptr && i < layers.size(); ++i) {
    const std::span later = std::span(layers).subspan(i + 1);
    const float visible = visible_part(layers[i], later, boards);
    if (visible <= 0 && layers[i].box.width <= 0) continue;
    const cv::Mat cover = cover_of(later, boards);
    const Landmarks& points = layers[i].points;
    truth->push_back({shot.cast[i].actor, actor(shot.cast[i].actor).look().name, layers[i].box,
                      points, states[i].pose, states[i].expression, visible,
                      mouth_covered(points, cover), eyes_covered(points, cover)});
  }
  return picture;
}

cv::Mat Scene::compose(int index, FrameTruth* truth, bool painted) const {
  const Place at = place(index);
  std::vector<FaceTruth> old_faces, new_faces;
  cv::Mat old_picture = draw(at.shot, at.frame, index, &old_faces, painted);
  if (at.mixed < 0) {
    *truth = {at.shot, std::move(old_faces)};
    return old_picture;
  }
  const ShotScript& shot = script_.shots[static_cast<std::size_t>(at.shot)];
  cv::Mat picture = draw(at.shot + 1, at.mixed - shot.mixed, index, &new_faces, painted);
  const float t = static_cast<float>(at.mixed + 1) / static_cast<float>(shot.mixed + 1);
  const bool fade = shot.join == Join::fade_black || shot.join == Join::fade_white;
  const float old_share = fade ? std::max(0.0F, 1 - 2 * t) : 1 - t;
  const float new_share = fade ? std::max(0.0F, 2 * t - 1) : t;
  for (FaceTruth& face : old_faces) face.visible *= old_share;
  for (FaceTruth& face : new_faces) face.visible *= new_share;
  truth->shot = -1;
  truth->faces = std::move(old_faces);
  truth->faces.insert(truth->faces.end(), new_faces.begin(), new_faces.end());
  if (!painted) return {};
  if (shot.join == Join::wipe) {
    const int edge = static_cast<int>(std::lround(t * static_cast<float>(script_.width)));
    const cv::Rect kept(edge, 0, script_.width - edge, script_.height);
    if (kept.width > 0) old_picture(kept).copyTo(picture(kept));
    return picture;
  }
  const double ground = shot.join == Join::fade_white ? 255.0 * (1 - old_share - new_share) : 0.0;
  cv::addWeighted(old_picture, old_share, picture, new_share, ground, picture);
  return picture;
}

Frame Scene::render(int index) const {
  const auto at = static_cast<std::size_t>(index);
  const bool keep = !cache_->frames.empty();
  if (keep) {
    const std::lock_guard guard(cache_->lock);
    if (cache_->frames[at]) return *cache_->frames[at];
  }
  FrameTruth truth;
  cv::Mat picture = compose(index, &truth, true);
  const Rational tick{script_.rate.den, script_.rate.num};
  Frame frame = from_mat(std::move(picture), {{index, tick}, {1, tick}, index});
  const std::lock_guard guard(cache_->lock);
  cache_->truths[at] = std::move(truth);
  if (keep) cache_->frames[at] = frame;
  return frame;
}

FrameTruth Scene::truth(int index) const {
  {
    const std::lock_guard guard(cache_->lock);
    const auto& known = cache_->truths[static_cast<std::size_t>(index)];
    if (known) return *known;
  }
  FrameTruth truth;
  compose(index, &truth, false);
  const std::lock_guard guard(cache_->lock);
  cache_->truths[static_cast<std::size_t>(index)] = truth;
  return truth;
}

std::vector<float> Scene::sound(int sample_rate) const {
  const double second = static_cast<double>(script_.rate.den) / script_.rate.num;
  std::vector<float> out(static_cast<std::size_t>(frames_ * second * sample_rate), 0.0F);
  for (std::size_t i = 0; i < script_.shots.size(); ++i) {
    const auto first = static_cast<std::size_t>(starts_[i] * second * sample_rate);
    const auto length = static_cast<std::size_t>(script_.shots[i].frames * second * sample_rate);
    for (const Role& role : script_.shots[i].cast) {
      if (!role.speech) continue;
      const std::vector<float> voice = role.speech->sound(sample_rate);
      for (std::size_t k = 0; k < std::min(voice.size(), length) && first + k < out.size(); ++k) {
        out[first + k] += voice[k];
      }
    }
  }
  return out;
}

}  // namespace facetrack::testing
