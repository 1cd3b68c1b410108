// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/scene_decoder.hpp"

#include <algorithm>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

namespace facetrack::testing {
namespace {

Frame limited_yuv(const Frame& frame) {
  auto yuv = std::make_shared<cv::Mat>();
  cv::cvtColor(as_mat(frame.image()), *yuv, cv::COLOR_BGR2YUV_I420);
  const int w = frame.width(), h = frame.height();
  const auto* data = reinterpret_cast<const std::byte*>(yuv->data);
  const ImageView luma{data, w, h, w, PixelFormat::gray8};
  const ImageView cb{data + w * h, w / 2, h / 2, w / 2, PixelFormat::gray8};
  const ImageView cr{cb.data + (w / 2) * (h / 2), w / 2, h / 2, w / 2, PixelFormat::gray8};
  return {yuv, {luma, cb, cr}, PixelFormat::yuv420p, frame.time(), {}};
}

class SceneDecoder : public Decoder {
 public:
  SceneDecoder(std::shared_ptr<const Scene> scene, int key_interval) : scene_(std::move(scene)) {
    const SceneScript& script = scene_->script();
    const Rational tick{script.rate.den, script.rate.num};
    info_.path = "scene";
    info_.container = "scene";
    info_.codec = "rawvideo";
    info_.pixel_format = "yuv420p";
    info_.width = script.width;
    info_.height = script.height;
    info_.start = {0, tick};
    info_.duration = MediaTime{scene_->frames(), tick};
    info_.frame_rate = script.rate;
    info_.frames = scene_->frames();
    for (int i = 0; i < scene_->frames(); i += key_interval) keys_.push_back({i, {i, tick}});
  }
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override {
    if (next_ >= scene_->frames()) return std::nullopt;
    return limited_yuv(scene_->render(static_cast<int>(next_++)));
  }
  void seek(std::int64_t index) override { next_ = std::max<std::int64_t>(index, 0); }
  std::span<const KeyFrame> key_frames() override { return keys_; }
  std::optional<std::int64_t> count_frames() override { return scene_->frames(); }
  std::int64_t skipped_frames() const noexcept override { return 0; }

 private:
  std::shared_ptr<const Scene> scene_;
  MediaInfo info_;
  std::vector<KeyFrame> keys_;
  std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<Decoder> open_scene(std::shared_ptr<const Scene> scene, int key_interval) {
  return std::make_unique<SceneDecoder>(std::move(scene), key_interval);
}

}  // namespace facetrack::testing
