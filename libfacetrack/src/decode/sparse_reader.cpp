// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/sparse_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>
#include <vector>

#include "picture/small_copy.hpp"

namespace facetrack {
namespace {

/// Thumbnails are compared in square blocks of this side, in pixels. A hand that covers a face
/// fills a block.
constexpr int block = 6;
/// Largest mean luma difference of a block between alike pictures. A shaken head stays below it;
/// another picture or a hand before a face exceeds it. With 60 the clips of 16 videos are the same
/// as with every frame decoded, and with 30 and 90 as well; at 30, half of the saving goes into
/// decoding again.
constexpr int most_difference = 60;
/// Largest mean luma difference of the whole picture, because dissolves and fades change everything
/// a little. With 8 the fades of a film of 13 transitions are found as with every frame decoded;
/// without this limit one is a frame off.
constexpr int most_overall = 8;
/// Number of consecutive alike pictures after which frames are skipped.
constexpr int alike_before_skipping = 12;
/// Decoding again from the last key frame costs about as much as decoding this many pictures...
constexpr std::int64_t cost_of_going_back = 60;
/// ... and may happen this many times before any picture was saved.
constexpr int initial_tries = 2;

bool same_pixels(const Frame& a, const Frame& b) { return a.plane(0).data == b.plane(0).data; }

}  // namespace

bool are_alike(const Frame& a, const Frame& b) {
  const ImageView& one = a.luma();
  const ImageView& other = b.luma();
  if (one.width != other.width || one.height != other.height) return false;
  int overall = 0;
  for (int top = 0; top < one.height; top += block) {
    for (int left = 0; left < one.width; left += block) {
      const int bottom = std::min(top + block, one.height);
      const int right = std::min(left + block, one.width);
      int sum = 0;
      for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
          sum +=
              std::abs(std::to_integer<int>(one.row(y)[x]) - std::to_integer<int>(other.row(y)[x]));
        }
      }
      overall += sum;
      if (sum > most_difference * (bottom - top) * (right - left)) return false;
    }
  }
  return overall <= most_overall * one.width * one.height;
}

SparseReader::SparseReader(SparseDecoder& decoder, Size size)
    : decoder_(decoder), size_(size), credit_(initial_tries * cost_of_going_back) {
  leave_out(false);
}

std::optional<Frame> SparseReader::next() {
  if (ready_.empty()) return leaves_out_ ? decide(decoder_.read()) : follow(decoder_.read());
  std::optional<Frame> frame = std::move(ready_.front());
  ready_.pop_front();
  return frame;
}

/// Handles a frame while every frame is decoded. Starts skipping after enough alike pictures.
std::optional<Frame> SparseReader::follow(std::optional<Frame> frame) {
  if (!frame) return frame;
  Frame small = media::small_copy(*frame, size_);
  const bool alike =
      shown_ && frame->time().index == shown_->time().index + 1 && are_alike(*shown_small_, small);
  alike_in_a_row_ = alike ? alike_in_a_row_ + 1 : 0;
  show(*frame, std::move(small));
  if (alike_in_a_row_ >= alike_before_skipping && credit_ >= 0) leave_out(true);
  return frame;
}

/// Handles a frame while frames may be skipped. If the next decoded picture differs from the last
/// one, the skipped frames are decoded after all.
std::optional<Frame> SparseReader::decide(std::optional<Frame> frame) {
  for (; frame && same_pixels(*frame, *shown_); frame = decoder_.read()) {
    ready_.push_back(std::move(*frame));
  }
  const auto left_out = static_cast<std::int64_t>(ready_.size());
  const std::int64_t next = shown_->time().index + 1;
  if (!frame) return next < decoder_.count_frames().value_or(0) ? go_back() : frame;
  if (frame->time().index != next + left_out) return go_back();
  Frame small = media::small_copy(*frame, size_);
  if (left_out > 0 && !are_alike(*shown_small_, small)) return go_back();
  credit_ += left_out;
  show(*frame, std::move(small));
  ready_.push_back(std::move(*frame));
  return this->next();
}

std::optional<Frame> SparseReader::go_back() {
  ready_.clear();
  credit_ -= cost_of_going_back;
  leave_out(false);
  decoder_.seek(shown_->time().index + 1);
  return next();
}

void SparseReader::leave_out(bool what_it_can) {
  leaves_out_ = what_it_can;
  alike_in_a_row_ = 0;
  decoder_.leave_out(what_it_can);
}

void SparseReader::show(const Frame& frame, Frame thumbnail) {
  shown_ = frame;
  shown_small_ = std::move(thumbnail);
}

}  // namespace facetrack
