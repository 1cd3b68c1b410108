// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/video_file.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/opencv.hpp"

#include "picture/ffmpeg.hpp"
#include "support/barcode.hpp"
#include "support/must.hpp"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
}

/// x265 never frees its settings; under the address sanitizer that is not for us to answer for.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265\n"; }

namespace facetrack::testing {
namespace {

using namespace facetrack::media;

const AVCodec* encoder_for(const std::string& name) {
  static const std::pair<const char*, const char*> names[] = {
      {"h264", "libx264"}, {"hevc", "libx265"}, {"vp9", "libvpx-vp9"},
      {"vp8", "libvpx"},   {"opus", "libopus"}, {"vorbis", "libvorbis"}};
  for (const auto& [codec, encoder] : names) {
    if (name == codec) return check_alloc(avcodec_find_encoder_by_name(encoder));
  }
  return check_alloc(avcodec_find_encoder_by_name(name.c_str()));
}

class Muxer {
 public:
  explicit Muxer(const std::filesystem::path& file) {
    must(avformat_alloc_output_context2(&context_, nullptr, nullptr, file.c_str()), file.c_str());
    must(avio_open(&context_->pb, file.c_str(), AVIO_FLAG_WRITE), file.c_str());
  }
  ~Muxer() {
    avio_closep(&context_->pb);
    avformat_free_context(context_);
  }
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;
  AVFormatContext* operator->() const { return context_; }
  AVFormatContext* get() const { return context_; }

