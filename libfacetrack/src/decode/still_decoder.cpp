// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/still_decoder.hpp"

#include <string>

#include "picture/picture.hpp"

namespace facetrack::media {

StillDecoder::StillDecoder(const AVStream& stream, std::int64_t max_pixels) : stream_(stream) {
  const AVCodecParameters& parameters = *stream.codecpar;
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  const std::string name = avcodec_get_name(parameters.codec_id);
  if (decoder == nullptr) throw Error(ErrorCode::unsupported, "no decoder for " + name);
  codec_.reset(check_alloc(avcodec_alloc_context3(decoder)));
  check(avcodec_parameters_to_context(codec_.get(), &parameters), ErrorCode::unsupported, name);
  codec_->pkt_timebase = stream.time_base;
  codec_->max_pixels = max_pixels;
  codec_->log_level_offset = quiet_log_offset;
  codec_->thread_count = 1;
  check(avcodec_open2(codec_.get(), decoder, nullptr), ErrorCode::unsupported, name);
}

void StillDecoder::send(const AVPacket* packet, AVDiscard skip) {
  codec_->skip_frame = skip;
  // Errors are ignored: a damaged packet gives no picture, or another one is found.
  avcodec_send_packet(codec_.get(), packet);
}

bool StillDecoder::receive() {
  for (;;) {
    const int result = avcodec_receive_frame(codec_.get(), picture_.get());
    if (result >= 0) return true;
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return false;
  }
}

bool StillDecoder::find_first(const AVPacket* packet) {
  if (found_) return true;
  if (!begun_ && packet != nullptr) {
    begun_ = true;
    // Draining the codec after the first packet makes it return the key frame without waiting for
    // later frames.
    send(packet);
    send(nullptr);
    found_ = receive();
    if (found_) return true;
    avcodec_flush_buffers(codec_.get());
  }
  send(packet);
  return found_ = receive();
}

bool StillDecoder::find(std::int64_t pts, const AVPacket* packet) {
  if (found_) return true;
  const bool other = packet != nullptr && packet->pts != pts;
  send(packet, other ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
  while (!found_ && receive()) found_ = picture_->pts == pts;
  return found_;
}

Frame StillDecoder::picture() const {
  // The size comes from the picture, because not every container header states it.
  PictureMaker maker(picture_->width, picture_->height, orientation_of(stream_));
  const Rational base = to_rational(stream_.time_base);
  return maker.make(*picture_, {{picture_->pts, base}, {0, base}, 0});
}

}  // namespace facetrack::media
