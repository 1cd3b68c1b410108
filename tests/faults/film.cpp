// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "faults/film.hpp"

#include <algorithm>
#include <utility>

namespace facetrack::testing {
namespace {

constexpr int picture_width = 96;
constexpr int picture_height = 72;
constexpr int face_size = 32;
constexpr std::int64_t film_frames = 125;
constexpr std::int64_t key_interval = 25;  // five seconds: a segment

class Film final : public Decoder {
 public:
  Film() {
    info_.path = "film";
    info_.width = picture_width;
    info_.height = picture_height;
    info_.frame_rate = Rational{5, 1};
    for (std::int64_t i = 0; i < film_frames; i += key_interval) keys_.push_back({i, at(i).pts});
  }
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override {
    if (next_ >= film_frames) return std::nullopt;
    return picture(next_++);
  }
  void seek(std::int64_t index) override { next_ = index; }
  std::span<const KeyFrame> key_frames() override { return keys_; }
  std::optional<std::int64_t> count_frames() override { return film_frames; }
  std::int64_t skipped_frames() const noexcept override { return 0; }

 private:
  static FrameTime at(std::int64_t index) { return {{index, {1, 5}}, {1, {1, 5}}, index}; }

  static Frame picture(std::int64_t index) {
    auto pixels =
        std::make_shared<std::vector<std::byte>>(std::size_t{picture_width} * picture_height);
    const auto walked = static_cast<int>(index % 100);
    const int left = 6 + (walked < 50 ? walked : 100 - walked);
    for (int y = 0; y < picture_height; ++y) {
      for (int x = 0; x < picture_width; ++x) {
        const bool face = x >= left && x < left + face_size && y >= 20 && y < 20 + face_size;
        const int value = face ? 200 + (x - left + y) % 40 : 30 + y / 3;
        (*pixels)[static_cast<std::size_t>(y * picture_width + x)] = static_cast<std::byte>(value);
      }
    }
    const ImageView luma{pixels->data(), picture_width, picture_height, picture_width,
                         PixelFormat::gray8};
    // The colours of its upper part will do for chroma.
    const ImageView chroma{pixels->data(), picture_width / 2, picture_height / 2, picture_width,
                           PixelFormat::gray8};
    return {std::move(pixels), {luma, chroma, chroma}, PixelFormat::yuv420p, at(index), {}};
  }

  std::int64_t next_ = 0;
  MediaInfo info_;
  std::vector<KeyFrame> keys_;
};

/// Finds the square: the box of all green brighter than everything else.
class SquareDetector final : public Detector {
 public:
  std::vector<Detection> detect(const ImageView& image) override {
    int left = image.width, top = image.height, right = -1, bottom = -1;
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        if (std::to_integer<int>(image.row(y)[3 * x + 1]) < 150) continue;
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
    }
    if (right < 0) return {};
    return {{{static_cast<float>(left), static_cast<float>(top),
              static_cast<float>(right - left + 1), static_cast<float>(bottom - top + 1)},
             0.95F,
             std::nullopt}};
  }
  int preferred_face() const noexcept override { return 32; }
  int smallest_face() const noexcept override { return 12; }
  std::string_view name() const noexcept override { return "square"; }
};

/// To whom every face is the same.
class OnePerson final : public Embedder {
 public:
  std::string_view model_id() const noexcept override { return "one"; }
  MatchLimits limits() const noexcept override { return {1, 0.9F, 1}; }
  std::vector<Embedding> embed(const ImageView&, std::span<const Detection> faces) override {
    return std::vector<Embedding>(faces.size(), {"one", {1}});
  }
};

}  // namespace

Stages film_stages() {
  Stages made;
  made.decoder = [] { return std::make_unique<Film>(); };
  made.detector = [] { return std::make_unique<SquareDetector>(); };
  made.embedder = [] { return std::make_unique<OnePerson>(); };
  return made;
}

}  // namespace facetrack::testing
