// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <exception>
#include <functional>
#include <new>
#include <span>
#include <string>

#include <opencv2/core/mat.hpp>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"

#include "face/align.hpp"

namespace facetrack {

/// Throws Error(invalid_argument) when `image` is not bgr24.
void require_bgr(const ImageView& image, const char* who);
/// As above, and throws Error(invalid_argument) if one of `faces` is not usable.
void require_faces(const ImageView& image, std::span<const Detection> faces, const char* who);

/// A view of the same pixels; valid as long as they are. Requires: CV_8UC3.
ImageView as_view(const cv::Mat& picture) noexcept;

/// `width` x `height` pixels of the picture, warped by `to_crop`, which maps the centres of pixels.
/// Averages if the picture is much larger than the result. Repeats the edge outside the picture.
cv::Mat crop(const ImageView& image, Similarity to_crop, int width, int height);

/// The same, so that the points lie on `target` (pixels of the result).
cv::Mat crop_face(const ImageView& image, const Landmarks& points, const Landmarks& target,
                  int width, int height);

/// Scales a vector to unit length; leaves a zero vector alone.
void make_unit_length(std::vector<float>& values) noexcept;

/// Runs `work` without OpenCV's own threads. The pipeline has one worker per core already, and the
/// global thread count of OpenCV belongs to the host program. Inside one parallel region, OpenCV
/// runs nested ones in sequence.
void without_inner_threads(const std::function<void()>& work);

/// Runs `work` and turns an exception of OpenCV or dlib into Error(backend) with `what` in front.
template <typename Work>
auto guarded(const std::string& what, Work&& work) {
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::backend, what + ": out of memory");
  } catch (const std::exception& error) {
    throw Error(ErrorCode::backend, what + ": " + error.what());
  }
}

}  // namespace facetrack
