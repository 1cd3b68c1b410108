// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/clip_copy.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "core/pending_file.hpp"
#include "decode/still_decoder.hpp"
#include "encode/clip_check.hpp"
#include "encode/muxer.hpp"

namespace facetrack::media {
namespace {

/// The source, positioned so that the packets of `key` come next.
Input& at_key(const ClipSource& source, const PacketIndex::Key& key,
              std::unique_ptr<Input>& input) {
  // At the start of the file the source is opened again, because seeking is not exact in every
  // container.
  if (!input || key.index == 0) input = std::make_unique<Input>(source.file, source.decoding);
  if (key.index > 0 && !input->seek_to_key(source.info.stream_index, key.pts, key.dts)) {
    input = std::make_unique<Input>(source.file, source.decoding);
  }
  return *input;
}

class Copy {
 public:
  Copy(const ClipSource& source, const ClipPlan& plan, const std::filesystem::path& file,
       std::unique_ptr<Input>& input)
      : source_(source),
        plan_(plan),
        key_(*source.index->key_before(plan.first_frame)),
        input_(at_key(source, key_, input)),
        muxer_(file, source.copies_to_mp4 ? "mp4" : "matroska", file.string()),
        video_(source.info.stream_index),
        decoder_(*source.streams->stream(video_), source.decoding.max_pixels) {
    streams_[video_] = copy_stream(*source.streams->stream(video_), muxer_);
    for (const int sound : source.sounds) {
      streams_[sound] = copy_stream(*source.streams->stream(sound), muxer_);
    }
    muxer_.set_metadata("title", source.file.stem().string() + " " + plan.name);
    muxer_.begin();
  }

  void run() {
    const PacketPtr packet = make_packet();
    while (!done() && input_.read(*packet)) {
      const auto stream = streams_.find(packet->stream_index);
      if (stream != streams_.end() && wanted(*packet)) {
        if (packet->stream_index == video_) decoder_.find_first(packet.get());
        const AVRational base = input_.stream(packet->stream_index)->time_base;
        const std::int64_t shift = av_rescale_q(key_.pts, to_av(source_.base), base);
        if (packet->pts != AV_NOPTS_VALUE) packet->pts -= shift;
        if (packet->dts != AV_NOPTS_VALUE) packet->dts -= shift;
        av_packet_rescale_ts(packet.get(), base, stream->second->time_base);
        packet->stream_index = stream->second->index;
        muxer_.write(*packet);
      }
      av_packet_unref(packet.get());
    }
    if (frames_ == 0) {
      throw Error(ErrorCode::unsupported, source_.file.string() +
                                              ": no key frame can be found before frame " +
                                              std::to_string(plan_.first_frame) +
                                              "; encode the clip instead of copying it");
    }
    muxer_.finish();
  }

  /// The time of the first picture in the source.
  Signature signature() {
    if (!decoder_.find_first(nullptr) || decoder_.pts() != key_.pts) {
      throw Error(ErrorCode::unsupported, source_.file.string() + ": frame " +
                                              std::to_string(key_.index) +
                                              " cannot be decoded on its own; encode the clip "
                                              "instead of copying it");
    }
    return signature_of(decoder_.picture());
  }
  std::int64_t first() const { return key_.index; }
  std::int64_t last() const { return last_; }
  std::int64_t frames() const { return frames_; }

 private:
  bool video_done() const { return last_ >= plan_.last_frame && frames_ == last_ - key_.index + 1; }
  MediaTime end() const {
    const FrameTime time = source_.time_of(last_);
    return time.pts + time.duration;
  }
  bool done() const {
    if (!video_done()) return false;
    return std::all_of(source_.sounds.begin(), source_.sounds.end(),
                       [&](int sound) { return past_end_.contains(sound); });
  }

  bool wanted(const AVPacket& packet) {
    if (packet.pts == AV_NOPTS_VALUE) return false;
    if (packet.stream_index == video_) return wanted_picture(packet);
    const Rational base = to_rational(input_.stream(packet.stream_index)->time_base);
    const MediaTime begins{packet.pts, base};
    const MediaTime ends{packet.pts + packet.duration, base};
    if (video_done() && begins >= end()) {
      past_end_[packet.stream_index] = true;
      return false;
    }
    return ends > MediaTime{key_.pts, source_.base};
  }

  bool wanted_picture(const AVPacket& packet) {
    if (video_done()) return false;
    const auto place = source_.index->find(packet.pts);
    const bool begins = place == key_.index && (packet.flags & AV_PKT_FLAG_KEY) != 0;
    if (frames_ == 0 && !begins) return false;
    // Pictures that precede the key frame in display order depend on packets that are not copied.
    if (place && *place < key_.index) return false;
    if (place && (packet.flags & AV_PKT_FLAG_DISCARD) == 0) {
      ++frames_;
      last_ = std::max(last_, *place);
    }
    return true;
  }

  const ClipSource& source_;
  const ClipPlan& plan_;
  PacketIndex::Key key_;
  Input& input_;
  Muxer muxer_;
  int video_;
  StillDecoder decoder_;
  std::map<int, AVStream*> streams_;
  std::map<int, bool> past_end_;
  std::int64_t frames_ = 0;
  std::int64_t last_ = -1;
};

}  // namespace

WrittenClip copy_clip(const ClipSource& source, const ClipPlan& plan,
                      const std::filesystem::path& file, std::unique_ptr<Input>& input) {
  if (source.index->untimed || source.index->keys.empty()) {
    throw Error(
        ErrorCode::unsupported,
        source.file.string() +
            ": the container has no time stamps, so clips cannot be copied; encode them instead");
  }
  files::PendingFile pending(file);
  Copy copy(source, plan, pending.path(), input);
  copy.run();
  ExpectedClip expected;
  expected.frames = copy.frames();
  // The packets are the source's own, without a gap from a key frame on. If that frame and their
  // number are right, all are.
  expected.first = copy.signature();
  expected.sounds = source.sounds.size();
  // Sound is copied in whole packets, as far as the source has any.
  expected.sound_tolerance = std::numeric_limits<double>::max();
  check_clip(pending.path(), file.string(), expected);
  pending.commit();
  const FrameTime first = source.time_of(copy.first());
  const FrameTime last = source.time_of(copy.last());
  return {file,
          copy.frames(),
          source.info.width,
          source.info.height,
          {first.pts - source.info.start, last.pts + last.duration - source.info.start},
          copy.first(),
          copy.last()};
}

}  // namespace facetrack::media
