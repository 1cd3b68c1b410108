// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/clip_output.hpp"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "encode/clip_size.hpp"
#include "encode/shared_frame.hpp"
#include "encode/x264.hpp"
#include "picture/color.hpp"

namespace facetrack::media {
namespace {

struct CodecChoice {
  const char* name;     ///< as in ClipWriterOptions
  const char* encoder;  ///< FFmpeg's name
  const char* format;   ///< of the file
  const char* ending;
  const char* sound;
  AVPixelFormat pixels;
  int worst_crf;  ///< x264 silently uses it in place of larger ones; 0: no crf, lossless
};
constexpr CodecChoice codecs[] = {
    {"h264", "libx264", "mp4", ".mp4", "aac", AV_PIX_FMT_YUV420P, 51},
    {"h265", "libx265", "mp4", ".mp4", "aac", AV_PIX_FMT_YUV420P, 51},
    {"vp9", "libvpx-vp9", "webm", ".webm", "libopus", AV_PIX_FMT_YUV420P, 63},
    {"ffv1", "ffv1", "matroska", ".mkv", "flac", AV_PIX_FMT_YUV420P, 0},
};

const CodecChoice& choice_of(std::string_view name) {
  for (const auto& choice : codecs) {
    if (name == choice.name) return choice;
  }
  throw Error(ErrorCode::not_found,
              "there is no clip codec '" + std::string(name) + "'; use h264, h265, vp9 or ffv1");
}

void set_quality(const ClipWriterOptions& options, Options& encoder) {
  const std::string threads = std::to_string(options.threads);
  encoder.set("crf", options.crf);
  if (options.codec == "h264" || options.codec == "h265") encoder.set("preset", options.preset);
  if (options.codec == "h264") make_repeatable(encoder);
  if (options.codec == "h265") {
    encoder.set("x265-params",
                "log-level=none" + (options.threads > 0 ? ":pools=" + threads : std::string()));
  }
  if (options.codec == "vp9") {
    encoder.set("b", 0).set("deadline", "good").set("cpu-used", 4).set("row-mt", 1);
  }
  if (options.codec == "ffv1") encoder.set("level", 3).set("slicecrc", 1);
}

const AVCodec* encoder_of(const CodecChoice& choice) {
  const AVCodec* codec = avcodec_find_encoder_by_name(choice.encoder);
  if (codec == nullptr) {
    throw Error(ErrorCode::unsupported,
                "this FFmpeg has no " + std::string(choice.encoder) + " to write " + choice.name);
  }
  return codec;
}

std::string quality_text(const ClipWriterOptions& options) {
  return "crf " + std::to_string(options.crf) + ", preset " + options.preset;
}

/// A view of the upper left `width` x `height` of the frame, which may drop a row or column.
Frame trimmed(const Frame& frame, int width, int height) {
  if (frame.width() == width && frame.height() == height) return frame;
  std::array<ImageView, 3> planes{frame.plane(0), frame.plane(1), frame.plane(2)};
  for (std::size_t i = 0; i < planes.size(); ++i) {
    planes[i].width = i == 0 ? width : (width + 1) / 2;
    planes[i].height = i == 0 ? height : (height + 1) / 2;
  }
  return {std::make_shared<const Frame>(frame), planes, frame.format(), frame.time(),
          frame.color()};
}

std::string range_text(const ClipSource& source, const ClipPlan& plan, MediaTime begin) {
  return "frames " + std::to_string(plan.first_frame) + " to " + std::to_string(plan.last_frame) +
         " of " + source.file.filename().string() + ", from " +
         (begin - source.info.start).to_string();
}

}  // namespace

void require_encoder(const ClipWriterOptions& options) {
  const CodecChoice& choice = choice_of(options.codec);
  if (choice.worst_crf > 0 && (options.crf < 0 || options.crf > choice.worst_crf)) {
    throw Error(ErrorCode::invalid_argument,
                std::string(choice.encoder) + " takes crf 0 to " +
                    std::to_string(choice.worst_crf) + ", not " + std::to_string(options.crf) +
                    "; lower is better",
                "crf");
  }
  const CodecPtr trial(check_alloc(avcodec_alloc_context3(encoder_of(choice))));
  trial->width = trial->height = 64;  // every encoder takes this size
  trial->pix_fmt = choice.pixels;
  trial->time_base = {1, 25};
  trial->thread_count = 1;
  trial->log_level_offset = quiet_log_offset;
  ClipWriterOptions quality = options;
  quality.threads = 1;
  Options settings;
  set_quality(quality, settings);
  check(avcodec_open2(trial.get(), trial->codec, settings.get()), ErrorCode::invalid_argument,
        std::string(choice.encoder) + " does not accept " + quality_text(options));
}

ClipOutput::ClipOutput(const ClipSource& source, const ClipPlan& plan, std::filesystem::path file,
                       const ClipWriterOptions& options, const Frame& first)
    : source_(source),
      plan_(plan),
      options_(options),
      file_(std::move(file)),
      muxer_(file_.path(), choice_of(options.codec).format, file_.final_path().string()),
      begin_(first.time().pts),
      end_(begin_) {
  const ClipSize size = clip_size(options, plan, first.width(), first.height());
  width_ = size.width;
  height_ = size.height;
  if (!plan.crop.empty()) fill_ = edge_color(first);
  open_encoder(first);
  for (const int sound : source.sounds) {
    sounds_.push_back(std::make_unique<SoundCut>(
        source.file, sound, begin_,
        SoundFormat{choice_of(options.codec).sound, options.sample_rate}, muxer_, source.decoding));
  }
  muxer_.set_metadata("title", source.file.stem().string() + " " + plan.name);
  muxer_.set_metadata("comment", range_text(source, plan, begin_));
  muxer_.begin();
}

void ClipOutput::open_encoder(const Frame& first) {
  const CodecChoice& choice = choice_of(options_.codec);
  const AVCodec* codec = encoder_of(choice);
  encoder_.reset(check_alloc(avcodec_alloc_context3(codec)));
  encoder_->width = width_;
  encoder_->height = height_;
  encoder_->pix_fmt = choice.pixels;
  // The time base of the source keeps every time exact.
  const Rational rate =
      constant_rate() ? plan_.frame_rate : source_.info.frame_rate.value_or(source_.average_rate);
  encoder_->time_base = to_av(constant_rate() ? Rational{rate.den, rate.num} : begin_.base);
  encoder_->framerate = to_av(rate);
  encoder_->sample_aspect_ratio = to_av(source_.info.sample_aspect);
  encoder_->color_range = first.color().full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  encoder_->colorspace = matrix_tag(first.color().matrix);
  encoder_->color_primaries = source_.primaries;
  encoder_->color_trc = source_.transfer;
  encoder_->chroma_sample_location = AVCHROMA_LOC_LEFT;
  encoder_->log_level_offset = quiet_log_offset;
  encoder_->thread_count =
      options_.threads > 0
          ? options_.threads
          : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
  if (muxer_.wants_global_header()) encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (options_.codec == "h265") encoder_->codec_tag = MKTAG('h', 'v', 'c', '1');
  Options settings;
  set_quality(options_, settings);
  check(avcodec_open2(encoder_.get(), codec, settings.get()), ErrorCode::invalid_argument,
        file_.final_path().string() + ": " + choice.encoder + " does not accept " +
            quality_text(options_) + " or size " + std::to_string(width_) + "x" +
            std::to_string(height_));
  stream_ = muxer_.add_stream();
  check(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), ErrorCode::backend,
        "the video parameters cannot be stored");
  stream_->time_base = encoder_->time_base;
  stream_->avg_frame_rate = encoder_->framerate;
  stream_->sample_aspect_ratio = encoder_->sample_aspect_ratio;
}

