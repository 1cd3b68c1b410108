// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/time_window.hpp"

#include <utility>

#include "facetrack/error.hpp"

namespace facetrack {
namespace {

/// True if `pts` is before `from_start`, which is rounded to the ticks of the source.
bool is_before(const MediaTime& from_start, const MediaTime& pts, const MediaInfo& source) {
  return pts - source.start < from_start.in_base(pts.base);
}

/// Reads a source that cannot seek, from a frame that was read already to the end of a window.
class PartOfStream final : public Decoder {
 public:
  PartOfStream(std::unique_ptr<Decoder> source, std::optional<Frame> first,
               const std::optional<MediaTime>& end)
      : source_(std::move(source)), next_(std::move(first)), end_(end) {}

  const MediaInfo& info() const noexcept override { return source_->info(); }
  std::int64_t skipped_frames() const noexcept override { return source_->skipped_frames(); }
  std::optional<Frame> read() override {
    std::optional<Frame> frame = next_ ? std::exchange(next_, std::nullopt) : source_->read();
    if (over_ || (frame && end_ && !is_before(*end_, frame->time().pts, info()))) {
      over_ = true;
      return std::nullopt;
    }
    return frame;
  }

 private:
  std::unique_ptr<Decoder> source_;
  std::optional<Frame> next_;
  std::optional<MediaTime> end_;
  bool over_ = false;
};

/// Index of the first frame at `from_start` or later; the number of frames if there is none.
/// Requires a decoder that can seek.
std::int64_t frame_at(Decoder& decoder, const MediaTime& from_start, std::int64_t frames) {
  const MediaInfo& source = decoder.info();
  if (decoder.time_of(0)) {
    std::int64_t below = 0;
    std::int64_t above = frames;
    while (below < above) {
      const std::int64_t middle = below + (above - below) / 2;
      const auto time = decoder.time_of(middle);
      if (time && is_before(from_start, time->pts, source)) {
        below = middle + 1;
      } else {
        above = middle;
      }
    }
    return below;
  }
  std::int64_t index = 0;
  for (const KeyFrame& key : decoder.key_frames()) {
    if (is_before(from_start, key.pts, source)) index = key.index;
  }
  decoder.seek(index);
  while (const std::optional<Frame> frame = decoder.read()) {
    if (!is_before(from_start, frame->time().pts, source)) return frame->time().index;
  }
  return frames;
}

[[noreturn]] void refuse(const Decoder& decoder) {
  throw Error(ErrorCode::invalid_argument,
              decoder.info().path + ": there is no frame between the start and end time");
}

Window window_of_stream(std::unique_ptr<Decoder>& decoder, const std::optional<MediaTime>& start,
                        const std::optional<MediaTime>& end) {
  const MediaInfo& source = decoder->info();
  std::optional<Frame> first = decoder->read();
  while (first && start && is_before(*start, first->time().pts, source)) first = decoder->read();
  if (!first || (end && !is_before(*end, first->time().pts, source))) refuse(*decoder);
  const std::int64_t index = first->time().index;
  decoder = std::make_unique<PartOfStream>(std::move(decoder), std::move(first), end);
  return {index, unknown_end};
}

}  // namespace

Window select_window(std::unique_ptr<Decoder>& decoder, const std::optional<MediaTime>& start,
                     const std::optional<MediaTime>& end) {
  const std::optional<std::int64_t> frames = decoder->count_frames();
  const bool whole = !start && !end;
  if (whole) return {0, frames ? *frames - 1 : unknown_end};
  if (!frames || decoder->key_frames().empty()) return window_of_stream(decoder, start, end);
  Window window{0, *frames - 1};
  if (start) window.first = frame_at(*decoder, *start, *frames);
  if (end) window.last = frame_at(*decoder, *end, *frames) - 1;
  if (window.first >= *frames || window.last < window.first) refuse(*decoder);
  return window;
}

}  // namespace facetrack
