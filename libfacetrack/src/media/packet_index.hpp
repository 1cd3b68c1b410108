// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "facetrack/decoder.hpp"

#include "media/input.hpp"

namespace facetrack::media {

/// Every shown picture of one stream, from its packets alone.
struct PacketIndex {
  struct Key {
    std::int64_t index = 0;  ///< of the picture, display order
    std::int64_t pts = 0;
    std::int64_t dts = 0;  ///< where to seek to
  };
  std::vector<std::int64_t> pts;  ///< ascending, in the stream's time base
  std::vector<Key> keys;          ///< ascending; never empty unless there are no pictures
  std::int64_t last_duration = 0;
  /// The container gives no times: pictures are counted, and times follow from the rate.
  bool untimed = false;
  std::int64_t frames = 0;  ///< pts.size() unless untimed
  std::int64_t damaged = 0;

  /// The place of `time` among `pts`, if it is there.
  std::optional<std::int64_t> find(std::int64_t time) const;
  /// When picture `index` is shown; `base` is the stream's, `rate` counts where times are missing.
  FrameTime time(std::int64_t index, Rational base, Rational rate) const;
  /// The last key picture at or before picture `index`.
  const Key* key_before(std::int64_t index) const;
};

/// Reads all packets of an input that is at its beginning, without decoding, and shows each to
/// `also`. Throws Error(io).
PacketIndex scan_packets(Input& input, int stream,
                         const std::function<void(const AVPacket&)>& also = {});

/// The same for a file, and only `stream` is read. Decoders of one unchanged file share the result.
std::shared_ptr<const PacketIndex> index_packets(const std::filesystem::path& file, int stream,
                                                 const DecoderOptions& options);

}  // namespace facetrack::media