Frame ClipOutput::picture_for(const Frame& frame) const {
  if (!plan_.crop.empty()) {
    return crop_frame(frame, plan_.crop[static_cast<std::size_t>(taken_)], width_, height_, fill_);
  }
  const bool scales = plan_.width > 0 && (plan_.width & ~1) != (frame.width() & ~1);
  if (!scales) return trimmed(frame, width_, height_);
  const Box all{0, 0, static_cast<float>(frame.width()), static_cast<float>(frame.height())};
  return crop_frame(frame, all, width_, height_, fill_);
}

void ClipOutput::push(const Frame& frame) {
  const auto shows = [&] {
    return count_ < std::ssize(plan_.shows) &&
           plan_.shows[static_cast<std::size_t>(count_)] == plan_.first_frame + taken_;
  };
  if (!constant_rate()) {
    // Broken files may have two frames with one time; the second is moved by a tick.
    write_picture(picture_for(frame), std::max((frame.time().pts - begin_).ticks, last_pts_ + 1));
    end_ = frame.time().pts + frame.time().duration;
  } else if (shows()) {
    const Frame picture = picture_for(frame);
    while (shows()) write_picture(picture, count_);
    end_ = begin_ + MediaTime{count_, {plan_.frame_rate.den, plan_.frame_rate.num}};
  }
  ++taken_;
  for (const auto& sound : sounds_) sound->advance(end_);
}

