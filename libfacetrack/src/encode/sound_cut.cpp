// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/sound_cut.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace facetrack::media {
namespace {

constexpr std::int64_t aac_bits_per_channel = 80'000;
constexpr std::int64_t rounding_samples = 2;
/// Block size for FLAC and PCM, which allow any.
constexpr int free_block = 1024;

int nearest_rate(const AVCodec& codec, int wanted) {
  if (codec.supported_samplerates == nullptr) return wanted;
  int best = codec.supported_samplerates[0];
  for (const int* rate = codec.supported_samplerates; *rate != 0; ++rate) {
    if (std::abs(*rate - wanted) < std::abs(best - wanted)) best = *rate;
  }
  return best;
}

}  // namespace

SoundCut::SoundCut(const std::filesystem::path& source, int stream, MediaTime begin,
                   const SoundFormat& format, Muxer& muxer, const DecoderOptions& options)
    : source_(source), source_stream_(stream), input_(source, options), muxer_(muxer) {
  input_.only(stream);
  open_decoder(begin);
  open_encoder(format, muxer);
  begin_ = position_of(begin);
}

void SoundCut::open_decoder(MediaTime begin) {
  const AVStream& stream = *input_.stream(source_stream_);
  const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
  if (decoder == nullptr) {
    throw Error(ErrorCode::unsupported, input_.name() + ": no decoder for the sound (" +
                                            avcodec_get_name(stream.codecpar->codec_id) +
                                            "); write clips without sound instead");
  }
  decoder_.reset(check_alloc(avcodec_alloc_context3(decoder)));
  check(avcodec_parameters_to_context(decoder_.get(), stream.codecpar), ErrorCode::corrupt_input,
        input_.name());
  decoder_->pkt_timebase = stream.time_base;
  decoder_->log_level_offset = quiet_log_offset;
  decoder_->thread_count = 1;
  check(avcodec_open2(decoder_.get(), decoder, nullptr), ErrorCode::unsupported,
        input_.name() + ": the sound cannot be decoded");
  const MediaTime early{-static_cast<std::int64_t>(preroll_seconds * 1000), {1, 1000}};
  const MediaTime target = (begin + early).in_base(to_rational(stream.time_base));
  // If the seek fails, decoding begins at the start of the file, which is slower but as exact.
  if (target.ticks > 0) input_.seek_to_key(source_stream_, target.ticks, target.ticks);
}

void SoundCut::open_encoder(const SoundFormat& format, Muxer& muxer) {
  const AVCodec* encoder = avcodec_find_encoder_by_name(format.codec);
  if (encoder == nullptr) {
    throw Error(ErrorCode::unsupported, std::string("this FFmpeg cannot write ") + format.codec);
  }
  const AVCodecParameters& from = *input_.stream(source_stream_)->codecpar;
  encoder_.reset(check_alloc(avcodec_alloc_context3(encoder)));
  const int wanted = format.sample_rate > 0 ? format.sample_rate : decoder_->sample_rate;
  encoder_->sample_rate = nearest_rate(*encoder, std::max(wanted, 1));
  encoder_->sample_fmt = encoder->sample_fmts[0];
  const int channels = from.ch_layout.nb_channels;
  // AAC supports at most eight channels; more become stereo.
  const bool keeps = channels >= 1 && channels <= 8;
  if (keeps && from.ch_layout.order == AV_CHANNEL_ORDER_NATIVE) {
    check(av_channel_layout_copy(&encoder_->ch_layout, &from.ch_layout), ErrorCode::backend,
          "channels");
  } else {
    av_channel_layout_default(&encoder_->ch_layout, keeps ? channels : 2);
  }
  encoder_->bit_rate = aac_bits_per_channel * encoder_->ch_layout.nb_channels;
  encoder_->time_base = {1, encoder_->sample_rate};
  encoder_->log_level_offset = quiet_log_offset;
  encoder_->thread_count = 1;
  if (muxer.wants_global_header()) encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (avcodec_open2(encoder_.get(), encoder, nullptr) < 0) {
    // An unusual channel layout is replaced by the default one of as many channels, or by stereo.
    throw Error(ErrorCode::unsupported, input_.name() + ": the sound of " +
                                            std::to_string(channels) +
                                            " channels cannot be encoded");
  }
  stream_ = muxer.add_stream();
  check(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), ErrorCode::backend,
        "the sound parameters cannot be stored");
  stream_->time_base = encoder_->time_base;
  const AVStream& source_stream = *input_.stream(source_stream_);
  stream_->disposition = source_stream.disposition & AV_DISPOSITION_DEFAULT;
  if (const auto* language = av_dict_get(source_stream.metadata, "language", nullptr, 0)) {
    av_dict_set(&stream_->metadata, "language", language->value, 0);
  }
  const bool planar = av_sample_fmt_is_planar(encoder_->sample_fmt) != 0;
  queue_.resize(planar ? static_cast<std::size_t>(encoder_->ch_layout.nb_channels) : 1);
}

