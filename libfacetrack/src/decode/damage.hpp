// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <set>

#include "decode/packet_index.hpp"

namespace facetrack::media {

/// Records where decoding met errors, and tells which pictures depend on them. A picture is intact
/// if no error occurred between the packet of the key frame before it (in display order) and its
/// own packet. One thread at a time.
class Damage {
 public:
  explicit Damage(const PacketIndex& index) : index_(&index) {}

  /// Records that the packets `first_order` to `last_order` (in decoding order) gave an error, or
  /// that one of their pictures is flagged as corrupt.
  void note(std::int64_t first_order, std::int64_t last_order) {
    for (std::int64_t order = first_order; order <= last_order; ++order) errors_.insert(order);
  }
  /// Forgets the errors at a key frame, for a stream without times: its decoding order is unknown.
  void heal() { errors_.clear(); }

  std::int64_t order_of(std::int64_t frame) const {
    return index_->untimed ? frame : index_->order[static_cast<std::size_t>(frame)];
  }
  bool is_sound(std::int64_t frame) const {
    if (errors_.empty()) return true;
    const PacketIndex::Key* key = index_->key_before(frame);
    const auto error = errors_.lower_bound(key != nullptr ? order_of(key->index) : 0);
    return error == errors_.end() || *error > order_of(frame);
  }
  /// True if no later packet can add an error for `frame`, once decoding gave the picture
  /// `reached`.
  bool is_settled(std::int64_t frame, std::int64_t reached) const {
    return index_->untimed || index_->horizon[static_cast<std::size_t>(frame)] <= reached;
  }

 private:
  const PacketIndex* index_;
  std::set<std::int64_t> errors_;  ///< positions in decoding order
};

}  // namespace facetrack::media
