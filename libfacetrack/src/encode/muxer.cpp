// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/muxer.hpp"

#include <cstring>
#include <utility>

namespace facetrack::media {

Muxer::Muxer(const std::filesystem::path& file, const char* format, std::string shown_as)
    : name_(std::move(shown_as)) {
  const std::string target = "file:" + file.string();
  check(avformat_alloc_output_context2(&context_, nullptr, format, target.c_str()),
        ErrorCode::backend, name_);
  const int opened = avio_open(&context_->pb, target.c_str(), AVIO_FLAG_WRITE);
  if (opened < 0) {
    avformat_free_context(context_);
    throw Error(ErrorCode::io, name_ + ": cannot be created (" + reason(opened) + ")");
  }
}

Muxer::~Muxer() {
  avio_closep(&context_->pb);
  avformat_free_context(context_);
}

AVStream* Muxer::add_stream() { return check_alloc(avformat_new_stream(context_, nullptr)); }

void Muxer::set_metadata(const char* key, const std::string& value) {
  av_dict_set(&context_->metadata, key, value.c_str(), 0);
}

void Muxer::begin() {
  Options options;
  if (std::string(context_->oformat->name) == "mp4") options.set("movflags", "+faststart");
  check(avformat_write_header(context_, options.get()), ErrorCode::io,
        name_ + ": the file header cannot be written");
}

void Muxer::write(AVPacket& packet) {
  check(av_interleaved_write_frame(context_, &packet), ErrorCode::io,
        name_ + ": cannot be written");
}

void Muxer::finish() {
  check(av_write_trailer(context_), ErrorCode::io, name_ + ": cannot be completed");
  check(context_->pb->error, ErrorCode::io, name_ + ": cannot be written");
  check(avio_closep(&context_->pb), ErrorCode::io, name_ + ": cannot be written");
}

AVStream* copy_stream(const AVStream& from, Muxer& muxer) {
  AVStream* to = muxer.add_stream();
  check(avcodec_parameters_copy(to->codecpar, from.codecpar), ErrorCode::backend, "stream");
  to->codecpar->codec_tag = 0;
  to->time_base = from.time_base;
  to->avg_frame_rate = from.avg_frame_rate;
  to->sample_aspect_ratio = from.sample_aspect_ratio;
  to->disposition = from.disposition;
  for (int i = 0; i < from.nb_side_data; ++i) {
    const AVPacketSideData& data = from.side_data[i];
    std::uint8_t* copy = check_alloc(av_stream_new_side_data(to, data.type, data.size));
    std::memcpy(copy, data.data, data.size);
  }
  return to;
}

}  // namespace facetrack::media