std::int64_t SoundCut::position_of(MediaTime time) const {
  return time.in_base({1, encoder_->sample_rate}).ticks;
}

/// Appends the current block to the queue, without its first `skip` samples.
void SoundCut::convert(std::int64_t skip) {
  const int room = swr_get_out_samples(swr_.get(), block_->nb_samples);
  if (room <= 0) return;
  const auto bytes = static_cast<std::size_t>(sample_bytes());
  const auto start = static_cast<std::size_t>(queued_) * bytes;
  std::vector<std::uint8_t*> to;
  for (auto& plane : queue_) {
    plane.resize(start + static_cast<std::size_t>(room) * bytes);
    to.push_back(plane.data() + start);
  }
  const auto** from = const_cast<const std::uint8_t**>(block_->extended_data);
  const int got = check(swr_convert(swr_.get(), to.data(), room, from, block_->nb_samples),
                        ErrorCode::backend, "the sound cannot be converted");
  const auto drop = static_cast<std::size_t>(std::clamp<std::int64_t>(skip, 0, got));
  for (auto& plane : queue_) {
    plane.resize(start + static_cast<std::size_t>(got) * bytes);
    const auto at = plane.begin() + static_cast<std::ptrdiff_t>(start);
    plane.erase(at, at + static_cast<std::ptrdiff_t>(drop * bytes));
  }
  queued_ += got - static_cast<std::int64_t>(drop);
}

int SoundCut::sample_bytes() const {
  const int channels = queue_.size() == 1 ? encoder_->ch_layout.nb_channels : 1;
  return av_get_bytes_per_sample(encoder_->sample_fmt) * channels;
}

void SoundCut::silence(std::int64_t count) {
  if (count <= 0) return;
  // Zero bytes are silence in all formats that are written (signed or float).
  for (auto& plane : queue_) {
    plane.resize(static_cast<std::size_t>((queued_ + count) * sample_bytes()), 0);
  }
  queued_ += count;
}

/// The position of the current block in the file, in its own samples.
std::int64_t SoundCut::place_block() {
  const int rate = block_->sample_rate;
  const Rational base = to_rational(input_.stream(source_stream_)->time_base);
  std::int64_t at = next_source_.value_or(0);
  if (block_->pts != AV_NOPTS_VALUE) {
    const std::int64_t stated = MediaTime{block_->pts, base}.in_base({1, rate}).ticks;
    const auto gap = static_cast<std::int64_t>(gap_seconds * rate);
    if (!next_source_ || std::abs(stated - at) > gap) at = stated;
  }
  next_source_ = at + block_->nb_samples;
  return MediaTime{at, {1, rate}}.in_base({1, encoder_->sample_rate}).ticks - begin_;
}

/// The sample format may change within a stream; the clip keeps one.
void SoundCut::fit_converter() {
  const bool same = swr_ != nullptr && swr_rate_ == block_->sample_rate &&
                    swr_format_ == block_->format && swr_channels_ == block_->ch_layout.nb_channels;
  if (same) return;
  swr_rate_ = block_->sample_rate;
  swr_format_ = block_->format;
  swr_channels_ = block_->ch_layout.nb_channels;
  AVChannelLayout usual{};
  av_channel_layout_default(&usual, swr_channels_);
  AVChannelLayout* layout =
      block_->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC ? &usual : &block_->ch_layout;
  SwrContext* made = nullptr;
  check(
      swr_alloc_set_opts2(&made, &encoder_->ch_layout, encoder_->sample_fmt, encoder_->sample_rate,
                          layout, static_cast<AVSampleFormat>(swr_format_), swr_rate_, 0, nullptr),
      ErrorCode::backend, "the sound cannot be converted");
  swr_.reset(made);
  check(swr_init(made), ErrorCode::unsupported, input_.name() + ": the sound cannot be converted");
}

