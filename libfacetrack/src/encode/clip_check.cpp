// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/clip_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "facetrack/error.hpp"

#include "decode/input.hpp"
#include "decode/packet_index.hpp"
#include "decode/still_decoder.hpp"
#include "picture/resample.hpp"

namespace facetrack::media {
namespace {

constexpr int side = 16;
/// Largest difference of the same picture. x264 at crf 51 changes the mean brightness of a part by
/// up to 5 steps (measured); neighbouring frames of a moving picture differ by less than that or by
/// much more.
constexpr double max_difference = 8.0;

[[noreturn]] void fail(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::io, name + ": the written clip is wrong: " + what);
}

void check_picture(StillDecoder& decoder, bool found, std::int64_t index, const Signature& expected,
                   const std::string& name) {
  if (!found) fail(name, "frame " + std::to_string(index) + " cannot be read back");
  if (difference(signature_of(decoder.picture()), expected) > max_difference) {
    fail(name, "frame " + std::to_string(index) + " shows another picture than the source");
  }
}

/// Decodes from the last key frame to the end.
void check_last(Input& input, int video, const PacketIndex& index, const Signature& expected,
                const std::string& name) {
  StillDecoder decoder(*input.stream(video), DecoderOptions{}.max_pixels);
  const PacketIndex::Key& key = index.keys.back();
  const PacketPtr packet = make_packet();
  bool found = false;
  if (input.seek_to_key(video, key.pts, key.dts)) {
    while (!found && input.read(*packet)) {
      found = packet->stream_index == video && decoder.find(index.pts.back(), packet.get());
      av_packet_unref(packet.get());
    }
    found = decoder.find(index.pts.back(), nullptr);
  }
  check_picture(decoder, found, index.frames - 1, expected, name);
}

}  // namespace

Signature signature_of(const Frame& frame) {
  Signature signature{};
  const ImageView& luma = frame.luma();
  const ImageView out{reinterpret_cast<const std::byte*>(signature.data()), side, side, side,
                      PixelFormat::gray8};
  resample(luma, {0, 0, static_cast<double>(luma.width), static_cast<double>(luma.height)}, out);
  return signature;
}

double difference(const Signature& a, const Signature& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return static_cast<double>(sum) / static_cast<double>(a.size());
}

void check_clip(const std::filesystem::path& file, const std::string& name,
                const ExpectedClip& expected) {
  Input input(file, {}, Probe::header);
  const int video = input.choose_video(-1);
  std::map<int, double> sounds;  // the end of each track, in seconds of the clip
  for (int i = 0; i < static_cast<int>(input.context()->nb_streams); ++i) {
    if (input.stream(i)->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) sounds[i] = 0;
  }
  StillDecoder decoder(*input.stream(video), DecoderOptions{}.max_pixels);
  const PacketIndex index = scan_packets(input, video, [&](const AVPacket& packet) {
    if (packet.stream_index == video) decoder.find_first(&packet);
    const auto sound = sounds.find(packet.stream_index);
    if (sound == sounds.end() || packet.pts == AV_NOPTS_VALUE) return;
    const double tick = av_q2d(input.stream(packet.stream_index)->time_base);
    sound->second =
        std::max(sound->second, static_cast<double>(packet.pts + packet.duration) * tick);
  });
  if (index.frames != expected.frames) {
    fail(name,
         std::to_string(index.frames) + " frames instead of " + std::to_string(expected.frames));
  }
  const bool found = decoder.find_first(nullptr) && index.find(decoder.pts()) == 0;
  check_picture(decoder, found, 0, expected.first, name);
  if (expected.last) check_last(input, video, index, *expected.last, name);
  if (sounds.size() != expected.sounds) {
    fail(name, std::to_string(sounds.size()) + " sound tracks instead of " +
                   std::to_string(expected.sounds));
  }
  for (const auto& [stream, length] : sounds) {
    if (std::abs(length - expected.seconds) > expected.sound_tolerance) {
      fail(name, "the sound is " + std::to_string(length) + " s long instead of " +
                     std::to_string(expected.seconds) + " s");
    }
  }
}

}  // namespace facetrack::media
