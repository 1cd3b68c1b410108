// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Video files: opening, the packet index, frames, seeking. Frame indices never go back.

#include <cstdlib>

#include "facetrack/decoder.hpp"
#include "facetrack/log.hpp"

#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  static const bool quiet = (silence_backends(), true);
  static_cast<void>(quiet);
  const fuzz::MemoryFile file(data, size, "");
  fuzz::expect_error_at_most([&] {
    DecoderOptions options;
    options.threads = 1;
    options.max_pixels = 1 << 18;
    options.patience = std::chrono::seconds(2);
    const auto decoder = open_decoder(file.path(), options);
    std::int64_t last = -1;
    for (int i = 0; i < 6; ++i) {
      const auto frame = decoder->read();
      if (!frame) break;
      if (frame->time().index <= last || frame->width() <= 0) std::abort();
      last = frame->time().index;
    }
    const std::int64_t frames = decoder->count_frames().value();
    if (decoder->key_frames().empty()) std::abort();
    decoder->seek(frames / 2);
    const auto frame = decoder->read();
    if (frame && frame->time().index < frames / 2) std::abort();
  });
  return 0;
}