bool SoundCut::decode_block() {
  while (!source_done_) {
    const int result = avcodec_receive_frame(decoder_.get(), block_.get());
    if (result >= 0) {
      if (block_->sample_rate <= 0 || block_->nb_samples <= 0) continue;
      block_place_ = place_block();
      return true;
    }
    if (result == AVERROR_EOF) break;
    if (result != AVERROR(EAGAIN)) continue;
    bool sent = false;
    while (!sent && input_.read(*packet_)) {
      if (packet_->stream_index == source_stream_) {
        // Damaged packets are skipped.
        sent = avcodec_send_packet(decoder_.get(), packet_.get()) >= 0;
      }
      av_packet_unref(packet_.get());
    }
    if (!sent) avcodec_send_packet(decoder_.get(), nullptr);
  }
  source_done_ = true;
  return false;
}

void SoundCut::send(const AVFrame* frame) {
  check(avcodec_send_frame(encoder_.get(), frame), ErrorCode::backend,
        "the sound cannot be encoded");
  while (avcodec_receive_packet(encoder_.get(), packet_.get()) >= 0) {
    av_packet_rescale_ts(packet_.get(), encoder_->time_base, stream_->time_base);
    packet_->stream_index = stream_->index;
    muxer_.write(*packet_);
  }
}

void SoundCut::encode(int count) {
  const FramePtr frame = make_frame();
  frame->format = encoder_->sample_fmt;
  frame->nb_samples = count;
  frame->sample_rate = encoder_->sample_rate;
  frame->pts = written_;
  check(av_channel_layout_copy(&frame->ch_layout, &encoder_->ch_layout), ErrorCode::backend,
        "channels");
  check(av_frame_get_buffer(frame.get(), 0), ErrorCode::backend,
        "a sound buffer cannot be allocated");
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const std::size_t bytes =
        queue_[i].size() / static_cast<std::size_t>(queued_) * static_cast<std::size_t>(count);
    std::memcpy(frame->extended_data[i], queue_[i].data(), bytes);
    queue_[i].erase(queue_[i].begin(), queue_[i].begin() + static_cast<std::ptrdiff_t>(bytes));
  }
  queued_ -= count;
  written_ += count;
  send(frame.get());
}

/// Fills the queue with every sample before `position` (of the clip).
void SoundCut::fill_until(std::int64_t position) {
  while (written_ + queued_ < position) {
    if (!block_place_ && !decode_block()) return silence(position - written_ - queued_);
    fit_converter();
    const bool resamples = swr_rate_ != encoder_->sample_rate;
    // The resampler holds some samples back, so its next sample is earlier than the block.
    const std::int64_t place =
        *block_place_ - swr_get_delay(swr_.get(), resamples ? encoder_->sample_rate : swr_rate_);
    const std::int64_t have = written_ + queued_;
    if (place >= position) return silence(position - have);  // the block's turn comes later
    // Both positions are rounded if the rates differ. Correcting that would make the sound crackle.
    const bool continuous = resamples && std::abs(place - have) <= rounding_samples;
    if (!continuous) silence(place - have);
    convert(continuous ? 0 : have - place);
    block_place_.reset();
  }
}

void SoundCut::advance(MediaTime end) {
  const std::int64_t until = position_of(end) - begin_;
  fill_until(until);
  const int block = encoder_->frame_size > 0 ? encoder_->frame_size : free_block;
  while (written_ + block <= until) encode(block);
}

void SoundCut::finish(MediaTime end) {
  advance(end);
  const std::int64_t rest = position_of(end) - begin_ - written_;
  if (rest > 0) encode(static_cast<int>(rest));
  send(nullptr);
}

}  // namespace facetrack::media
