// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "media/clip_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "facetrack/error.hpp"

#include "media/input.hpp"
#include "media/resample.hpp"

namespace facetrack::media {
namespace {

constexpr int side = 16;
/// x264 at crf 51 changes the mean brightness of a sixteenth of a picture by up to 5 steps
/// (measured); neighbouring frames of a moving picture differ by less than that or by much more.
constexpr double max_difference = 8.0;

[[noreturn]] void fail(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::io, name + ": the written clip is wrong: " + what);
}

/// The end of the sound in each track, in seconds of the clip.
std::vector<double> sound_lengths(const std::filesystem::path& file) {
  Input input(file, {});
  std::vector<double> ends(input.context()->nb_streams, 0.0);
  const PacketPtr packet = make_packet();
  while (input.read(*packet)) {
    const AVStream& stream = *input.stream(packet->stream_index);
    if (packet->pts != AV_NOPTS_VALUE) {
      auto& end = ends[static_cast<std::size_t>(packet->stream_index)];
      end = std::max(
          end, static_cast<double>(packet->pts + packet->duration) * av_q2d(stream.time_base));
    }
    av_packet_unref(packet.get());
  }
  std::vector<double> lengths;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto type = input.stream(static_cast<int>(i))->codecpar->codec_type;
    if (type == AVMEDIA_TYPE_AUDIO) lengths.push_back(ends[i]);
  }
  return lengths;
}

void check_picture(Decoder& decoder, std::int64_t index, const Signature& expected,
                   const std::string& name) {
  decoder.seek(index);
  const auto frame = decoder.read();
  if (!frame) fail(name, "frame " + std::to_string(index) + " cannot be read back");
  const double off = difference(signature_of(*frame), expected);
  if (off > max_difference) {
    fail(name, "frame " + std::to_string(index) + " shows another picture than the source");
  }
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
  DecoderOptions options;
  options.threads = 1;
  const auto decoder = open_decoder(file, options);
  if (decoder->count_frames() != expected.frames) {
    fail(name, std::to_string(decoder->count_frames()) + " frames instead of " +
                   std::to_string(expected.frames));
  }
  check_picture(*decoder, 0, expected.first, name);
  if (expected.last) check_picture(*decoder, expected.frames - 1, *expected.last, name);
  const auto lengths = sound_lengths(file);
  if (lengths.size() != expected.sounds) {
    fail(name, std::to_string(lengths.size()) + " sound tracks instead of " +
                   std::to_string(expected.sounds));
  }
  for (const double length : lengths) {
    if (std::abs(length - expected.seconds) > expected.sound_tolerance) {
      fail(name, "the sound is " + std::to_string(length) + " s long instead of " +
                     std::to_string(expected.seconds) + " s");
    }
  }
}

}  // namespace facetrack::media
