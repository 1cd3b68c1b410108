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

/// Pixels of thumbnails are compared in blocks of this side: what covers a face fills one.
constexpr int block = 6;
/// Mean difference of a block's luma. A head that is shaken stays below it, another picture and a
/// hand before a face do not; on 16 videos the clips are those of nothing left out, at 30 and at 90
/// as well, and at 30 half of what is saved goes into decoding again.
constexpr int most_difference = 60;
/// Mean difference of all luma: dissolves and fades change everything a little. At 8 the fades of a
/// film of 13 transitions are found as with everything decoded, without this a frame off.
constexpr int most_overall = 8;
/// Pictures in a row that are alike before the next ones may be left out.
constexpr int calm_enough = 12;
/// Decoding again from the key picture before costs about as much as so many pictures...
constexpr std::int64_t going_back = 60;
/// ... and is done so often on trust.
constexpr int trust = 2;

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
    : decoder_(decoder), size_(size), credit_(trust * going_back) {
  leave_out(false);
}

std::optional<Frame> SparseReader::next() {
  if (ready_.empty()) return leaves_out_ ? decide(decoder_.read()) : follow(decoder_.read());
  std::optional<Frame> frame = std::move(ready_.front());
  ready_.pop_front();
  return frame;
}

/// Nothing is left out: is it calm?
std::optional<Frame> SparseReader::follow(std::optional<Frame> frame) {
  if (!frame) return frame;
  Frame small = media::small_copy(*frame, size_);
  const bool calm =
      shown_ && frame->time().index == shown_->time().index + 1 && are_alike(*shown_small_, small);
  calm_ = calm ? calm_ + 1 : 0;
  show(*frame, std::move(small));
  if (calm_ >= calm_enough && credit_ >= 0) leave_out(true);
  return frame;
}

/// Something may have been left out before the next picture that was decoded.
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
  credit_ -= going_back;
  leave_out(false);
  decoder_.seek(shown_->time().index + 1);
  return next();
}

void SparseReader::leave_out(bool what_it_can) {
  leaves_out_ = what_it_can;
  calm_ = 0;
  decoder_.leave_out(what_it_can);
}

void SparseReader::show(const Frame& frame, Frame thumbnail) {
  shown_ = frame;
  shown_small_ = std::move(thumbnail);
}

}  // namespace facetrack
