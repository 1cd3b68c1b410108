// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/curate_films.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

namespace facetrack::testing {
namespace {

/// The part of the scene that the copy shows, in pixels of the scene.
cv::Rect part_of(const Scene& scene, const Copy& copy) {
  const auto width = static_cast<float>(scene.script().width);
  const auto height = static_cast<float>(scene.script().height);
  const auto side = [&](float whole) {
    return static_cast<int>(whole * (1 - 2 * copy.crop)) / 2 * 2;
  };
  return {static_cast<int>(width * copy.crop), static_cast<int>(height * copy.crop), side(width),
          side(height)};
}

cv::Size size_of(const Scene& scene, const Copy& copy) {
  const cv::Rect part = part_of(scene, copy);
  const auto side = [&](int whole) {
    return static_cast<int>(static_cast<float>(whole) * copy.scale) / 2 * 2;
  };
  return {side(part.width), side(part.height)};
}

std::int64_t frames_of(const Scene& scene, const Copy& copy) {
  const double seconds = static_cast<double>(scene.frames() - copy.first) /
                         scene.script().rate.num * scene.script().rate.den;
  return static_cast<std::int64_t>(seconds * copy.rate.num / copy.rate.den);
}

int source_frame(const Scene& scene, const Copy& copy, std::int64_t index) {
  const double seconds = static_cast<double>(index) * copy.rate.den / copy.rate.num;
  const double at = seconds * scene.script().rate.num / scene.script().rate.den;
  return std::min(copy.first + static_cast<int>(std::lround(at)), scene.frames() - 1);
}

class CopyDecoder final : public Decoder {
 public:
  CopyDecoder(std::shared_ptr<const Scene> scene, const Copy& copy, MediaInfo info)
      : scene_(std::move(scene)), copy_(copy), info_(std::move(info)), keys_{{0, {0, {1, 1}}}} {}
  const MediaInfo& info() const noexcept override { return info_; }
  std::span<const KeyFrame> key_frames() override { return keys_; }
  void seek(std::int64_t index) override { next_ = index; }
  std::optional<Frame> read() override {
    if (next_ >= frames_of(*scene_, copy_)) return std::nullopt;
    return to_yuv420p(copied_frame(*scene_, copy_, next_++));
  }

 private:
  std::shared_ptr<const Scene> scene_;
  Copy copy_;
  MediaInfo info_;
  std::vector<KeyFrame> keys_;
  std::int64_t next_ = 0;
};

}  // namespace

std::shared_ptr<const Scene> talking_head(const TalkingHead& head) {
  std::mt19937 random(static_cast<unsigned>(head.seed));
  std::uniform_real_distribution<float> any(-1, 1);
  const auto frames = static_cast<float>(head.frames);
  SceneScript script;
  script.seed = head.seed;
  ShotScript shot;
  shot.frames = head.frames;
  shot.backdrop = Backdrop::office;
  const float distance = head.pan * 640 * frames / 25;
  shot.pan_x = Curve{{0, 0}, {frames, distance}};
  Role role{.actor = head.actor};
  std::vector<std::pair<float, float>> x, yaw, pitch;
  for (float at = 0; at <= frames; at += 20) {
    x.emplace_back(at, 320 + 12 * any(random) + distance * at / frames);
    yaw.emplace_back(at, 14 * any(random));
    pitch.emplace_back(at, 7 * any(random));
  }
  role.x = Curve(x);
  role.y = 170;
  role.size = 150;
  role.yaw = Curve(yaw);
  role.pitch = Curve(pitch);
  role.eyes_open = head.eyes_open;
  role.speech = std::make_shared<const Speech>(head.seed, frames / 25, 130.0F);
  shot.cast = {role};
  shot.boards = head.boards;
  script.shots = {shot};
  return std::make_shared<const Scene>(script);
}

Frame copied_frame(const Scene& scene, const Copy& copy, std::int64_t index) {
  const Frame whole = scene.render(source_frame(scene, copy, index));
  cv::Mat picture;
  cv::resize(as_mat(whole.image())(part_of(scene, copy)), picture, size_of(scene, copy), 0, 0,
             cv::INTER_AREA);
  if (copy.gain != 1) picture.convertTo(picture, -1, static_cast<double>(copy.gain));
  if (copy.noise > 0) {
    cv::Mat noise(picture.size(), CV_16SC3);
    cv::RNG random(static_cast<std::uint64_t>(index) + 77);
    random.fill(noise, cv::RNG::NORMAL, 0, static_cast<double>(copy.noise));
    cv::add(picture, noise, picture, cv::noArray(), CV_8UC3);
  }
  if (copy.subtitle) {
    const cv::Point at(picture.cols / 6, picture.rows * 9 / 10);
    cv::putText(picture, "and that is how it went", at, cv::FONT_HERSHEY_SIMPLEX, 0.9,
                {255, 255, 255}, 2, cv::LINE_AA);
  }
  draw_overlay(picture, copy.overlay, static_cast<int>(index));
  const Rational tick{copy.rate.den, copy.rate.num};
  return from_mat(picture, {{index, tick}, {1, tick}, index});
}

Analysis film_of_scene(const Scene& scene, const Copy& copy) {
  const cv::Rect part = part_of(scene, copy);
  const cv::Size size = size_of(scene, copy);
  const Rational tick{copy.rate.den, copy.rate.num};
  Analysis film;
  film.source.width = size.width;
  film.source.height = size.height;
  film.source.start = {0, tick};
  film.frames = frames_of(scene, copy);
  film.shots.push_back({0, 0, film.frames - 1, {}, {}});
  for (std::int64_t i = 0; i <= film.frames; ++i) film.pts.push_back({i, tick});
  const float scale = static_cast<float>(size.width) / static_cast<float>(part.width);
  const auto moved = [&](Point p) {
    return Point{(p.x - static_cast<float>(part.x)) * scale,
                 (p.y - static_cast<float>(part.y)) * scale};
  };
  std::mt19937 random(5);
  std::normal_distribution<float> error(0, 1);
  for (std::int64_t i = 0; i < film.frames; ++i) {
    const FrameTruth truth = scene.truth(source_frame(scene, copy, i));
    for (std::size_t k = 0; k < truth.faces.size(); ++k) {
      const FaceTruth& face = truth.faces[k];
      if (film.tracks.size() <= k) film.tracks.emplace_back().id = static_cast<int>(k);
      const Point corner = moved({face.box.x, face.box.y});
      TrackPoint point;
      point.frame = i;
      point.pts = {i, tick};
      point.box = {corner.x, corner.y, face.box.width * scale, face.box.height * scale};
      point.landmarks = face.points;
      for (Point& p : *point.landmarks) {
        const float by = copy.jitter * point.box.width;
        p = moved(p);
        p = {p.x + by * error(random), p.y + by * error(random)};
      }
      film.tracks[k].points.push_back(point);
    }
  }
  return film;
}

FilmLooks looks_at_scene(const std::shared_ptr<const Scene>& scene, const Analysis& film,
                         const Copy& copy) {
  CopyDecoder decoder(scene, copy, film.source);
  return look_at_faces(decoder, film.tracks, 3);
}

}  // namespace facetrack::testing
