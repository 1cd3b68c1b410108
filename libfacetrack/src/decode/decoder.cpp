// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/decoder.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <thread>
#include <utility>

#include "decode/damage.hpp"
#include "decode/decode_state.hpp"
#include "decode/input.hpp"
#include "decode/non_reference_packets.hpp"
#include "decode/packet_index.hpp"
#include "decode/sparse_decoder.hpp"
#include "decode/stream_info.hpp"
#include "picture/picture.hpp"

namespace facetrack {
namespace media {
namespace {

using Clock = std::chrono::steady_clock;

/// Before a wanted picture this many are decoded in any case: some codecs learn only from them how
/// far pictures are out of order.
constexpr std::int64_t settled_frames = 16;

/// Some codecs leave parts of a damaged picture as they found them, without an error. What they
/// find must not depend on what the buffer held before.
int clean_buffer(AVCodecContext* codec, AVFrame* picture, int flags) {
  const int result = avcodec_default_get_buffer2(codec, picture, flags);
  for (int i = 0; result >= 0 && i < AV_NUM_DATA_POINTERS && picture->buf[i] != nullptr; ++i) {
    std::memset(picture->buf[i]->data, 0, static_cast<std::size_t>(picture->buf[i]->size));
  }
  return result;
}

class FfmpegDecoder final : public SparseDecoder {
 public:
  FfmpegDecoder(std::filesystem::path file, const DecoderOptions& options);

  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override;
  void seek(std::int64_t index) override;
  void skip_smoothing() override;
  void leave_out(bool what_it_can) override { leaves_out_ = what_it_can && !index_->untimed; }
  std::span<const KeyFrame> key_frames() override { return key_frames_; }
  std::optional<std::int64_t> count_frames() override { return index_->frames; }
  std::optional<FrameTime> time_of(std::int64_t index) const override {
    if (index_->untimed || index < 0 || index >= index_->frames) return std::nullopt;
    return frame_time(index);
  }
  std::int64_t skipped_frames() const noexcept override { return skipped_ + input_->damaged(); }

 private:
  struct Decoded {
    FramePtr picture;
    std::int64_t index = 0;
  };

  void open_stream();
  void open_codec();
  void set_smoothing();
  std::optional<Frame> next_frame(std::int64_t least = 0);
  bool repeats_shown() const;
  bool can_decode_on(std::int64_t index, const PacketIndex::Key* key) const;
  std::optional<Frame> find(std::int64_t index, const PacketIndex::Key* key);
  bool next_picture();
  bool feed();
  void take();
  void note_error();
  std::optional<std::int64_t> place_of(const AVFrame& picture) const;
  FrameTime frame_time(std::int64_t index) const;
  void restart_at(const PacketIndex::Key* key);
  Frame make(const Decoded& decoded);

