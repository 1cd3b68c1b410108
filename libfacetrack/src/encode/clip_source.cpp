// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/clip_source.hpp"

#include <algorithm>
#include <string>

#include "facetrack/log.hpp"

namespace facetrack::media {
namespace {

/// False for a track without channels or rate or with a damaged header: it cannot be cut.
bool usable_sound(const Input& input, const AudioInfo& track) {
  if (track.channels <= 0 || track.sample_rate <= 0) return false;
  const AVCodecParameters& parameters = *input.stream(track.stream_index)->codecpar;
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr) return false;
  const CodecPtr codec(check_alloc(avcodec_alloc_context3(decoder)));
  if (avcodec_parameters_to_context(codec.get(), &parameters) < 0) return false;
  codec->log_level_offset = quiet_log_offset;
  return avcodec_open2(codec.get(), decoder, nullptr) >= 0;
}

std::vector<int> usable_sounds(const Input& input, const MediaInfo& info) {
  std::vector<int> usable;
  for (const AudioInfo& track : info.audio) {
    if (usable_sound(input, track)) {
      usable.push_back(track.stream_index);
    } else {
      log(LogLevel::warning, info.path + ": the sound in stream " +
                                 std::to_string(track.stream_index) + " (" + track.codec +
                                 ") cannot be decoded; the clips have no sound");
    }
  }
  return usable;
}

std::vector<int> chosen_sounds(const Input& input, const MediaInfo& info,
                               const ClipWriterOptions& options) {
  using Audio = ClipWriterOptions::Audio;
  if (options.audio == Audio::none) return {};
  if (options.audio == Audio::one) {
    const auto wanted = static_cast<std::size_t>(options.audio_stream);
    if (options.audio_stream < 0 || wanted >= info.audio.size()) {
      throw Error(ErrorCode::invalid_argument, info.path + ": there is no sound track " +
                                                   std::to_string(options.audio_stream) +
                                                   "; it has " + std::to_string(info.audio.size()));
    }
    return {info.audio[wanted].stream_index};
  }
  std::vector<int> usable = usable_sounds(input, info);
  if (usable.empty()) return {};
  if (options.audio == Audio::all) return usable;
  for (const AudioInfo& track : info.audio) {
    const bool good = std::find(usable.begin(), usable.end(), track.stream_index) != usable.end();
    if (track.is_default && good) return {track.stream_index};
  }
  return {usable.front()};
}

bool fits_mp4(const Input& input, int video, const std::vector<int>& sounds) {
  const AVOutputFormat* mp4 = av_guess_format("mp4", nullptr, nullptr);
  const auto fits = [&](int stream) {
    return avformat_query_codec(mp4, input.stream(stream)->codecpar->codec_id,
                                FF_COMPLIANCE_NORMAL) == 1;
  };
  return mp4 != nullptr && fits(video) && std::all_of(sounds.begin(), sounds.end(), fits);
}

}  // namespace

ClipSource describe_source(const std::filesystem::path& file, const MediaInfo& info,
                           const DecoderOptions& decoding, const ClipWriterOptions& options) {
  ClipSource source;
  source.file = file;
  source.info = info;
  source.decoding = decoding;
  source.streams = std::make_shared<const Input>(file, decoding);
  const Input& input = *source.streams;
  const AVStream& stream = *input.stream(info.stream_index);
  source.index = index_packets(file, info.stream_index, decoding);
  source.base = to_rational(stream.time_base);
  if (stream.avg_frame_rate.num > 0) source.average_rate = to_rational(stream.avg_frame_rate);
  // Pictures stored as RGB are written as BT.601, so the tags of the source would be wrong.
  if (stream.codecpar->color_space != AVCOL_SPC_RGB) {
    source.primaries = stream.codecpar->color_primaries;
    source.transfer = stream.codecpar->color_trc;
  }
  source.sounds = chosen_sounds(input, info, options);
  source.copies_to_mp4 = fits_mp4(input, info.stream_index, source.sounds);
  return source;
}

}  // namespace facetrack::media
