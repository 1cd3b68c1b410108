// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/stream_info.hpp"

#include <cmath>
#include <cstdlib>
#include <utility>

#include "picture/color.hpp"
#include "picture/picture.hpp"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace facetrack::media {
namespace {

std::vector<AudioInfo> audio_of(const Input& input) {
  std::vector<AudioInfo> tracks;
  for (unsigned i = 0; i < input.context()->nb_streams; ++i) {
    const AVStream& stream = *input.stream(static_cast<int>(i));
    if (stream.codecpar->codec_type != AVMEDIA_TYPE_AUDIO) continue;
    AudioInfo track;
    track.stream_index = static_cast<int>(i);
    track.codec = avcodec_get_name(stream.codecpar->codec_id);
    track.channels = stream.codecpar->ch_layout.nb_channels;
    track.sample_rate = stream.codecpar->sample_rate;
    const auto start = stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
    track.start = {start, to_rational(stream.time_base)};
    track.is_default = (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
    tracks.push_back(std::move(track));
  }
  return tracks;
}

std::vector<int> video_streams_of(const Input& input) {
  std::vector<int> streams;
  for (int i = 0; i < static_cast<int>(input.context()->nb_streams); ++i) {
    if (input.is_video(i)) streams.push_back(i);
  }
  return streams;
}

Rational upright_aspect(AVRational stored, int rotation) {
  if (stored.num <= 0 || stored.den <= 0) return {1, 1};
  return rotation % 180 == 0 ? to_rational(stored) : Rational{stored.den, stored.num};
}

}  // namespace

std::optional<Rational> constant_rate(const PacketIndex& index, Rational base, Rational nominal) {
  if (nominal.num <= 0 || nominal.den <= 0) return std::nullopt;
  if (index.untimed || index.pts.size() < 2) return nominal;
  const double step =
      static_cast<double>(nominal.den) * base.den / (static_cast<double>(nominal.num) * base.num);
  const auto first = static_cast<double>(index.pts.front());
  for (std::size_t i = 1; i < index.pts.size(); ++i) {
    // Allows half a tick of rounding at either end, and a little more for rates given with few
    // digits.
    const double ideal = first + step * static_cast<double>(i);
    if (std::abs(static_cast<double>(index.pts[i]) - ideal) > 1.0 + step * 0.25) {
      return std::nullopt;
    }
  }
  return nominal;
}

MediaInfo describe(const Input& input, int stream, const PacketIndex& index) {
  const AVStream& video = *input.stream(stream);
  const AVCodecParameters& parameters = *video.codecpar;
  const auto format = static_cast<AVPixelFormat>(parameters.format);
  const Rational base = to_rational(video.time_base);

  MediaInfo info;
  info.path = input.name();
  info.container = input.context()->iformat->name;
  info.codec = avcodec_get_name(parameters.codec_id);
  const char* format_name = av_get_pix_fmt_name(format);
  info.pixel_format = format_name != nullptr ? format_name : "";
  if (const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(format)) {
    info.bit_depth = layout->comp[0].depth;
  }
  info.hdr =
      parameters.color_trc == AVCOL_TRC_SMPTE2084 || parameters.color_trc == AVCOL_TRC_ARIB_STD_B67;
  info.stream_index = stream;
  info.video_streams = video_streams_of(input);
  info.rotation = orientation_of(video).rotation;
  const bool swaps = info.rotation % 180 != 0;
  info.width = swaps ? parameters.height : parameters.width;
  info.height = swaps ? parameters.width : parameters.height;
  info.sample_aspect = upright_aspect(
      av_guess_sample_aspect_ratio(input.context(), const_cast<AVStream*>(&video), nullptr),
      info.rotation);
  info.color = color_of(parameters.color_space, parameters.color_range, format, parameters.width,
                        parameters.height);
  info.frames = index.frames;
  info.start = {index.pts.empty() ? 0 : index.pts.front(), base};
  Rational rate = to_rational(video.avg_frame_rate);
  if (video.r_frame_rate.num > 0) rate = to_rational(video.r_frame_rate);
  info.frame_rate = constant_rate(index, base, rate);
  if (!info.frame_rate && video.avg_frame_rate.num > 0) {
    info.frame_rate = constant_rate(index, base, to_rational(video.avg_frame_rate));
  }
  if (!index.pts.empty()) {
    info.duration = MediaTime{index.pts.back() - index.pts.front() + index.last_duration, base};
  } else if (index.untimed && info.frame_rate) {
    info.duration = MediaTime{index.frames * info.frame_rate->den, {1, info.frame_rate->num}};
  }
  info.audio = audio_of(input);
  return info;
}

}  // namespace facetrack::media
