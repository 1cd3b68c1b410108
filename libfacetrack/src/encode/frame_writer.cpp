// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/frame_writer.hpp"

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include "encode/muxer.hpp"
#include "encode/x264.hpp"
#include "picture/color.hpp"

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace facetrack::media {
namespace {

constexpr std::int64_t bridge_aac_bits_per_channel = 96'000;

void copy_plane(const ImageView& from, AVFrame& to, int plane, int width, int height) {
  for (int y = 0; y < height; ++y) {
    std::memcpy(to.data[plane] + static_cast<std::ptrdiff_t>(y) * to.linesize[plane], from.row(y),
                static_cast<std::size_t>(width));
  }
}

}  // namespace

class FrameWriter::Impl {
 public:
  Impl(const std::filesystem::path& file, std::string shown_as, const FrameWriterOptions& options,
       const SoundClip* sound)
      : name_(shown_as),
        options_(options),
        muxer_(file, "mp4", std::move(shown_as)),
        sound_(sound) {
    options_.width &= ~1;
    options_.height &= ~1;
    open_video();
    if (sound_ != nullptr) open_sound();
    muxer_.begin();
  }

  void push(const Frame& frame) {
    const FramePtr picture = picture_of(frame);
    picture->pts = count_++;
    encode(*video_, *video_stream_, picture.get());
    if (sound_ != nullptr) {
      const MediaTime end{count_, {options_.rate.den, options_.rate.num}};
      encode_sound(static_cast<std::size_t>(end.in_base({1, sound_->sample_rate}).ticks), false);
    }
  }

  void finish() {
    encode(*video_, *video_stream_, nullptr);
    if (sound_ != nullptr) {
      encode_sound(sound_->samples(), true);
      encode(*audio_, *audio_stream_, nullptr);
    }
    muxer_.finish();
  }

 private:
  void open_video() {
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    if (codec == nullptr) {
      throw Error(ErrorCode::unsupported, "this FFmpeg has no libx264 to write " + name_);
    }
    video_.reset(check_alloc(avcodec_alloc_context3(codec)));
    video_->width = options_.width;
    video_->height = options_.height;
    video_->pix_fmt = AV_PIX_FMT_YUV420P;
    video_->time_base = {options_.rate.den, options_.rate.num};
    video_->framerate = to_av(options_.rate);
    video_->sample_aspect_ratio = to_av(options_.sample_aspect);
    video_->color_range = options_.color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    video_->colorspace = matrix_tag(options_.color.matrix);
    video_->log_level_offset = quiet_log_offset;
    video_->thread_count =
        static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
    if (muxer_.wants_global_header()) video_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    Options settings;
    settings.set("crf", options_.crf).set("preset", options_.preset);
    make_repeatable(settings);
    check(avcodec_open2(video_.get(), codec, settings.get()), ErrorCode::backend,
          name_ + ": libx264 cannot start");
    video_stream_ = add_stream(*video_);
    video_stream_->avg_frame_rate = video_->framerate;
    video_stream_->sample_aspect_ratio = video_->sample_aspect_ratio;
  }

  void open_sound() {
    const AVCodec* codec = avcodec_find_encoder_by_name("aac");
    if (codec == nullptr) throw Error(ErrorCode::unsupported, "this FFmpeg cannot write AAC");
    audio_.reset(check_alloc(avcodec_alloc_context3(codec)));
    audio_->sample_rate = sound_->sample_rate;
    audio_->sample_fmt = AV_SAMPLE_FMT_FLTP;
    av_channel_layout_default(&audio_->ch_layout, static_cast<int>(sound_->channels.size()));
    audio_->bit_rate = bridge_aac_bits_per_channel * audio_->ch_layout.nb_channels;
    audio_->time_base = {1, sound_->sample_rate};
    audio_->log_level_offset = quiet_log_offset;
    audio_->thread_count = 1;
    if (muxer_.wants_global_header()) audio_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    check(avcodec_open2(audio_.get(), codec, nullptr), ErrorCode::unsupported,
          name_ + ": AAC cannot encode " + std::to_string(sound_->sample_rate) +
              " Hz; write the video without sound");
    audio_stream_ = add_stream(*audio_);
  }

  AVStream* add_stream(const AVCodecContext& encoder) {
    AVStream* stream = muxer_.add_stream();
    check(avcodec_parameters_from_context(stream->codecpar, &encoder), ErrorCode::backend, name_);
    stream->time_base = encoder.time_base;
    return stream;
  }

  FramePtr picture_of(const Frame& frame) {
    FramePtr picture = make_frame();
    picture->format = AV_PIX_FMT_YUV420P;
    picture->width = options_.width;
    picture->height = options_.height;
    picture->colorspace = video_->colorspace;
    picture->color_range = video_->color_range;
    check(av_frame_get_buffer(picture.get(), 0), ErrorCode::backend, name_);
    if (frame.format() == PixelFormat::yuv420p) {
      for (int i = 0; i < 3; ++i) {
        const int half = i == 0 ? 1 : 2;
        copy_plane(frame.plane(i), *picture, i, options_.width / half, options_.height / half);
      }
      return picture;
    }
    const Frame bgr = to_bgr24(frame);
    if (sws_ == nullptr) open_conversion();
    const auto* from = reinterpret_cast<const std::uint8_t*>(bgr.image().data);
    const int stride = static_cast<int>(bgr.image().stride);
    sws_scale(sws_.get(), &from, &stride, 0, options_.height, picture->data, picture->linesize);
    return picture;
  }

  void open_conversion() {
    sws_.reset(check_alloc(sws_getContext(options_.width, options_.height, AV_PIX_FMT_BGR24,
                                          options_.width, options_.height, AV_PIX_FMT_YUV420P,
                                          SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP,
                                          nullptr, nullptr, nullptr)));
    const int* matrix = sws_coefficients(options_.color.matrix);
    sws_setColorspaceDetails(sws_.get(), matrix, 1, matrix, options_.color.full_range ? 1 : 0, 0,
                             1 << 16, 1 << 16);
  }

  void encode(AVCodecContext& encoder, const AVStream& stream, const AVFrame* frame) {
    check(avcodec_send_frame(&encoder, frame), ErrorCode::backend,
          name_ + ": a frame cannot be encoded");
    while (avcodec_receive_packet(&encoder, packet_.get()) >= 0) {
      if (packet_->duration == 0 && &encoder == video_.get()) packet_->duration = 1;
      av_packet_rescale_ts(packet_.get(), encoder.time_base, stream.time_base);
      packet_->stream_index = stream.index;
      muxer_.write(*packet_);
    }
  }

  // Encodes the whole blocks before sample `until`; with `rest` also a last partial block.
  void encode_sound(std::size_t until, bool rest) {
    until = std::min(until, sound_->samples());
    const auto block = static_cast<std::size_t>(audio_->frame_size);
    while (written_ + block <= until || (rest && written_ < until)) {
      const std::size_t count = std::min(block, until - written_);
      const FramePtr frame = make_frame();
      frame->format = audio_->sample_fmt;
      frame->nb_samples = static_cast<int>(count);
      frame->sample_rate = audio_->sample_rate;
      frame->pts = static_cast<std::int64_t>(written_);
      check(av_channel_layout_copy(&frame->ch_layout, &audio_->ch_layout), ErrorCode::backend,
            name_);
      check(av_frame_get_buffer(frame.get(), 0), ErrorCode::backend, name_);
      for (std::size_t c = 0; c < sound_->channels.size(); ++c) {
        std::memcpy(frame->extended_data[c], sound_->channels[c].data() + written_,
                    count * sizeof(float));
      }
      written_ += count;
      encode(*audio_, *audio_stream_, frame.get());
    }
  }

  std::string name_;
  FrameWriterOptions options_;
  Muxer muxer_;
  const SoundClip* sound_;
  CodecPtr video_;
  CodecPtr audio_;
  AVStream* video_stream_ = nullptr;
  AVStream* audio_stream_ = nullptr;
  SwsPtr sws_;
  PacketPtr packet_ = make_packet();
  std::int64_t count_ = 0;
  std::size_t written_ = 0;
};

FrameWriter::FrameWriter(const std::filesystem::path& file, std::string shown_as,
                         const FrameWriterOptions& options, const SoundClip* sound)
    : impl_(std::make_unique<Impl>(file, std::move(shown_as), options, sound)) {}
FrameWriter::~FrameWriter() = default;
void FrameWriter::push(const Frame& frame) { impl_->push(frame); }
void FrameWriter::finish() { impl_->finish(); }

}  // namespace facetrack::media