  std::filesystem::path file_;
  DecoderOptions options_;
  std::shared_ptr<const PacketIndex> index_;
  std::unique_ptr<Input> input_;
  int stream_ = -1;
  CodecPtr codec_;
  PacketPtr packet_ = make_packet();
  FramePtr picture_ = make_frame();
  std::optional<PictureMaker> maker_;
  MediaInfo info_;
  std::vector<KeyFrame> key_frames_;
  std::optional<Damage> damage_;  ///< since decoding began at a key picture
  std::deque<Decoded> decoded_;   ///< may still turn out to be damaged
  std::optional<Frame> pending_;  ///< decoded already, given next
  std::optional<Frame> shown_;    ///< given last, for what is left out after it
  std::int64_t last_ = -1;        ///< index of the picture decoded last
  std::int64_t first_ = -1;       ///< index of the picture decoded first
  std::int64_t sent_ = -1;        ///< order of decoding of the packet sent last
  std::int64_t skipped_ = 0;
  DecodeState state_;
  std::int64_t skip_before_ = INT64_MIN;  ///< pts: what nothing depends on is not decoded
  bool seeking_ = false;                  ///< the frame looked for must not be left out
  NonReferencePackets non_reference_packets_;
  bool leaves_out_ = false;  ///< of the packets to come
  bool skips_smoothing_ = false;
  bool new_setup_ = false;  ///< packets replaced what the container tells the codec
};

FfmpegDecoder::FfmpegDecoder(std::filesystem::path file, const DecoderOptions& options)
    : file_(std::move(file)), options_(options) {
  open_stream();
  index_ = index_packets(file_, stream_, options_);
  damage_.emplace(*index_);
  info_ = describe(*input_, stream_, *index_);
  const Rational base = to_rational(input_->stream(stream_)->time_base);
  for (const auto& key : index_->keys) key_frames_.push_back({key.index, {key.pts, base}});
  if (key_frames_.empty()) key_frames_.push_back({0, info_.start});
  if (index_->frames == 0) {
    throw Error(ErrorCode::corrupt_input, info_.path + ": the video stream has no picture");
  }
  // A file is good when its first picture is: better to know before any work begins.
  pending_ = read();
  if (!pending_) {
    throw Error(ErrorCode::corrupt_input,
                info_.path + ": damaged, none of its pictures can be used");
  }
  info_.start = frame_time(0).pts;
  info_.width = pending_->width();
  info_.height = pending_->height();
}

void FfmpegDecoder::open_stream() {
  input_ = std::make_unique<Input>(file_, options_);
  stream_ = input_->choose_video(options_.stream_index);
  input_->only(stream_);
  const AVStream& stream = *input_->stream(stream_);
  const AVCodecParameters& parameters = *stream.codecpar;
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (decoder == nullptr) {
    throw Error(ErrorCode::unsupported,
                input_->name() + ": no decoder for " + avcodec_get_name(parameters.codec_id));
  }
  if (parameters.width <= 0 || parameters.height <= 0) {
    throw Error(ErrorCode::corrupt_input,
                input_->name() + ": the video stream has no picture size");
  }
  if (static_cast<std::int64_t>(parameters.width) * parameters.height > options_.max_pixels) {
    throw Error(ErrorCode::unsupported,
                input_->name() + ": pictures of " + std::to_string(parameters.width) + "x" +
                    std::to_string(parameters.height) + " exceed the limit of " +
                    std::to_string(options_.max_pixels) + " pixels");
  }
  open_codec();
  maker_.emplace(parameters.width, parameters.height, orientation_of(stream));
  state_.start_at_beginning();
}

void FfmpegDecoder::open_codec() {
  const AVStream& stream = *input_->stream(stream_);
  const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
  codec_.reset(check_alloc(avcodec_alloc_context3(decoder)));
  check(avcodec_parameters_to_context(codec_.get(), stream.codecpar), ErrorCode::corrupt_input,
        input_->name());
  codec_->pkt_timebase = stream.time_base;
  codec_->max_pixels = options_.max_pixels;
  codec_->log_level_offset = quiet_log_offset;
  codec_->thread_count =
      options_.threads > 0
          ? options_.threads
          : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
  // The H.264 decoder reports its errors, so that such a picture is never given.
  if (decoder->id != AV_CODEC_ID_H264) {
    codec_->get_buffer2 = clean_buffer;
  }
  set_smoothing();
  check(avcodec_open2(codec_.get(), decoder, nullptr), ErrorCode::unsupported,
        input_->name() + ": the " + decoder->name + " decoder cannot start");
}

void FfmpegDecoder::set_smoothing() {
  if (!skips_smoothing_) return;
  // HEVC's encoders code all but key frames as B-frames: only those that no other references count.
  codec_->skip_loop_filter =
      codec_->codec_id == AV_CODEC_ID_H264 ? AVDISCARD_BIDIR : AVDISCARD_NONREF;
}

/// An error concerns the packet sent last, or with several threads one of those before it.
void FfmpegDecoder::note_error() {
  ++skipped_;
  damage_->note(std::max<std::int64_t>(sent_ - codec_->thread_count + 1, 0), sent_);
}

/// Sends one packet, or the end. False when the codec took the end already.
bool FfmpegDecoder::feed() {
  if (state_.has_sent_end()) return false;
  while (input_->read(*packet_)) {
    if (packet_->stream_index != stream_) {
      av_packet_unref(packet_.get());
      continue;
    }
    // On the way to a wanted picture those that no other depends on need not be decoded.
    const bool before = packet_->pts != AV_NOPTS_VALUE && packet_->pts < skip_before_;
    const bool can_skip = non_reference_packets_.can_skip(*packet_) && leaves_out_ && !seeking_;
    if (can_skip) state_.leave_out_frame();
    if (state_.has_unchecked_jump() && (packet_->flags & AV_PKT_FLAG_KEY) != 0) {
      state_.read_key_packet(index_->agrees(*packet_));
      if (state_.has_failed_jump()) {
        av_packet_unref(packet_.get());
        return false;
      }
    }
    const void* setup = av_packet_get_side_data(packet_.get(), AV_PKT_DATA_NEW_EXTRADATA, nullptr);
    new_setup_ = new_setup_ || setup != nullptr;
    const auto place = index_->find(packet_->pts);
    sent_ = place ? damage_->order_of(*place) : sent_ + 1;
    if ((packet_->flags & AV_PKT_FLAG_CORRUPT) != 0) damage_->note(sent_, sent_);
    codec_->skip_frame = before || can_skip ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
    const int sent = avcodec_send_packet(codec_.get(), packet_.get());
    av_packet_unref(packet_.get());
    if (sent >= 0) return true;
    if (sent == AVERROR(ENOMEM)) throw Error(ErrorCode::backend, info_.path + ": out of memory");
    note_error();
  }
  state_.send_end();
  avcodec_send_packet(codec_.get(), nullptr);
  return true;
}

/// Decodes into picture_; false at the end.
bool FfmpegDecoder::next_picture() {
  const auto deadline = Clock::now() + std::chrono::duration<double>(options_.patience.seconds());
  for (;;) {
    const int result = avcodec_receive_frame(codec_.get(), picture_.get());
    if (result >= 0) return true;
    if (result == AVERROR_EOF) return false;
    if (result == AVERROR(EAGAIN)) {
      if (!feed()) return false;
    } else {
      note_error();
    }
    if (Clock::now() > deadline) {
      throw Error(ErrorCode::io, input_->name() + ": no picture could be decoded for " +
                                     std::to_string(options_.patience.seconds()) + " s; gave up");
    }
  }
}

/// The index of a decoded picture; nullopt when it belongs nowhere after the last one.
std::optional<std::int64_t> FfmpegDecoder::place_of(const AVFrame& picture) const {
  const std::int64_t next = last_ + 1;
  if (index_->untimed) return next;
  if (next >= index_->frames) return std::nullopt;
  std::optional<std::int64_t> place;
  if (picture.pts != AV_NOPTS_VALUE) place = index_->find(picture.pts);
  if (!place && picture.best_effort_timestamp != AV_NOPTS_VALUE) {
    place = index_->find(picture.best_effort_timestamp);
  }
  // A damaged time: its neighbours say where the picture is, if they are known.
  if (!place) {
    const bool knows_neighbour = last_ >= 0 || state_.is_from_beginning();
    return knows_neighbour && !state_.has_gaps() ? std::optional(next) : std::nullopt;
  }
  if (*place >= next) return place;
  // Several pictures of one time are told apart by their order alone.
  return index_->pts[static_cast<std::size_t>(next)] ==
                 index_->pts[static_cast<std::size_t>(*place)]
             ? std::optional(next)
             : std::nullopt;
}

FrameTime FfmpegDecoder::frame_time(std::int64_t index) const {
  const AVStream& stream = *input_->stream(stream_);
  return index_->time(index, to_rational(stream.time_base), to_rational(stream.avg_frame_rate));
}

Frame FfmpegDecoder::make(const Decoded& decoded) {
  try {
    return maker_->make(*decoded.picture, frame_time(decoded.index));
  } catch (const Error& error) {
    throw Error(error.code(), input_->name() + ": " + error.what());
  }
}

/// Puts picture_ in its place among those that wait to be judged.
void FfmpegDecoder::take() {
  const auto place = place_of(*picture_);
  if (!place) {
    ++skipped_;
    return;
  }
  const bool flagged =
      (picture_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || picture_->decode_error_flags != 0;
  if (index_->untimed && picture_->key_frame != 0 && !flagged) damage_->heal();
  if (flagged) damage_->note(damage_->order_of(*place), damage_->order_of(*place));
  if (first_ < 0) first_ = *place;
  last_ = *place;
  decoded_.push_back({std::exchange(picture_, make_frame()), *place});
}

/// The next picture from `least` on that is not damaged. Pictures wait until all that they may rest
/// on are decoded: an error is known when its picture comes out, and pictures that rest on it and
/// are shown before it come out earlier.
std::optional<Frame> FfmpegDecoder::next_frame(std::int64_t least) {
  for (;;) {
    while (!state_.is_at_end() &&
           (decoded_.empty() || !damage_->is_settled(decoded_.front().index, last_))) {
      next_picture() ? take() : state_.reach_end();
    }
    if (decoded_.empty()) return std::nullopt;
    const Decoded next = std::move(decoded_.front());
    decoded_.pop_front();
    if (next.index < least) continue;
    if (options_.damaged_too || damage_->is_sound(next.index)) return make(next);
    ++skipped_;
    shown_.reset();
  }
}

/// Was the frame after the one shown last left out? A damaged one has no picture instead.
bool FfmpegDecoder::repeats_shown() const {
  if (!state_.has_gaps() || !pending_ || !shown_) return false;
  const std::int64_t next = shown_->time().index + 1;
  return pending_->time().index > next && damage_->is_sound(next);
}

std::optional<Frame> FfmpegDecoder::read() {
  if (!pending_) {
    const std::int64_t damaged = skipped_frames();
    pending_ = next_frame();
    // A damaged frame has no picture.
    if (skipped_frames() != damaged) shown_.reset();
  }
  shown_ = repeats_shown() ? shown_->at(frame_time(shown_->time().index + 1))
                           : std::exchange(pending_, std::nullopt);
  return shown_;
}

/// Continues decoding at `key`, or at the beginning of the file.
void FfmpegDecoder::restart_at(const PacketIndex::Key* key) {
  pending_.reset();
  decoded_.clear();
  non_reference_packets_ = {};
  damage_.emplace(*index_);
  last_ = first_ = sent_ = -1;
  if (key != nullptr && key->index > 0 && input_->seek_to_key(stream_, key->pts, key->dts)) {
    // A flushed HEVC decoder keeps a trace of what it decoded; a new one lacks what packets told.
    new_setup_ ? avcodec_flush_buffers(codec_.get()) : open_codec();
    state_.jump_to_key_frame();
    return;
  }
  // To begin at the start, open the file again: that is exact for every container.
  const std::int64_t damaged = input_->damaged();
  open_stream();
  skipped_ += damaged;
}

void FfmpegDecoder::skip_smoothing() {
  if (skips_smoothing_) return;
  skips_smoothing_ = true;
  state_.change_smoothing();
  set_smoothing();
}

/// Decoding on is cheaper than jumping when no key frame lies between here and there.
bool FfmpegDecoder::can_decode_on(std::int64_t index, const PacketIndex::Key* key) const {
  if (state_.is_at_end() || !state_.can_go_on() || last_ < 0) return false;
  const std::int64_t next = decoded_.empty() ? last_ + 1 : decoded_.front().index;
  return index >= next && (index_->untimed || key == nullptr || key->index <= last_ + 1);
}

/// The first frame from `index` on that is not damaged, after decoding began at `key`. Begins again
/// earlier when the container did not jump to where it should.
std::optional<Frame> FfmpegDecoder::find(std::int64_t index, const PacketIndex::Key* key) {
  for (;;) {
    std::optional<Frame> frame = next_frame(index);
    const bool jumped_too_far = first_ > index && key != nullptr && key->index > 0;
    if (!state_.has_failed_jump() && !jumped_too_far) return frame;
    // No other jump is better when the container counts times differently after one.
    key = state_.has_failed_jump() ? nullptr : index_->key_before(key->index - 1);
    restart_at(key);
  }
}

void FfmpegDecoder::seek(std::int64_t index) {
  if (index < 0) {
    throw Error(ErrorCode::invalid_argument,
                info_.path + ": frame " + std::to_string(index) + " does not exist");
  }
  shown_.reset();
  if (pending_ && state_.can_go_on() && pending_->time().index == index) return;
  pending_.reset();
  if (index >= index_->frames) {
    decoded_.clear();
    state_.reach_end();
    return;
  }
  skip_before_ = index_->untimed || index < settled_frames
                     ? INT64_MIN
                     : index_->pts[static_cast<std::size_t>(index - settled_frames)];
  const PacketIndex::Key* key = index_->key_before(index);
  if (!can_decode_on(index, key)) restart_at(key);
  seeking_ = true;
  pending_ = find(index, key);
  seeking_ = false;
}

}  // namespace
}  // namespace media

Decoder::~Decoder() = default;

void Decoder::seek([[maybe_unused]] std::int64_t index) {
  throw Error(ErrorCode::unsupported, info().path + ": this source cannot seek");
}

DecoderFactory from_file(const std::filesystem::path& file, const DecoderOptions& options) {
  DecoderOptions own = options;
  if (own.threads == 0) own.threads = 1;  // a worker per core decodes; more threads only wait
  return [file, own] { return open_decoder(file, own); };
}

std::unique_ptr<Decoder> open_decoder(const std::filesystem::path& file,
                                      const DecoderOptions& options) {
  return std::make_unique<media::FfmpegDecoder>(file, options);
}

}  // namespace facetrack
