// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/damage.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "picture/ffmpeg.hpp"
#include "support/paths.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  if (!fs::exists(file)) throw std::runtime_error("cannot read " + file.string());
  return read_text(file);
}

std::size_t below(std::mt19937& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

void damage_bytes(std::string& bytes, DamageKind kind, std::mt19937& random) {
  const std::size_t at = below(random, bytes.size());
  // A twentieth of the file at most: what is left is worth looking at.
  const std::size_t count = 1 + below(random, std::min(bytes.size() / 20, bytes.size() - at));
  switch (kind) {
    case DamageKind::zeros:
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, '\0');
      break;
    case DamageKind::flips:
      for (std::size_t flips = 1 + below(random, 40); flips > 0; --flips) {
        bytes[below(random, bytes.size())] ^= static_cast<char>(1U << below(random, 8));
      }
      break;
    case DamageKind::cut:
      bytes.erase(at, count);
      break;
    default:
      bytes.resize(bytes.size() / 4 + below(random, bytes.size() * 3 / 4));
  }
}

struct CloseInput {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct CloseOutput {
  void operator()(AVFormatContext* context) const {
    avio_closep(&context->pb);
    avformat_free_context(context);
  }
};

void require(int result, const fs::path& file) {
  if (result < 0) throw std::runtime_error("FFmpeg cannot use " + file.string());
}

/// Copies packets, some left out or with the content of another one.
void remux(const fs::path& from, const fs::path& to, DamageKind kind, std::mt19937& random) {
  AVFormatContext* opened = nullptr;
  require(avformat_open_input(&opened, from.c_str(), nullptr, nullptr), from);
  const std::unique_ptr<AVFormatContext, CloseInput> input(opened);
  require(avformat_find_stream_info(opened, nullptr), from);
  AVFormatContext* made = nullptr;
  require(avformat_alloc_output_context2(&made, nullptr, nullptr, to.c_str()), to);
  const std::unique_ptr<AVFormatContext, CloseOutput> output(made);
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    AVStream* stream = avformat_new_stream(made, nullptr);
    require(avcodec_parameters_copy(stream->codecpar, opened->streams[i]->codecpar), to);
    stream->codecpar->codec_tag = 0;
    stream->time_base = opened->streams[i]->time_base;
    stream->avg_frame_rate = opened->streams[i]->avg_frame_rate;
  }
  require(avio_open(&made->pb, to.c_str(), AVIO_FLAG_WRITE), to);
  require(avformat_write_header(made, nullptr), to);

  std::vector<media::PacketPtr> packets;
  for (auto packet = media::make_packet(); av_read_frame(opened, packet.get()) >= 0;) {
    packets.push_back(std::exchange(packet, media::make_packet()));
  }
  for (std::size_t changes = 1 + below(random, 4); changes > 0 && packets.size() > 8; --changes) {
    const std::size_t at = below(random, packets.size() - 4);
    if (kind == DamageKind::dropped) {
      const std::size_t count =
          1 + below(random, std::min<std::size_t>(12, packets.size() - at - 2));
      packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(at),
                    packets.begin() + static_cast<std::ptrdiff_t>(at + count));
    } else {
      const std::size_t other = at + 1 + below(random, 3);
      std::swap(packets[at]->buf, packets[other]->buf);
      std::swap(packets[at]->data, packets[other]->data);
      std::swap(packets[at]->size, packets[other]->size);
    }
  }
  for (const auto& packet : packets) {
    const auto stream = static_cast<unsigned>(packet->stream_index);
    av_packet_rescale_ts(packet.get(), opened->streams[stream]->time_base,
                         made->streams[stream]->time_base);
    packet->pos = -1;
    av_interleaved_write_frame(made, packet.get());  // refusing an odd packet is fine
  }
  require(av_write_trailer(made), to);
}

}  // namespace

std::string_view name_of(DamageKind kind) {
  constexpr std::string_view names[] = {"zeros",      "flips",   "cut",
                                        "truncation", "dropped", "swapped"};
  return names[static_cast<std::size_t>(kind)];
}

void write_damaged(const fs::path& from, const fs::path& to, DamageKind kind,
                   std::mt19937& random) {
  if (kind == DamageKind::dropped || kind == DamageKind::swapped) {
    return remux(from, to, kind, random);
  }
  std::string bytes = bytes_of(from);
  damage_bytes(bytes, kind, random);
  std::ofstream(to, std::ios::binary) << bytes;
}

void zero_bytes(const fs::path& file, std::int64_t begin, std::int64_t count) {
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  if (!out) throw std::runtime_error("cannot change " + file.string());
  out.seekp(begin);
  out << std::string(static_cast<std::size_t>(count), '\0');
}

void zero_packet(const fs::path& file, int number) {
  AVFormatContext* opened = nullptr;
  require(avformat_open_input(&opened, file.c_str(), nullptr, nullptr), file);
  const std::unique_ptr<AVFormatContext, CloseInput> input(opened);
  const auto packet = media::make_packet();
  for (int i = 0; i <= number; ++i) {
    av_packet_unref(packet.get());
    require(av_read_frame(opened, packet.get()), file);
  }
  const std::string_view content(reinterpret_cast<const char*>(packet->data),
                                 static_cast<std::size_t>(packet->size));
  const std::size_t at = bytes_of(file).find(content);
  if (at == std::string::npos) throw std::runtime_error("no such bytes in " + file.string());
  zero_bytes(file, static_cast<std::int64_t>(at), packet->size);
}

ProbedPackets probe_packets(const fs::path& file, int stream) {
  const std::string command = "timeout 60 ffprobe -v quiet -select_streams " +
                              std::to_string(stream) +
                              " -show_entries packet=pts,flags -of csv=p=0 '" + file.string() + "'";
  ProbedPackets probed;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return probed;
  char line[256];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    const std::string text = line;
    const auto comma = text.find(',');
    if (comma == std::string::npos || text.find('D', comma) != std::string::npos) continue;
    char* end = nullptr;
    const long long pts = std::strtoll(line, &end, 10);
    if (end == line + comma) {
      probed.pts.push_back(pts);
    } else {
      probed.untimed = true;
    }
  }
  const int status = pclose(pipe);
  probed.readable = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  std::sort(probed.pts.begin(), probed.pts.end());
  return probed;
}

}  // namespace facetrack::testing
