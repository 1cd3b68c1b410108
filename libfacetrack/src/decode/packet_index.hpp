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

#include "decode/input.hpp"

namespace facetrack::media {

/// Every shown picture of one stream, from its packets alone.
struct PacketIndex {
  struct Key {
    std::int64_t index = 0;  ///< of the picture, display order
    std::int64_t pts = 0;
    std::int64_t dts = 0;   ///< where to seek to
    std::int64_t pos = -1;  ///< of the packet in the file, in bytes; -1: unknown
  };
  std::vector<std::int64_t> pts;  ///< ascending, in the stream's time base
  std::vector<Key> keys;          ///< ascending; never empty unless there are no pictures
  /// Of each picture: how many packets of pictures come before its own in the file, which is the
  /// order of decoding.
  std::vector<std::int64_t> order;
  /// Of each picture: the last one shown of those that are decoded up to it.
  std::vector<std::int64_t> horizon;
  std::int64_t last_duration = 0;
  /// The container gives no times: pictures are counted, and times follow from the rate.
  bool untimed = false;
  std::int64_t frames = 0;  ///< pts.size() unless untimed
  std::int64_t damaged = 0;

  /// The place of `time` among `pts`, if it is there.
  std::optional<std::int64_t> find(std::int64_t time) const;
  /// When picture `index` is shown; `base` is the stream's, `rate` counts where times are missing.
  FrameTime time(std::int64_t index, Rational base, Rational rate) const;
  /// Is the time of this key packet, found after a jump, the one that the scan found? Some
  /// containers (AVI) count times from where reading began, which damage leads astray.
  bool agrees(const AVPacket& packet) const;
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
