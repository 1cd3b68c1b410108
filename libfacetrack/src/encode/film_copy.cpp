// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/film_copy.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "facetrack/decoder.hpp"
#include "facetrack/log.hpp"

#include "core/progress_period.hpp"
#include "decode/packet_index.hpp"
#include "encode/film_streams.hpp"
#include "encode/retouch.hpp"
#include "encode/shared_frame.hpp"
#include "encode/x264.hpp"
#include "picture/color.hpp"
#include "picture/picture.hpp"

namespace facetrack::media {
namespace {

using Clock = std::chrono::steady_clock;

/// The transformation that makes an upright picture a stored one again.
Orientation inverse(Orientation upright) {
  // A mirrored quarter turn is its own inverse.
  if (upright.mirrored) return upright;
  return {(360 - upright.rotation) % 360, false};
}

DecoderOptions decoding_of(const FilmCopyRequest& request) {
  DecoderOptions options;
  options.stream_index = request.stream_index;
  if (request.max_pixels > 0) options.max_pixels = request.max_pixels;
  return options;
}

/// The packets of the streams that are copied, in the order of the source.
class CopiedStreams {
 public:
  CopiedStreams(Input& input, const std::vector<int>& streams, Muxer& muxer, bool metadata)
      : input_(input), muxer_(muxer) {
    for (const int stream : streams) {
      streams_[stream] = {add_copy(*input.stream(stream), muxer, metadata), INT64_MIN};
    }
    for (int i = 0; i < static_cast<int>(input.context()->nb_streams); ++i) {
      input.stream(i)->discard = streams_.contains(i) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
  }

  /// Writes the packets that begin before `time`; nullopt: all that are left.
  void advance(const std::optional<MediaTime>& time) {
    if (streams_.empty()) return;
    while (held_ || (!ended_ && read())) {
      const AVRational base = input_.stream(packet_->stream_index)->time_base;
      const std::int64_t begins = packet_->dts != AV_NOPTS_VALUE ? packet_->dts : packet_->pts;
      if (time && begins != AV_NOPTS_VALUE && MediaTime{begins, to_rational(base)} > *time) return;
      write(base);
    }
  }

 private:
  struct Copied {
    AVStream* stream = nullptr;
    std::int64_t last_dts = INT64_MIN;
  };

  bool read() {
    while (input_.read(*packet_)) {
      if (streams_.contains(packet_->stream_index)) return held_ = true;
      av_packet_unref(packet_.get());
    }
    ended_ = true;
    return false;
  }

  /// Matroska stores the samples that a sound decoder needs first as a delay, which readers
  /// subtract from the times.
  std::int64_t delay_of(const AVStream& stream) const {
    const AVCodecParameters& codec = *stream.codecpar;
    if (std::string_view(muxer_.context()->oformat->name) != "matroska" ||
        codec.codec_type != AVMEDIA_TYPE_AUDIO || codec.initial_padding <= 0 ||
        codec.sample_rate <= 0) {
      return 0;
    }
    return av_rescale_q(codec.initial_padding, {1, codec.sample_rate}, stream.time_base);
  }

  void write(AVRational base) {
    held_ = false;
    Copied& copied = streams_[packet_->stream_index];
    av_packet_rescale_ts(packet_.get(), base, copied.stream->time_base);
    const std::int64_t delay = delay_of(*copied.stream);
    if (packet_->pts != AV_NOPTS_VALUE) packet_->pts += delay;
    if (packet_->dts != AV_NOPTS_VALUE) packet_->dts += delay;
    if (packet_->dts == AV_NOPTS_VALUE) packet_->dts = packet_->pts;
    if (packet_->dts == AV_NOPTS_VALUE) {  // belongs to no time
      av_packet_unref(packet_.get());
      return;
    }
    // Damaged files have times that go back, which no container can hold.
    if (packet_->dts <= copied.last_dts) packet_->dts = copied.last_dts + 1;
    copied.last_dts = packet_->dts;
    if (packet_->pts == AV_NOPTS_VALUE || packet_->pts < packet_->dts) packet_->pts = packet_->dts;
    packet_->stream_index = copied.stream->index;
    packet_->pos = -1;
    muxer_.write(*packet_);
  }

  Input& input_;
  Muxer& muxer_;
  std::map<int, Copied> streams_;
  PacketPtr packet_ = make_packet();
  bool held_ = false;
  bool ended_ = false;
};

class FilmCopy {
 public:
  explicit FilmCopy(const FilmCopyRequest& request)
      : request_(request),
        decoding_(decoding_of(request)),
        decoder_(open_decoder(request.source, decoding_)),
        input_(request.source, decoding_),
        video_(decoder_->info().stream_index),
        source_(*input_.stream(video_)),
        index_(index_packets(request.source, video_, decoding_)),
        stored_(inverse(orientation_of(source_))),
        format_(film_format(request.name)),
        muxer_(request.target, format_, request.name.string()),
        streams_(choose_streams(input_, video_, format_, request.name.string())) {}

