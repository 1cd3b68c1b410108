// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/frame.hpp"

#include <utility>

namespace facetrack {

Frame::Frame(std::shared_ptr<const void> owner, const std::array<ImageView, 3>& planes,
             PixelFormat format, const FrameTime& time, ColorSpace color) noexcept
    : owner_(std::move(owner)), planes_(planes), format_(format), color_(color), time_(time) {}

}  // namespace facetrack
