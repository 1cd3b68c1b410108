// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace facetrack::testing {

/// Size of the rendered pictures: three times the thumbnails that the shot detector judges.
inline constexpr int film_width = 192;
inline constexpr int film_height = 108;

enum class CameraMove : std::uint8_t { still, pan, tilt, zoom, dolly, shake };
inline constexpr std::array all_camera_moves{CameraMove::still, CameraMove::pan,
                                             CameraMove::tilt,  CameraMove::zoom,
                                             CameraMove::dolly, CameraMove::shake};

const char* camera_move_name(CameraMove move);

/// A still picture (BGR, any size) and halved copies of it, so that a wide view does not alias.
class StillPicture {
 public:
  explicit StillPicture(cv::Mat picture);
  /// The smallest copy in which a pixel of the film covers 1 to 2 pixels, when it covers `step`
  /// pixels of the whole picture.
  const cv::Mat& level_for(double step) const;
  int width() const { return levels_.front().cols; }

 private:
  std::vector<cv::Mat> levels_;
};

/// A still picture seen by a moving camera, with people or posts in front of it.
struct CameraShot {
  std::shared_ptr<const StillPicture> still;
  CameraMove move = CameraMove::still;
  /// Pan, tilt, dolly: picture widths per second. Zoom: a factor of e takes 1/speed seconds.
  /// Shake: its reach in hundredths of the width.
  double speed = 0.1;
  int people = 0;          ///< walk through the picture
  std::uint64_t seed = 1;  ///< of the direction, the people and the shake

  /// The picture at a moment, averaged over the time that the shutter is open. Both in seconds.
  cv::Mat render(double moment, double shutter) const;
};

}  // namespace facetrack::testing