  bool run(const RunControl& control) {
    std::optional<Frame> ahead = decoder_->read();
    std::optional<Frame> last;  // as written
    for (std::int64_t i = 0; i < index_->frames; ++i) {
      if (control.stop.stop_requested()) return false;
      if (ahead && (ahead->time().index == i || !last)) last = retouched(*ahead, request_.retouch);
      if (ahead && ahead->time().index <= i) ahead = decoder_->read();
      if (!last) throw Error(ErrorCode::corrupt_input, input_.name() + ": no frame can be decoded");
      const FrameTime time = time_of(i);
      if (!encoder_) begin(*last);
      push(*last, time);
      copied_->advance(time.pts);
      report(control, i, time);
    }
    encode(nullptr);
    write_pending(true);
    copied_->advance(std::nullopt);
    muxer_.finish();
    return true;
  }

  const FilmStreams& streams() const { return streams_; }

 private:
  FrameTime time_of(std::int64_t index) const {
    const AVRational rate = source_.avg_frame_rate;
    return index_->time(index, to_rational(source_.time_base),
                        rate.num > 0 ? to_rational(rate) : Rational{25, 1});
  }

  void begin(const Frame& upright) {
    const Frame first = turned(upright, stored_);
    open_encoder(first);
    copied_.emplace(input_, streams_.copied, muxer_, request_.metadata);
    copy_descriptions(*input_.context(), muxer_, request_.metadata);
    set_times_exactly();
    muxer_.begin();
  }

  void open_encoder(const Frame& first) {
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    if (codec == nullptr) {
      throw Error(ErrorCode::unsupported,
                  "this FFmpeg has no libx264 to write " + request_.name.string());
    }
    is_odd_ = first.width() % 2 != 0 || first.height() % 2 != 0;
    encoder_.reset(check_alloc(avcodec_alloc_context3(codec)));
    encoder_->width = first.width();
    encoder_->height = first.height();
    encoder_->pix_fmt = is_odd_ ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_YUV420P;
    encoder_->time_base = source_.time_base;
    encoder_->framerate = source_.avg_frame_rate;
    encoder_->sample_aspect_ratio = aspect();
    encoder_->color_range = first.color().full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    encoder_->colorspace = matrix_tag(first.color().matrix);
    if (source_.codecpar->color_space != AVCOL_SPC_RGB) {
      encoder_->color_primaries = source_.codecpar->color_primaries;
      encoder_->color_trc = source_.codecpar->color_trc;
    }
    encoder_->log_level_offset = quiet_log_offset;
    encoder_->thread_count =
        request_.threads > 0
            ? request_.threads
            : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
    // Matroska would move all times by the delay of B-frames.
    if (std::string_view(format_) == "matroska") encoder_->max_b_frames = 0;
    if (muxer_.wants_global_header()) encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    Options settings;
    settings.set("crf", request_.crf).set("preset", request_.preset);
    make_repeatable(settings);
    check(avcodec_open2(encoder_.get(), codec, settings.get()), ErrorCode::invalid_argument,
          request_.name.string() + ": " + codec->name + " does not accept crf " +
              std::to_string(request_.crf) + ", preset " + request_.preset + " or size " +
              std::to_string(first.width()) + "x" + std::to_string(first.height()));
    stream_ = muxer_.add_stream();
    check(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), ErrorCode::backend,
          "the video parameters cannot be stored");
    stream_->time_base = encoder_->time_base;
    stream_->avg_frame_rate = encoder_->framerate;
    stream_->sample_aspect_ratio = encoder_->sample_aspect_ratio;
    stream_->disposition = source_.disposition;
    describe_video();
  }

  AVRational aspect() const {
    const AVRational stream = source_.sample_aspect_ratio;
    return stream.num > 0 ? stream : source_.codecpar->sample_aspect_ratio;
  }

