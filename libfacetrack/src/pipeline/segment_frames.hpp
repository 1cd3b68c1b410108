// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "facetrack/decoder.hpp"

#include "decode/sparse_reader.hpp"
#include "pipeline/segments.hpp"

namespace facetrack {

/// Counts the cores without a segment of their own, because a video has few key frames or its end
/// is near. Thread-safe.
class SpareCores {
 public:
  explicit SpareCores(int count) : count_(count) {}
  bool acquire() noexcept {
    int count = count_.load();
    while (count > 0) {
      if (count_.compare_exchange_weak(count, count - 1)) return true;
    }
    return false;
  }
  void release() noexcept { count_.fetch_add(1); }

 private:
  std::atomic<int> count_;
};

/// Reads the frames of a segment. While there is a spare core, another thread decodes a few frames
/// ahead. One thread at a time.
class SegmentFrames {
 public:
  /// `sparse_size`: frames with little motion are skipped; frames are compared at this size. {0,
  /// 0}: every frame is decoded. All references must outlive the object.
  SegmentFrames(Decoder& decoder, const Segment& segment, SpareCores& spare, Size sparse_size);
  ~SegmentFrames() { end(); }
  SegmentFrames(const SegmentFrames&) = delete;
  SegmentFrames& operator=(const SegmentFrames&) = delete;

  /// The next frame; nothing after the last one.
  std::optional<Frame> next();
  /// Ends reading and returns the CPU seconds that it took. Call next() no more after this.
  double end();

 private:
  std::optional<Frame> read();
  void run_ahead(const std::stop_token& stop);

  Decoder& decoder_;
  std::optional<SparseReader> sparse_;
  const std::int64_t last_frame_;
  SpareCores& spare_;
  double seconds_ = 0;  // of the reading thread; there is only one at a time
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Frame> ready_;
  std::exception_ptr error_;
  bool over_ = false;
  std::jthread ahead_;
};

}  // namespace facetrack