 private:
  AVFormatContext* context_ = nullptr;
};

/// One encoder and its stream.
class Track {
 public:
  Track(Muxer& muxer, const AVCodec* codec) : muxer_(muxer) {
    stream_ = check_alloc(avformat_new_stream(muxer.get(), nullptr));
    codec_.reset(check_alloc(avcodec_alloc_context3(codec)));
    codec_->log_level_offset = quiet_log_offset;
    codec_->thread_count = 1;
    if ((muxer->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
      codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
  }
  AVCodecContext* codec() const { return codec_.get(); }
  AVStream* stream() const { return stream_; }
  void open(Options& options) {
    must(avcodec_open2(codec_.get(), codec_->codec, options.get()), "open test encoder");
    must(avcodec_parameters_from_context(stream_->codecpar, codec_.get()), "parameters");
    stream_->time_base = codec_->time_base;
  }
  void send(const AVFrame* frame) {
    must(avcodec_send_frame(codec_.get(), frame), "encode test frame");
    while (avcodec_receive_packet(codec_.get(), packet_.get()) >= 0) {
      av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
      packet_->stream_index = stream_->index;
      must(av_interleaved_write_frame(muxer_.get(), packet_.get()), "write test packet");
    }
  }

 private:
  Muxer& muxer_;
  AVStream* stream_;
  CodecPtr codec_;
  PacketPtr packet_ = make_packet();
};

class VideoTrack {
 public:
  VideoTrack(Muxer& muxer, const VideoSpec& spec)
      : spec_(spec), track_(muxer, encoder_for(spec.codec)) {
    AVCodecContext& codec = *track_.codec();
    codec.width = spec.width;
    codec.height = spec.height;
    codec.pix_fmt = av_get_pix_fmt(spec.pixel_format.c_str());
    codec.time_base = spec.pts.empty() ? av_inv_q(to_av(spec.rate)) : to_av(spec.time_base);
    codec.framerate = to_av(spec.rate);
    codec.gop_size = spec.gop;
    if (std::string(codec.codec->name) != "mjpeg") codec.max_b_frames = spec.b_frames;
    codec.sample_aspect_ratio = to_av(spec.sample_aspect);
    codec.color_range = spec.color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    codec.colorspace =
        spec.color.matrix == ColorMatrix::bt709 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    if (spec.interlaced) codec.flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
    if (spec.codec != "h264" && spec.codec != "hevc") {
      codec.flags |= AV_CODEC_FLAG_QSCALE;
      codec.global_quality = FF_QP2LAMBDA * 3;
    }
    Options options;
    options.set("crf", spec.crf).set("preset", "ultrafast");
    options.set("x265-params", "log-level=none:pools=none").set("cpu-used", 8);
    options.set("deadline", "realtime");
    track_.stream()->avg_frame_rate = to_av(spec.rate);
    track_.stream()->sample_aspect_ratio = codec.sample_aspect_ratio;
    if (spec.rotation != 0) {
      auto* matrix = reinterpret_cast<std::int32_t*>(check_alloc(av_stream_new_side_data(
          track_.stream(), AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t))));
      av_display_rotation_set(matrix, spec.rotation);
    }
    track_.open(options);
    start_ = std::llround(spec.start / av_q2d(codec.time_base));
    sws_.reset(check_alloc(
        sws_getContext(spec.width, spec.height, AV_PIX_FMT_BGR24, spec.width, spec.height,
                       codec.pix_fmt, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr)));
    const int* matrix = sws_getCoefficients(
        spec.color.matrix == ColorMatrix::bt709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
    sws_setColorspaceDetails(sws_.get(), matrix, 1, matrix, spec.color.full_range ? 1 : 0, 0,
                             1 << 16, 1 << 16);
  }

  std::int64_t pts(std::int64_t index) const {
    return start_ + (spec_.pts.empty() ? index : spec_.pts[static_cast<std::size_t>(index)]);
  }
  double seconds(std::int64_t index) const {
    return static_cast<double>(pts(index)) * av_q2d(track_.codec()->time_base);
  }

  void send(const Frame& picture, std::int64_t index) {
    FramePtr frame = make_frame();
    frame->format = track_.codec()->pix_fmt;
    frame->width = spec_.width;
    frame->height = spec_.height;
    must(av_frame_get_buffer(frame.get(), 0), "test frame");
    const ImageView& view = picture.image();
    const std::uint8_t* data[] = {reinterpret_cast<const std::uint8_t*>(view.data)};
    const int strides[] = {static_cast<int>(view.stride)};
    sws_scale(sws_.get(), data, strides, 0, spec_.height, frame->data, frame->linesize);
    frame->pts = pts(index);
    frame->interlaced_frame = spec_.interlaced ? 1 : 0;
    frame->top_field_first = spec_.interlaced ? 1 : 0;
    track_.send(frame.get());
  }
  void finish() { track_.send(nullptr); }

 private:
  const VideoSpec& spec_;
  Track track_;
  SwsPtr sws_;
  std::int64_t start_ = 0;
};

class SoundTrackWriter {
 public:
  SoundTrackWriter(Muxer& muxer, const SoundSpec& spec, int number, double video_start)
      : spec_(spec),
        number_(number),
        video_start_(video_start),
        track_(muxer, encoder_for(spec.codec)) {
    AVCodecContext& codec = *track_.codec();
    codec.sample_rate = spec.sample_rate;
    codec.sample_fmt = codec.codec->sample_fmts[0];
    av_channel_layout_default(&codec.ch_layout, spec.channels);
    codec.time_base = {1, spec.sample_rate};
    codec.bit_rate = 64000 * spec.channels;
    track_.stream()->disposition = spec.is_default ? AV_DISPOSITION_DEFAULT : 0;
    Options options;
    track_.open(options);
    first_ = next_ = std::llround(spec.start * spec.sample_rate);
  }

  /// Encodes whole blocks up to `seconds` on the file's clock; the last one may be short.
  void advance(double seconds, const Sound& sound, bool last) {
    if (spec_.end >= 0) seconds = std::min(seconds, spec_.end);
    const auto until = static_cast<std::int64_t>(std::llround(seconds * spec_.sample_rate));
    const int block = track_.codec()->frame_size > 0 ? track_.codec()->frame_size : 1024;
    while (next_ + block <= until) send(block, sound);
    if (last && next_ < until) send(static_cast<int>(until - next_), sound);
    if (last) track_.send(nullptr);
  }

 private:
  void send(int samples, const Sound& sound) {
    FramePtr frame = make_frame();
    AVCodecContext& codec = *track_.codec();
    frame->format = codec.sample_fmt;
    frame->nb_samples = samples;
    frame->sample_rate = codec.sample_rate;
    must(av_channel_layout_copy(&frame->ch_layout, &codec.ch_layout), "layout");
    must(av_frame_get_buffer(frame.get(), 0), "test sound");
    for (int i = 0; i < samples; ++i) {
      const double time = static_cast<double>(next_ + i) / spec_.sample_rate - video_start_;
      const float value = sound ? sound(number_, time) : 0.0F;
      for (int channel = 0; channel < spec_.channels; ++channel) put(*frame, channel, i, value);
    }
    frame->pts = next_;
    next_ += samples;
    track_.send(frame.get());
  }

  void put(AVFrame& frame, int channel, int i, float value) const {
    const bool planar = av_sample_fmt_is_planar(track_.codec()->sample_fmt) != 0;
    std::uint8_t* plane = frame.extended_data[planar ? channel : 0];
    const int at = planar ? i : i * spec_.channels + channel;
    switch (av_get_packed_sample_fmt(track_.codec()->sample_fmt)) {
      case AV_SAMPLE_FMT_FLT:
        reinterpret_cast<float*>(plane)[at] = value;
        break;
      case AV_SAMPLE_FMT_S16:
        reinterpret_cast<std::int16_t*>(plane)[at] = static_cast<std::int16_t>(value * 32767.0F);
        break;
      case AV_SAMPLE_FMT_S32:
        reinterpret_cast<std::int32_t*>(plane)[at] =
            static_cast<std::int32_t>(static_cast<double>(value) * 2147483647.0);
        break;
      default:
        throw Error(ErrorCode::unsupported, "sample format of a test sound");
    }
  }

  const SoundSpec& spec_;
  int number_;
  double video_start_;
  Track track_;
  std::int64_t first_ = 0;
  std::int64_t next_ = 0;
};

cv::Rect flash_square(int width, int height) {
  return {width * 3 / 4, height * 3 / 4, width / 4, height / 4};
}

}  // namespace

void write_test_video(const std::filesystem::path& file, const VideoSpec& spec, std::int64_t frames,
                      const Render& render, const Sound& sound) {
  av_log_set_level(AV_LOG_ERROR);  // the muxers chat
  Muxer muxer(file);
  VideoTrack video(muxer, spec);
  std::vector<std::unique_ptr<SoundTrackWriter>> sounds;
  for (std::size_t i = 0; i < spec.sounds.size(); ++i) {
    sounds.push_back(
        std::make_unique<SoundTrackWriter>(muxer, spec.sounds[i], static_cast<int>(i), spec.start));
  }
  must(avformat_write_header(muxer.get(), nullptr), "test file header");
  for (std::int64_t i = 0; i < frames; ++i) {
    for (auto& track : sounds) track->advance(video.seconds(i), sound, false);
    video.send(render(i), i);
  }
  const double step = static_cast<double>(spec.rate.den) / spec.rate.num;
  for (auto& track : sounds) track->advance(video.seconds(frames - 1) + step, sound, true);
  video.finish();
  must(av_write_trailer(muxer.get()), "test file trailer");
}

Render numbered_frames(const VideoSpec& spec) {
  // A background with detail that moves, so that neighbouring frames differ everywhere.
  cv::Mat background(spec.height, spec.width, CV_8UC3);
  for (int y = 0; y < spec.height; ++y) {
    for (int x = 0; x < spec.width; ++x) {
      background.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(64 + (x * 97 / spec.width)),
                                        static_cast<std::uint8_t>(64 + (y * 97 / spec.height)),
                                        static_cast<std::uint8_t>((x / 8 + y / 8) % 2 * 60 + 80)};
    }
  }
  return [background, spec](std::int64_t index) {
    cv::Mat picture = background.clone();
    const int radius = std::max(spec.height / 10, 2);
    const int travel = std::max(spec.width - 2 * radius, 1);
    const cv::Point center(radius + static_cast<int>(index * 7 % travel), spec.height / 2);
    cv::circle(picture, center, radius, {40, 160, 220}, cv::FILLED);
    draw_barcode(picture, index);
    const auto at = [&](std::int64_t i) {
      return spec.pts.empty() ? static_cast<double>(i) * spec.rate.den / spec.rate.num
                              : static_cast<double>(spec.pts[static_cast<std::size_t>(i)]) *
                                    spec.time_base.num / spec.time_base.den;
    };
    constexpr double rounding = 1e-9;
    const bool flash =
        index == 0 || std::floor(at(index) + rounding) > std::floor(at(index - 1) + rounding);
    picture(flash_square(spec.width, spec.height)).setTo(cv::Scalar::all(flash ? 250 : 10));
    return from_mat(picture);
  };
}

bool has_flash(const Frame& frame) {
  const cv::Rect square = flash_square(frame.width(), frame.height());
  const Region middle{square.x + square.width / 4, square.y + square.height / 4, square.width / 2,
                      square.height / 2};
  const Frame pixel = to_bgr24(frame, middle, 1, 1);
  return std::to_integer<int>(pixel.image().data[1]) > 128;
}

float clicks(int, double seconds) {
  constexpr double length = 0.004, tone = 2000.0;
  const double since = seconds - std::floor(seconds + 1e-9);
  if (seconds < -1e-9 || since > length) return 0.0F;
  return static_cast<float>(0.8 * std::cos(2 * 3.14159265358979 * tone * since));
}

}  // namespace facetrack::testing
