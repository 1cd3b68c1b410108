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

/// The index of all shown pictures of one stream, made from its packets without decoding.
struct PacketIndex {
  struct Key {
    std::int64_t index = 0;  ///< of the picture, display order
    std::int64_t pts = 0;
    std::int64_t dts = 0;   ///< where to seek to
    std::int64_t pos = -1;  ///< of the packet in the file, in bytes; -1: unknown
  };
  std::vector<std::int64_t> pts;  ///< ascending, in the stream's time base
  std::vector<Key> keys;          ///< ascending; never empty unless there are no pictures
  /// Position of each picture in decoding order: the number of packets with shown pictures before
  /// its own in the file.
  std::vector<std::int64_t> order;
  /// For each picture, the last one (in display order) among those decoded up to it.
  std::vector<std::int64_t> horizon;
  std::int64_t last_duration = 0;
  /// The container has no times: pictures are counted, and their times follow from the frame rate.
  bool untimed = false;
  std::int64_t frames = 0;  ///< pts.size() unless untimed
  std::int64_t damaged = 0;

  /// The position of `time` in `pts`, if it is there.
  std::optional<std::int64_t> find(std::int64_t time) const;
  /// The time of picture `index`. `base` is the time base of the stream; `rate` is used if the
  /// container has no times.
  FrameTime time(std::int64_t index, Rational base, Rational rate) const;
  /// True if the time of this key packet, read after a seek, is the time that the scan found. Some
  /// containers (AVI) count times from where reading began and are wrong after damage.
  bool agrees(const AVPacket& packet) const;
  /// The last key picture at or before picture `index`.
  const Key* key_before(std::int64_t index) const;
};

/// Reads all packets of an input that is at its beginning, without decoding. Passes each to `also`.
/// Throws Error(io).
PacketIndex scan_packets(Input& input, int stream,
                         const std::function<void(const AVPacket&)>& also = {});

/// The same for one stream of a file. Decoders of one unchanged file share the result.
std::shared_ptr<const PacketIndex> index_packets(const std::filesystem::path& file, int stream,
                                                 const DecoderOptions& options);

}  // namespace facetrack::media
