// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "support/scene.hpp"

namespace facetrack::testing {

/// A part of a board, over the whole picture.
struct BoardPart {
  cv::Mat cover;   ///< CV_8UC1: how much of each pixel it covers
  float tone = 1;  ///< of the board's colour
};
std::vector<BoardPart> board_parts(const Board& board, float frame, cv::Size picture,
                                   cv::Point2f camera);
/// `left` is where the grain of the board begins.
void paint_board(cv::Mat& picture, const Color& color, const cv::Mat& cover, float left);

/// How much of each pixel lies behind later layers or boards.
cv::Mat cover_of(std::span<const ActorLayer> later, const cv::Mat& boards);
/// The part of the mouth, and of the eye of which more is covered.
float mouth_covered(const Landmarks& points, const cv::Mat& cover);
float eyes_covered(const Landmarks& points, const cv::Mat& cover);

}  // namespace facetrack::testing
