// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "decode/input.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace facetrack::media {
namespace {

namespace fs = std::filesystem;

/// After this many failing reads in a row the rest of the file is given up as damaged.
constexpr int max_read_errors = 64;

struct Pattern {
  std::string before;
  std::string after;
};

/// The parts of a pattern such as "img_%04d.png" before and after the number.
std::optional<Pattern> sequence_pattern(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto percent = name.find('%');
  if (percent == std::string::npos) return std::nullopt;
  const auto letter = name.find_first_not_of("0123456789", percent + 1);
  if (letter == std::string::npos || name[letter] != 'd') return std::nullopt;
  return Pattern{name.substr(0, percent), name.substr(letter + 1)};
}

/// The lowest number in the sequence. FFmpeg itself only looks for 0 to 4.
std::int64_t first_number(const fs::path& file, const Pattern& pattern) {
  std::optional<std::int64_t> lowest;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= pattern.before.size() + pattern.after.size()) continue;
    if (!name.starts_with(pattern.before) || !name.ends_with(pattern.after)) continue;
    const std::string digits = name.substr(
        pattern.before.size(), name.size() - pattern.before.size() - pattern.after.size());
    if (digits.size() > 15 || digits.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::int64_t number = std::atoll(digits.c_str());
    lowest = std::min(lowest.value_or(number), number);
  }
  if (!lowest)
    throw Error(ErrorCode::not_found, file.string() + ": no picture of this sequence exists");
  return *lowest;
}

bool is_cover_art(const AVStream& stream) {
  return (stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) !=
         0;
}

}  // namespace

Input::Input(const fs::path& file, const DecoderOptions& options, Probe probe)
    : name_(file.string()),
      limit_(std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::duration<double>(std::max(options.patience.seconds(), 0.001)))) {
  try {
    open(file);
    if (probe == Probe::pictures) probe_pictures(options);
  } catch (...) {
    avformat_close_input(&context_);
    throw;
  }
}

Input::~Input() { avformat_close_input(&context_); }

void Input::open(const fs::path& file) {
  std::error_code error;
  const auto pattern = fs::exists(file, error) ? std::nullopt : sequence_pattern(file);
  // Only local files may be opened, also by containers that refer to others (playlists).
  Options format_options;
  format_options.set("protocol_whitelist", "file,crypto,data");
  const AVInputFormat* format = nullptr;
  if (pattern) {
    format = av_find_input_format("image2");
    format_options.set("pattern_type", "sequence")
        .set("start_number", first_number(file, *pattern));
  } else if (!fs::exists(file, error)) {
    throw Error(ErrorCode::not_found, name_ + ": no such file");
  } else if (fs::is_directory(file, error)) {
    throw Error(ErrorCode::unsupported, name_ + ": is a folder, not a video file");
  } else if (!fs::is_regular_file(file, error)) {
    // Opening a pipe may block without end, and the packet index needs a file that can be read
    // twice.
    throw Error(ErrorCode::unsupported,
                name_ + ": is a pipe or a device; save the video to a file first");
  } else if (fs::file_size(file, error) == 0) {
    throw Error(ErrorCode::corrupt_input, name_ + ": the file is empty");
  } else {
    format_options.set("pattern_type",
                       "none");  // a '%' in the name of one picture is not a pattern
  }

  context_ = check_alloc(avformat_alloc_context());
  context_->interrupt_callback = {&Input::interrupted, this};
  restart_stall_timer();
  const int opened =
      avformat_open_input(&context_, ("file:" + name_).c_str(), format, format_options.get());
  if (opened == AVERROR_EXIT) {
    throw Error(ErrorCode::io, name_ + ": no data arrived, gave up waiting");
  }
  if (opened == AVERROR(EACCES)) throw Error(ErrorCode::io, name_ + ": permission denied");
  if (opened < 0) {
    throw Error(
        ErrorCode::corrupt_input,
        name_ +
            ": cannot be opened as a video; it is damaged, truncated or another kind of file (" +
            reason(opened) + ")");
  }
}