  /// The display matrix and the texts of the video stream.
  void describe_video() {
    std::size_t size = 0;
    const std::uint8_t* matrix =
        av_stream_get_side_data(&source_, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (matrix != nullptr) {
      std::uint8_t* copy =
          check_alloc(av_stream_new_side_data(stream_, AV_PKT_DATA_DISPLAYMATRIX, size));
      std::memcpy(copy, matrix, size);
    }
    const AVDictionaryEntry* language = av_dict_get(source_.metadata, "language", nullptr, 0);
    if (language != nullptr) av_dict_set(&stream_->metadata, "language", language->value, 0);
  }

  /// True if a stream begins at a time that is not a whole number of milliseconds.
  bool begins_between_milliseconds() const {
    for (unsigned i = 0; i < input_.context()->nb_streams; ++i) {
      const AVStream& stream = *input_.stream(static_cast<int>(i));
      if (stream.start_time == AV_NOPTS_VALUE || stream.start_time <= 0) continue;
      const MediaTime start{stream.start_time, to_rational(stream.time_base)};
      if (start.in_base({1, 1000}) != start) return true;
    }
    return false;
  }

  /// MP4 stores when a stream begins in units of the film: milliseconds, or finer ones if they are
  /// needed.
  void set_times_exactly() {
    AVFormatContext& context = *muxer_.context();
    if (std::string_view(format_) == "matroska") {
      context.avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
      return;
    }
    if (!begins_between_milliseconds()) return;
    std::int64_t units = 1000;
    for (unsigned i = 0; i < context.nb_streams; ++i) {
      const std::int64_t both = std::lcm(units, std::int64_t{context.streams[i]->time_base.den});
      if (both <= INT32_MAX / 2) units = both;
    }
    av_opt_set_int(context.priv_data, "movie_timescale", units, 0);
  }

  FramePtr picture_of(const Frame& upright) {
    const Frame stored = turned(upright, stored_);
    FramePtr shared = shared_frame(stored);
    if (!is_odd_) return shared;
    if (sws_ == nullptr) {
      sws_.reset(check_alloc(sws_getContext(
          stored.width(), stored.height(), AV_PIX_FMT_YUV420P, stored.width(), stored.height(),
          AV_PIX_FMT_YUV444P, SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr)));
    }
    FramePtr full = make_frame();
    full->format = AV_PIX_FMT_YUV444P;
    full->width = stored.width();
    full->height = stored.height();
    check(av_frame_get_buffer(full.get(), 0), ErrorCode::backend, request_.name.string());
    check(sws_scale(sws_.get(), shared->data, shared->linesize, 0, stored.height(), full->data,
                    full->linesize),
          ErrorCode::backend, request_.name.string() + ": the pixels cannot be converted");
    return full;
  }

  void push(const Frame& upright, const FrameTime& time) {
    const FramePtr picture = picture_of(upright);
    // Broken files may have two frames with one time; the second is moved by a tick.
    last_pts_ = last_pts_ ? std::max(time.pts.ticks, *last_pts_ + 1) : time.pts.ticks;
    picture->pts = *last_pts_;
    picture->colorspace = encoder_->colorspace;
    picture->color_range = encoder_->color_range;
    end_ = *last_pts_ + time.duration.ticks;
    if (!first_pts_) first_pts_ = picture->pts;
    encode(picture.get());
  }

  void encode(const AVFrame* frame) {
    check(avcodec_send_frame(encoder_.get(), frame), ErrorCode::backend,
          request_.name.string() + ": a frame cannot be encoded");
    while (avcodec_receive_packet(encoder_.get(), packet_.get()) >= 0) {
      write_pending(false);
      std::swap(packet_, pending_);
      has_pending_ = true;
    }
  }

  /// Writes the delayed packet. The last one gets the length that is left.
  void write_pending(bool is_last) {
    if (!has_pending_) return;
    has_pending_ = false;
    if (!first_dts_) first_dts_ = pending_->dts;
    if (is_last) {
      const std::int64_t length = end_ - *first_pts_ + *first_dts_ - pending_->dts;
      pending_->duration = std::max<std::int64_t>(length, 1);
    }
    av_packet_rescale_ts(pending_.get(), encoder_->time_base, stream_->time_base);
    pending_->stream_index = stream_->index;
    muxer_.write(*pending_);
  }

  void report(const RunControl& control, std::int64_t frame, const FrameTime& time) {
    const auto now = Clock::now();
    if (!control.on_progress || now - reported_ < progress_period) return;
    reported_ = now;
    control.on_progress({"write",
                         static_cast<double>(frame + 1) / static_cast<double>(index_->frames),
                         (time.pts - decoder_->info().start).seconds(), frame + 1, 0});
  }

  const FilmCopyRequest& request_;
  DecoderOptions decoding_;
  std::unique_ptr<Decoder> decoder_;
  Input input_;
  int video_;
  const AVStream& source_;
  std::shared_ptr<const PacketIndex> index_;
  Orientation stored_;
  const char* format_;
  Muxer muxer_;
  FilmStreams streams_;
  std::optional<CopiedStreams> copied_;
  CodecPtr encoder_;
  AVStream* stream_ = nullptr;
  SwsPtr sws_;
  bool is_odd_ = false;
  PacketPtr packet_ = make_packet();
  PacketPtr pending_ = make_packet();  ///< held until it is known whether it is the last one
  bool has_pending_ = false;
  std::optional<std::int64_t> first_pts_;
  std::optional<std::int64_t> first_dts_;
  std::optional<std::int64_t> last_pts_;
  std::int64_t end_ = 0;
  Clock::time_point reported_;
};

}  // namespace

bool copy_film(const FilmCopyRequest& request, const RunControl& control) {
  return FilmCopy(request).run(control);
}

void check_film_copy(const FilmCopyRequest& request) {
  const Input input(request.source, decoding_of(request));
  const int video = input.choose_video(request.stream_index);
  const FilmStreams streams =
      choose_streams(input, video, film_format(request.name), request.name.string());
  for (const std::string& what : streams.left_out) {
    log(LogLevel::warning,
        request.name.string() + " leaves out a part of " + input.name() + ": " + what);
  }
}

}  // namespace facetrack::media
