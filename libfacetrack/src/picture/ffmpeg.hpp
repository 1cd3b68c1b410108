// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/time.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

// Smart pointers for objects of FFmpeg, and its error numbers as Error.
namespace facetrack::media {

template <auto close>
struct Closer {
  template <typename T>
  void operator()(T* object) const noexcept {
    close(&object);
  }
};
struct SwsCloser {
  void operator()(SwsContext* context) const noexcept { sws_freeContext(context); }
};

using FramePtr = std::unique_ptr<AVFrame, Closer<av_frame_free>>;
using PacketPtr = std::unique_ptr<AVPacket, Closer<av_packet_free>>;
using CodecPtr = std::unique_ptr<AVCodecContext, Closer<avcodec_free_context>>;
using SwsPtr = std::unique_ptr<SwsContext, SwsCloser>;

/// An options dictionary that frees the entries that FFmpeg did not use.
class Options {
 public:
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { av_dict_free(&dictionary_); }
  Options& set(const char* key, const std::string& value) {
    av_dict_set(&dictionary_, key, value.c_str(), 0);
    return *this;
  }
  Options& set(const char* key, std::int64_t value) {
    av_dict_set_int(&dictionary_, key, value, 0);
    return *this;
  }
  AVDictionary** get() { return &dictionary_; }

 private:
  AVDictionary* dictionary_ = nullptr;
};

inline std::string reason(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

/// Turns a negative result into an Error that names `what` ("clip.mp4: cannot write").
inline int check(int code, ErrorCode kind, const std::string& what) {
  if (code < 0) throw Error(kind, what + ": " + reason(code));
  return code;
}

template <typename T>
T* check_alloc(T* object) {
  if (object == nullptr) throw Error(ErrorCode::backend, "out of memory");
  return object;
}

inline FramePtr make_frame() { return FramePtr(check_alloc(av_frame_alloc())); }
inline PacketPtr make_packet() { return PacketPtr(check_alloc(av_packet_alloc())); }

inline Rational to_rational(AVRational value) { return {value.num, value.den}; }
inline AVRational to_av(Rational value) { return {value.num, value.den}; }

/// FFmpeg logs damage in files. The library reports it as counts and Errors, so the codecs that it
/// opens are silenced; the process-wide log level stays.
inline constexpr int quiet_log_offset = 64;

}  // namespace facetrack::media
