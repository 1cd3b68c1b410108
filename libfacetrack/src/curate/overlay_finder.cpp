// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "curate/overlay_finder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

namespace facetrack::curation {
namespace {

// The input and the answer of the network (data/training/overlay/network.py).
constexpr network::Preprocessing overlay_preprocessing{{128, 128, 128}, 1 / 128.0F, false};
constexpr int longer_side = 512;   // pixels
constexpr std::size_t copies = 3;  // channels of the input
constexpr std::ptrdiff_t sure_rank =
    2;  // of the cell that answers for the picture: one may be wrong
/// The time between two copies (data/training/overlay/samples.py): two looks at 25 frames per
/// second, so that a subtitle of one second is on three copies for two answers.
constexpr double copy_gap = 0.19;       // seconds, at least
constexpr double longest_copy_gap = 1;  // seconds; an earlier copy is another scene's
constexpr int shortest_side = 64;       // pixels; letters on smaller pictures cannot be recognised

network::Network read_overlay_model() {
  const std::string file = find_model("overlay").string();
  auto network = network::read_network(file);
  bool fits = network && network->is_complete() && network->output_names().size() == 1;
  if (fits) {
    constexpr int side = shortest_side;
    const std::vector<std::byte> black(std::size_t{3} * side * side);
    network->run({black.data(), side, side, std::ptrdiff_t{3} * side, PixelFormat::bgr24},
                 overlay_preprocessing);
    fits = network->output_channels(0) == 1;
  }
  if (!fits) throw Error(ErrorCode::corrupt_input, file + ": not a model of overlays");
  return std::move(*network);
}

Size copy_size(const Frame& frame) {
  const int longer = std::max(frame.width(), frame.height());
  const double scale = std::min(1.0, static_cast<double>(longer_side) / longer);
  const auto side = [&](int whole) {
    const int even = static_cast<int>(std::lround(whole * scale / 2)) * 2;
    return std::clamp(even, 2, whole / 2 * 2);
  };
  return {side(frame.width()), side(frame.height())};
}

double seconds_between(const Frame& earlier, const Frame& later) {
  return (later.time().pts - earlier.time().pts).seconds();
}

}  // namespace

OverlayFinder::OverlayFinder() : network_(read_overlay_model()) {}

float OverlayFinder::look(const Frame& frame) {
  if (std::min(frame.width(), frame.height()) < shortest_side) return 0;
  const Size size = copy_size(frame);
  if (!kept_.empty()) {
    const Frame& last = kept_.front();
    const double gap = seconds_between(last, frame);
    const bool other = last.width() != size.width || last.height() != size.height;
    if (other || gap > longest_copy_gap || gap < 0) {
      kept_.clear();
    } else if (gap < copy_gap) {
      return answer_;
    }
  }
  kept_.insert(kept_.begin(), shrink(frame, size.width, size.height));
  if (kept_.size() > copies) kept_.pop_back();
  answer_ = answer();
  return answer_;
}

float OverlayFinder::answer() {
  const int width = kept_.front().width();
  const int height = kept_.front().height();
  std::vector<std::byte> joined(copies * static_cast<std::size_t>(width * height));
  for (std::size_t channel = 0; channel < copies; ++channel) {
    // A film's first copies have no earlier ones: the oldest is repeated.
    const ImageView& luma = kept_[std::min(channel, kept_.size() - 1)].luma();
    std::byte* to = joined.data() + channel;
    for (int y = 0; y < height; ++y) {
      const std::byte* row = luma.row(y);
      for (int x = 0; x < width; ++x, to += copies) *to = row[x];
    }
  }
  network_.run({joined.data(), width, height, std::ptrdiff_t{copies} * width, PixelFormat::bgr24},
               overlay_preprocessing);
  std::vector<float> logits = network_.output_values(0);
  const auto rank = logits.begin() + std::min(sure_rank, std::ssize(logits)) - 1;
  std::nth_element(logits.begin(), rank, logits.end(), std::greater<>());
  return 1 / (1 + std::exp(-*rank));
}

}  // namespace facetrack::curation