void ClipOutput::write_picture(const Frame& picture, std::int64_t pts) {
  last_ = signature_of(picture);
  if (count_ == 0) first_ = last_;
  const FramePtr shared = shared_frame(picture);
  last_pts_ = shared->pts = pts;
  shared->colorspace = encoder_->colorspace;
  shared->color_range = encoder_->color_range;
  ++count_;
  encode(shared.get());
}

void ClipOutput::encode(const AVFrame* frame) {
  check(avcodec_send_frame(encoder_.get(), frame), ErrorCode::backend,
        file_.final_path().string() + ": a frame cannot be encoded");
  while (avcodec_receive_packet(encoder_.get(), packet_.get()) >= 0) {
    write_pending(std::nullopt);
    std::swap(packet_, pending_);
    has_pending_ = true;
  }
}

/// Writes the delayed packet. `end`: it is the last one, and the clip ends there.
void ClipOutput::write_pending(std::optional<std::int64_t> end) {
  if (!has_pending_) return;
  has_pending_ = false;
  if (!first_dts_) first_dts_ = pending_->dts;
  // The container computes the length of a stream in decoding order from its first time.
  if (end) pending_->duration = std::max<std::int64_t>(*end + *first_dts_ - pending_->dts, 1);
  av_packet_rescale_ts(pending_.get(), encoder_->time_base, stream_->time_base);
  pending_->stream_index = stream_->index;
  muxer_.write(*pending_);
}

WrittenClip ClipOutput::finish() {
  encode(nullptr);
  write_pending(constant_rate() ? count_ : (end_ - begin_).ticks);
  for (const auto& sound : sounds_) sound->finish(end_);
  muxer_.finish();

  const std::int64_t wanted =
      constant_rate() ? std::ssize(plan_.shows) : plan_.last_frame - plan_.first_frame + 1;
  ExpectedClip expected{wanted, first_, last_, 0, 0, 0};
  expected.sounds = sounds_.size();
  expected.seconds = (end_ - begin_).seconds();
  constexpr double block = 1024;  // samples: a sound codec rounds up to such a block
  for (const auto& sound : sounds_) {
    expected.sound_tolerance = std::max(expected.sound_tolerance, block / sound->sample_rate());
  }
  check_clip(file_.path(), file_.final_path().string(), expected);
  file_.commit();
  return {file_.final_path(),
          count_,
          width_,
          height_,
          {begin_ - source_.info.start, end_ - source_.info.start},
          plan_.first_frame,
          plan_.last_frame};
}

}  // namespace facetrack::media

std::string facetrack::clip_ending(std::string_view codec) {
  return media::choice_of(codec).ending;
}
