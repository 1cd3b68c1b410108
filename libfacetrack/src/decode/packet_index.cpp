// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/packet_index.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <string>
#include <tuple>

namespace facetrack::media {
namespace {

namespace fs = std::filesystem;

struct Seen {
  std::int64_t pts;
  std::int64_t dts;
  std::int64_t duration;
  std::int64_t pos;
  std::int64_t order;
  bool key;
};

/// VP8 stores reference frames that are never shown in packets of their own. A packet with a
/// damaged header counts as shown.
bool is_hidden_vp8_frame(const AVPacket& packet) {
  constexpr unsigned head = 3;
  constexpr unsigned key_head = 7;
  if (packet.size < static_cast<int>(head + key_head)) return false;
  const std::uint8_t* data = packet.data;
  const bool key = (data[0] & 1U) == 0;
  const unsigned first_part =
      (unsigned{data[0]} | unsigned{data[1]} << 8U | unsigned{data[2]} << 16U) >> 5U;
  const unsigned room = static_cast<unsigned>(packet.size) - head - (key ? key_head : 0);
  if (first_part == 0 || first_part > room) return false;
  if (key && (data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A)) return false;
  return (data[0] >> 4 & 1U) == 0;
}

/// The same for VP9.
bool is_hidden_vp9_frame(const AVPacket& packet) {
  const unsigned first = packet.data[0];
  if (first >> 6 != 2) return false;  // the frame marker
  const unsigned profile = (first >> 5 & 1U) | (first >> 4 & 1U) << 1;
  if (profile == 3) return false;
  const bool show_existing = (first >> 3 & 1U) != 0;
  const bool superframe = (packet.data[packet.size - 1] & 0xE0U) == 0xC0U;
  return !superframe && !show_existing && (first >> 1 & 1U) == 0;
}

bool is_shown(const AVPacket& packet, AVCodecID codec) {
  if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0) return false;  // removed by an edit list
  if (packet.data == nullptr || packet.size < 1) return true;
  if (codec == AV_CODEC_ID_VP8) return !is_hidden_vp8_frame(packet);
  if (codec == AV_CODEC_ID_VP9) return !is_hidden_vp9_frame(packet);
  return true;
}

std::vector<std::int64_t> horizon_of(const std::vector<std::int64_t>& order) {
  std::vector<std::int64_t> shown(order.size());  // by order of decoding
  for (std::size_t i = 0; i < order.size(); ++i) {
    shown[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  }
  std::partial_sum(shown.begin(), shown.end(), shown.begin(),
                   [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
  std::vector<std::int64_t> horizon;
  horizon.reserve(order.size());
  for (const std::int64_t place : order) horizon.push_back(shown[static_cast<std::size_t>(place)]);
  return horizon;
}

PacketIndex scan_file(const fs::path& file, int stream, const DecoderOptions& options) {
  Input input(file, options);
  input.only(stream);
  return scan_packets(input, stream);
}

/// Several workers decode one file at the same time, so its index is shared while any of them
/// lives.
using CacheKey = std::tuple<std::string, std::uintmax_t, std::int64_t, int>;
std::mutex cache_mutex;
std::map<CacheKey, std::weak_ptr<const PacketIndex>>& cache() {
  static std::map<CacheKey, std::weak_ptr<const PacketIndex>> entries;
  return entries;
}

}  // namespace

PacketIndex scan_packets(Input& input, int stream,
                         const std::function<void(const AVPacket&)>& also) {
  const AVCodecID codec = input.stream(stream)->codecpar->codec_id;
  std::vector<Seen> seen;
  PacketIndex index;
  const PacketPtr packet = make_packet();
  while (input.read(*packet)) {
    if (also) also(*packet);
    if (packet->stream_index == stream && is_shown(*packet, codec)) {
      index.untimed = index.untimed || packet->pts == AV_NOPTS_VALUE;
      seen.push_back({packet->pts, packet->dts == AV_NOPTS_VALUE ? packet->pts : packet->dts,
                      packet->duration, packet->pos, static_cast<std::int64_t>(seen.size()),
                      (packet->flags & AV_PKT_FLAG_KEY) != 0});
    }
    av_packet_unref(packet.get());
  }
  index.damaged = input.damaged();
  index.frames = static_cast<std::int64_t>(seen.size());
  if (seen.empty() || index.untimed) return index;

  std::stable_sort(seen.begin(), seen.end(),
                   [](const Seen& a, const Seen& b) { return a.pts < b.pts; });
  index.pts.reserve(seen.size());
  for (const Seen& packet_seen : seen) {
    const auto place = static_cast<std::int64_t>(index.pts.size());
    if (packet_seen.key) {
      index.keys.push_back({place, packet_seen.pts, packet_seen.dts, packet_seen.pos});
    }
    index.pts.push_back(packet_seen.pts);
    index.order.push_back(packet_seen.order);
  }
  index.horizon = horizon_of(index.order);
  index.last_duration = seen.back().duration;
  if (index.keys.empty() || index.keys.front().index != 0) {
    index.keys.insert(index.keys.begin(),
                      {0, seen.front().pts, seen.front().dts, seen.front().pos});
  }
  return index;
}

std::optional<std::int64_t> PacketIndex::find(std::int64_t time) const {
  const auto place = std::lower_bound(pts.begin(), pts.end(), time);
  if (place == pts.end() || *place != time) return std::nullopt;
  return place - pts.begin();
}

FrameTime PacketIndex::time(std::int64_t index, Rational base, Rational rate) const {
  if (untimed) {
    const AVRational step = rate.num > 0 ? av_inv_q(to_av(rate)) : AVRational{1, 25};
    const auto at = [&](std::int64_t i) { return av_rescale_q(i, step, to_av(base)); };
    return {{at(index), base}, {at(index + 1) - at(index), base}, index};
  }
  const auto i = static_cast<std::size_t>(index);
  std::int64_t duration = last_duration;
  if (i + 1 < pts.size()) {
    duration = pts[i + 1] - pts[i];
  } else if (duration <= 0 && i > 0) {
    duration = pts[i] - pts[i - 1];
  }
  return {{pts[i], base}, {std::max<std::int64_t>(duration, 0), base}, index};
}

bool PacketIndex::agrees(const AVPacket& packet) const {
  if (packet.pos < 0 || packet.pts == AV_NOPTS_VALUE) return true;
  bool other_time = false;
  for (const Key& key : keys) {
    if (key.pos != packet.pos) continue;
    if (key.pts == packet.pts) return true;
    other_time = true;
  }
  return !other_time;
}

const PacketIndex::Key* PacketIndex::key_before(std::int64_t index) const {
  const auto after = std::upper_bound(keys.begin(), keys.end(), index,
                                      [](std::int64_t i, const Key& key) { return i < key.index; });
  return after == keys.begin() ? nullptr : &*std::prev(after);
}

std::shared_ptr<const PacketIndex> index_packets(const fs::path& file, int stream,
                                                 const DecoderOptions& options) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error)
    return std::make_shared<PacketIndex>(scan_file(file, stream, options));  // an image sequence
  const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
  const CacheKey key{fs::absolute(file, error).string(), size, static_cast<std::int64_t>(changed),
                     stream};
  const std::lock_guard lock(cache_mutex);
  std::erase_if(cache(), [](const auto& entry) { return entry.second.expired(); });
  if (auto known = cache()[key].lock()) return known;
  auto made = std::make_shared<const PacketIndex>(scan_file(file, stream, options));
  cache()[key] = made;
  return made;
}

}  // namespace facetrack::media
