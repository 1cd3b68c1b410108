// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/sound_file.hpp"

#include <cmath>
#include <cstdint>
#include <memory>

#include "picture/ffmpeg.hpp"
#include "support/must.hpp"

extern "C" {
#include <libswresample/swresample.h>
}

namespace facetrack::testing {
namespace {

using namespace facetrack::media;

struct FormatCloser {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct SwrCloser {
  void operator()(SwrContext* context) const { swr_free(&context); }
};

int stream_of(const AVFormatContext& context, int number) {
  for (int i = 0; i < static_cast<int>(context.nb_streams); ++i) {
    const bool sound = context.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    if (sound && number-- == 0) return i;
  }
  throw Error(ErrorCode::not_found, "no such sound track");
}

/// Appends the samples of a decoded block, all channels as floats, keeping the first channel.
class Collector {
 public:
  void add(AVFrame& frame, SoundTrack& sound) {
    if (swr_ == nullptr) {
      SwrContext* made = nullptr;
      must(swr_alloc_set_opts2(&made, &frame.ch_layout, AV_SAMPLE_FMT_FLTP, frame.sample_rate,
                               &frame.ch_layout, static_cast<AVSampleFormat>(frame.format),
                               frame.sample_rate, 0, nullptr),
           "sound conversion");
      swr_.reset(made);
      must(swr_init(made), "sound conversion");
    }
    const auto count = static_cast<std::size_t>(frame.nb_samples);
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(frame.ch_layout.nb_channels),
                                           std::vector<float>(count));
    std::vector<std::uint8_t*> pointers;
    for (auto& plane : planes) pointers.push_back(reinterpret_cast<std::uint8_t*>(plane.data()));
    must(swr_convert(swr_.get(), pointers.data(), frame.nb_samples,
                     const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples),
         "sound conversion");
    sound.samples.insert(sound.samples.end(), planes[0].begin(), planes[0].end());
  }

 private:
  std::unique_ptr<SwrContext, SwrCloser> swr_;
};

}  // namespace

SoundTrack read_sound(const std::filesystem::path& file, int track) {
  AVFormatContext* context = nullptr;
  must(avformat_open_input(&context, file.c_str(), nullptr, nullptr), file.c_str());
  const std::unique_ptr<AVFormatContext, FormatCloser> owner(context);
  must(avformat_find_stream_info(context, nullptr), file.c_str());
  const int index = stream_of(*context, track);
  const AVStream& stream = *context->streams[index];
  const AVCodec* decoder = check_alloc(avcodec_find_decoder(stream.codecpar->codec_id));
  const CodecPtr codec(check_alloc(avcodec_alloc_context3(decoder)));
  must(avcodec_parameters_to_context(codec.get(), stream.codecpar), "sound parameters");
  codec->pkt_timebase = stream.time_base;
  must(avcodec_open2(codec.get(), decoder, nullptr), "open sound decoder");

  SoundTrack sound{codec->sample_rate, codec->ch_layout.nb_channels, 0, {}};
  Collector collector;
  const PacketPtr packet = make_packet();
  const FramePtr frame = make_frame();
  const auto receive = [&] {
    while (avcodec_receive_frame(codec.get(), frame.get()) >= 0) {
      if (sound.samples.empty() && frame->pts != AV_NOPTS_VALUE) {
        sound.start = static_cast<double>(frame->pts) * av_q2d(stream.time_base);
      }
      collector.add(*frame, sound);
    }
  };
  while (av_read_frame(context, packet.get()) >= 0) {
    if (packet->stream_index == index) avcodec_send_packet(codec.get(), packet.get());
    av_packet_unref(packet.get());
    receive();
  }
  avcodec_send_packet(codec.get(), nullptr);
  receive();
  return sound;
}

std::vector<double> find_clicks(const SoundTrack& sound) {
  std::vector<double> found;
  double quiet_until = -1;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double time = sound.start + static_cast<double>(i) / sound.sample_rate;
    if (std::abs(sound.samples[i]) < 0.3F || time < quiet_until) continue;
    found.push_back(time);
    quiet_until = time + 0.2;
  }
  return found;
}

}  // namespace facetrack::testing
