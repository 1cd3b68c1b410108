// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/segment_frames.hpp"

#include <system_error>
#include <utility>

#include "core/cpu_clock.hpp"
#include "decode/sparse_decoder.hpp"

namespace facetrack {
namespace {

constexpr std::size_t most_ready = 4;  // frames decoded ahead

}  // namespace

SegmentFrames::SegmentFrames(Decoder& decoder, const Segment& segment, SpareCores& spare,
                             Size sparse_size)
    : decoder_(decoder), last_frame_(segment.last_frame), spare_(spare) {
  const CpuClock clock(seconds_);
  auto* const sparse = dynamic_cast<SparseDecoder*>(&decoder);
  if (sparse != nullptr && sparse_size.width > 0) sparse_.emplace(*sparse, sparse_size);
  if (!decoder.key_frames().empty()) decoder.seek(segment.first_frame);
}

std::optional<Frame> SegmentFrames::next() {
  if (!ahead_.joinable()) {
    if (!spare_.acquire()) return read();
    try {
      ahead_ = std::jthread([this](const std::stop_token& stop) { run_ahead(stop); });
    } catch (const std::system_error&) {  // the system could not start a thread
      spare_.release();
      return read();
    }
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || over_; });
  if (ready_.empty()) {
    if (error_) std::rethrow_exception(error_);
    return std::nullopt;
  }
  std::optional<Frame> frame = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return frame;
}

double SegmentFrames::end() {
  if (ahead_.joinable()) {
    ahead_.request_stop();
    ahead_.join();
    spare_.release();
  }
  return seconds_;
}

std::optional<Frame> SegmentFrames::read() {
  const CpuClock clock(seconds_);
  std::optional<Frame> frame = sparse_ ? sparse_->next() : decoder_.read();
  if (frame && frame->time().index > last_frame_) frame.reset();
  return frame;
}

void SegmentFrames::run_ahead(const std::stop_token& stop) {
  try {
    while (std::optional<Frame> frame = read()) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return ready_.size() < most_ready; });
      if (stop.stop_requested()) break;
      ready_.push_back(std::move(*frame));
      changed_.notify_all();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    error_ = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  over_ = true;
  changed_.notify_all();
}

}  // namespace facetrack
