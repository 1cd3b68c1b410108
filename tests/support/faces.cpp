// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/faces.hpp"

#include <cstdlib>
#include <memory>
#include <vector>

#include "facetrack/error.hpp"

#include "support/paths.hpp"

namespace facetrack::testing {

void use_shared_models() {
  static const bool done = [] {
    if (shared_dir().empty()) return true;
    const std::string shared = (shared_dir() / "models").string();
    const char* already = std::getenv("FACETRACK_MODEL_DIR");
    const std::string folders = already != nullptr ? already + (":" + shared) : shared;
    return ::setenv("FACETRACK_MODEL_DIR", folders.c_str(), 1) == 0;
  }();
  static_cast<void>(done);
}

Frame plain_picture(int width, int height, unsigned char value) {
  const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
  auto pixels = std::make_shared<const std::vector<std::byte>>(size, std::byte{value});
  const ImageView view{pixels->data(), width, height, std::ptrdiff_t{3} * width,
                       PixelFormat::bgr24};
  return {std::move(pixels), {view, ImageView{}, ImageView{}}, PixelFormat::bgr24, FrameTime{}};
}

Frame reference_photo(const std::string& name) {
  return read_image((shared_dir() / "media/ref" / name).string());
}

Frame scaled(const Frame& picture, int width, int height) {
  return to_bgr24(picture, {0, 0, picture.width(), picture.height()}, width, height);
}

Frame part_of(const Frame& picture, const Region& region) {
  return to_bgr24(picture, region, region.width, region.height);
}

bool is_missing_model(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return ours != nullptr && ours->code() == ErrorCode::missing_model;
}

}  // namespace facetrack::testing
