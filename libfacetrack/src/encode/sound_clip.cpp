// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/sound_clip.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "decode/input.hpp"
#include "encode/sound_cut.hpp"

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace facetrack::media {
namespace {

class Reader {
 public:
  Reader(const std::filesystem::path& file, int stream, MediaTime begin, MediaTime end)
      : input_(file, {}), stream_(stream) {
    input_.only(stream);
    const AVStream& from = *input_.stream(stream);
    const AVCodec* codec = avcodec_find_decoder(from.codecpar->codec_id);
    if (codec == nullptr || from.codecpar->sample_rate <= 0) {
      throw Error(ErrorCode::unsupported,
                  input_.name() + ": no decoder for the sound; write the video without sound");
    }
    decoder_.reset(check_alloc(avcodec_alloc_context3(codec)));
    check(avcodec_parameters_to_context(decoder_.get(), from.codecpar), ErrorCode::corrupt_input,
          input_.name());
    decoder_->pkt_timebase = from.time_base;
    decoder_->log_level_offset = quiet_log_offset;
    decoder_->thread_count = 1;
    check(avcodec_open2(decoder_.get(), codec, nullptr), ErrorCode::unsupported, input_.name());
    clip_.sample_rate = from.codecpar->sample_rate;
    begin_ = begin.in_base({1, clip_.sample_rate}).ticks;
    const std::int64_t count = end.in_base({1, clip_.sample_rate}).ticks - begin_;
    const int channels = from.codecpar->ch_layout.nb_channels == 1 ? 1 : 2;
    clip_.channels.assign(
        static_cast<std::size_t>(channels),
        std::vector<float>(static_cast<std::size_t>(std::max<std::int64_t>(count, 0))));
    const MediaTime early{static_cast<std::int64_t>(preroll_seconds * 1000), {1, 1000}};
    const MediaTime target = (begin - early).in_base(to_rational(from.time_base));
    if (target.ticks > 0) input_.seek_to_key(stream, target.ticks, target.ticks);
  }

  SoundClip read() {
    const PacketPtr packet = make_packet();
    bool more = true;
    while (more && input_.read(*packet)) {
      if (packet->stream_index == stream_ &&
          avcodec_send_packet(decoder_.get(), packet.get()) >= 0) {
        more = take();
      }
      av_packet_unref(packet.get());
    }
    if (more && avcodec_send_packet(decoder_.get(), nullptr) >= 0) take();
    return std::move(clip_);
  }
  /// End of the samples that were found.
  std::int64_t reached() const noexcept { return next_ ? *next_ - begin_ : 0; }

 private:
  // Returns false after the end of the range.
  bool take() {
    while (avcodec_receive_frame(decoder_.get(), frame_.get()) >= 0) {
      if (frame_->sample_rate != clip_.sample_rate || frame_->nb_samples <= 0) continue;
      const Rational base = to_rational(input_.stream(stream_)->time_base);
      std::int64_t at = next_.value_or(0);
      if (frame_->pts != AV_NOPTS_VALUE) {
        const std::int64_t stated =
            MediaTime{frame_->pts, base}.in_base({1, clip_.sample_rate}).ticks;
        const auto gap = static_cast<std::int64_t>(gap_seconds * clip_.sample_rate);
        if (!next_ || std::abs(stated - at) > gap) at = stated;
      }
      next_ = at + frame_->nb_samples;
      place(at - begin_);
      if (*next_ - begin_ >= static_cast<std::int64_t>(clip_.samples())) return false;
    }
    return true;
  }

  void place(std::int64_t at) {
    open_converter();
    const auto channels = clip_.channels.size();
    std::array<std::vector<float>, 2> block;
    std::array<std::uint8_t*, 2> to{};
    for (std::size_t c = 0; c < channels; ++c) {
      block[c].resize(static_cast<std::size_t>(frame_->nb_samples));
      to[c] = reinterpret_cast<std::uint8_t*>(block[c].data());
    }
    const auto** from = const_cast<const std::uint8_t**>(frame_->extended_data);
    const int got = check(
        swr_convert(converter_.get(), to.data(), frame_->nb_samples, from, frame_->nb_samples),
        ErrorCode::backend, "the sound cannot be converted");
    for (std::size_t c = 0; c < channels; ++c) {
      for (int i = 0; i < got; ++i) {
        const std::int64_t place = at + i;
        if (place < 0 || place >= static_cast<std::int64_t>(clip_.samples())) continue;
        clip_.channels[c][static_cast<std::size_t>(place)] = block[c][static_cast<std::size_t>(i)];
      }
    }
  }

  void open_converter() {
    if (converter_) return;
    AVChannelLayout wanted{};
    av_channel_layout_default(&wanted, static_cast<int>(clip_.channels.size()));
    AVChannelLayout usual{};
    av_channel_layout_default(&usual, frame_->ch_layout.nb_channels);
    AVChannelLayout* layout =
        frame_->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC ? &usual : &frame_->ch_layout;
    SwrContext* made = nullptr;
    check(swr_alloc_set_opts2(&made, &wanted, AV_SAMPLE_FMT_FLTP, clip_.sample_rate, layout,
                              static_cast<AVSampleFormat>(frame_->format), clip_.sample_rate, 0,
                              nullptr),
          ErrorCode::backend, "the sound cannot be converted");
    converter_.reset(made);
    check(swr_init(made), ErrorCode::unsupported,
          input_.name() + ": the sound cannot be converted");
  }

  Input input_;
  int stream_;
  CodecPtr decoder_;
  SwrPtr converter_;
  FramePtr frame_ = make_frame();
  SoundClip clip_;
  std::int64_t begin_ = 0;
  std::optional<std::int64_t> next_;
};

}  // namespace

SoundClip read_sound(const std::filesystem::path& file, int stream, MediaTime begin,
                     MediaTime end) {
  return Reader(file, stream, begin, end).read();
}

double sound_length(const std::filesystem::path& file, int stream, MediaTime begin, MediaTime end) {
  Reader reader(file, stream, begin, end);
  const int rate = reader.read().sample_rate;
  return static_cast<double>(reader.reached()) / rate;
}

}  // namespace facetrack::media