/// Decodes the beginning of each stream, without log messages, on one thread and within the pixel
/// limit.
void Input::probe_pictures(const DecoderOptions& options) {
  std::vector<AVDictionary*> per_stream(context_->nb_streams, nullptr);
  for (auto*& dictionary : per_stream) {
    av_dict_set_int(&dictionary, "log_level_offset", quiet_log_offset, 0);
    av_dict_set_int(&dictionary, "max_pixels", options.max_pixels, 0);
    av_dict_set(&dictionary, "threads", "1", 0);
  }
  restart_stall_timer();
  const int found = avformat_find_stream_info(context_, per_stream.data());
  for (auto*& dictionary : per_stream) av_dict_free(&dictionary);
  if (found == AVERROR_EXIT) {
    throw Error(ErrorCode::io, name_ + ": no data arrived, gave up waiting");
  }
  check(found, ErrorCode::corrupt_input, name_ + ": no stream can be decoded");
}

bool Input::seekable() const noexcept {
  return context_->pb == nullptr || (context_->pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
}

bool Input::is_video(int index) const {
  return stream(index)->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !is_cover_art(*stream(index));
}

int Input::choose_video(int wanted) const {
  if (wanted >= 0) {
    if (wanted >= static_cast<int>(context_->nb_streams) ||
        stream(wanted)->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) {
      throw Error(ErrorCode::invalid_argument,
                  name_ + ": stream " + std::to_string(wanted) + " is not a video stream");
    }
    return wanted;
  }
  int best = -1;
  bool cover = false;
  std::tuple<bool, bool, std::int64_t> best_score{};
  for (int i = 0; i < static_cast<int>(context_->nb_streams); ++i) {
    const AVStream& candidate = *stream(i);
    if (candidate.codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (is_cover_art(candidate)) {
      cover = true;
      continue;
    }
    const bool decodable = avcodec_find_decoder(candidate.codecpar->codec_id) != nullptr;
    const std::tuple score{
        decodable && candidate.codecpar->width > 0,
        (candidate.disposition & AV_DISPOSITION_DEFAULT) != 0,
        static_cast<std::int64_t>(candidate.codecpar->width) * candidate.codecpar->height};
    if (best >= 0 && score <= best_score) continue;
    best = i;
    best_score = score;
  }
  if (best < 0) {
    throw Error(ErrorCode::unsupported,
                name_ + (cover ? ": no video stream, only cover art" : ": no video stream"));
  }
  return best;
}

void Input::only(int index) {
  for (int i = 0; i < static_cast<int>(context_->nb_streams); ++i) {
    stream(i)->discard = i == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

bool Input::read(AVPacket& packet) {
  for (int errors = 0; errors < max_read_errors; ++errors) {
    restart_stall_timer();
    const int result = av_read_frame(context_, &packet);
    if (result >= 0) {
      if ((packet.flags & AV_PKT_FLAG_CORRUPT) != 0)
        ++damaged_;  // passed on, because a part of it may be good
      return true;
    }
    if (result == AVERROR_EOF) return false;
    if (result == AVERROR_EXIT) {
      throw Error(ErrorCode::io, name_ + ": no more data arrived, gave up waiting");
    }
    if (result == AVERROR(EIO)) break;
    ++damaged_;
  }
  return false;  // the packets so far are good; the rest is lost and counted
}

bool Input::seek_to_key(int stream_index, std::int64_t pts, std::int64_t dts) {
  restart_stall_timer();
  const AVInputFormat& format = *context_->iformat;
  // Matroska seeks by presentation time too, although its flags do not say so.
  const bool by_pts = (format.flags & AVFMT_SEEK_TO_PTS) != 0 ||
                      std::string_view(format.name).find("matroska") != std::string_view::npos;
  const std::int64_t target = by_pts ? pts : dts;
  return avformat_seek_file(context_, stream_index, INT64_MIN, target, target, 0) >= 0;
}

int Input::interrupted(void* self) noexcept {
  return std::chrono::steady_clock::now() > static_cast<Input*>(self)->deadline_ ? 1 : 0;
}

}  // namespace facetrack::media
