// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/film_streams.hpp"

#include <algorithm>
#include <string_view>

extern "C" {
#include <libavutil/mem.h>
}

namespace facetrack::media {
namespace {

struct Container {
  const char* ending;
  const char* format;
};
constexpr Container containers[] = {{".mp4", "mp4"}, {".mov", "mov"}, {".mkv", "matroska"}};

bool is_matroska(const char* format) { return std::string_view(format) == "matroska"; }

bool holds(const char* format, const AVCodecParameters& codec) {
  if (codec.codec_type == AVMEDIA_TYPE_ATTACHMENT) return is_matroska(format);
  const AVOutputFormat* output = av_guess_format(format, nullptr, nullptr);
  return output != nullptr &&
         avformat_query_codec(output, codec.codec_id, FF_COMPLIANCE_NORMAL) == 1;
}

/// True for a text that describes how the source was stored; the muxer writes its own.
bool is_of_container(std::string_view key) {
  constexpr std::string_view keys[] = {"major_brand", "minor_version", "compatible_brands",
                                       "encoder", "vendor_id"};
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

void copy_texts(AVDictionary* from, AVDictionary** to, bool metadata) {
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(from, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    const bool kept =
        metadata ? !is_of_container(entry->key) : std::string_view(entry->key) == "language";
    if (kept) av_dict_set(to, entry->key, entry->value, 0);
  }
}

/// MP4 stores the titles of its chapters as a stream of text.
bool is_chapter_list(const AVStream& stream, const AVFormatContext& film) {
  return film.nb_chapters > 0 && stream.codecpar->codec_type == AVMEDIA_TYPE_DATA &&
         stream.codecpar->codec_tag == MKTAG('t', 'e', 'x', 't');
}

std::string name_of(const AVStream& stream) {
  const char* codec = avcodec_get_name(stream.codecpar->codec_id);
  return "stream " + std::to_string(stream.index) + " (" + codec + ")";
}

}  // namespace

const char* film_format(const std::filesystem::path& file) {
  for (const Container& container : containers) {
    if (file.extension() == container.ending) return container.format;
  }
  throw Error(ErrorCode::invalid_argument,
              file.string() + ": the name of the film must end with .mp4, .mov or .mkv");
}

FilmStreams choose_streams(const Input& input, int video, const char* format,
                           const std::string& shown_as) {
  FilmStreams streams;
  for (int i = 0; i < static_cast<int>(input.context()->nb_streams); ++i) {
    if (i == video) continue;
    const AVStream& stream = *input.stream(i);
    const AVMediaType type = stream.codecpar->codec_type;
    const bool fits = holds(format, *stream.codecpar);
    if (type == AVMEDIA_TYPE_VIDEO) {
      streams.left_out.push_back(name_of(stream) + " is a picture, which may show faces");
    } else if (type == AVMEDIA_TYPE_AUDIO && !fits) {
      throw Error(ErrorCode::unsupported, shown_as + ": this container cannot hold the sound of " +
                                              input.name() + " (" +
                                              avcodec_get_name(stream.codecpar->codec_id) +
                                              ") unchanged; choose a name that ends with .mkv");
    } else if (is_chapter_list(stream, *input.context())) {
      continue;  // chapters are copied in another way
    } else if (type == AVMEDIA_TYPE_DATA || type == AVMEDIA_TYPE_UNKNOWN) {
      streams.left_out.push_back(name_of(stream) + " is data, which may tell a place");
    } else if (!fits) {
      streams.left_out.push_back(name_of(stream) + " does not fit into this container");
    } else {
      streams.copied.push_back(i);
    }
  }
  return streams;
}

AVStream* add_copy(const AVStream& from, Muxer& muxer, bool metadata) {
  AVStream* to = copy_stream(from, muxer);
  copy_texts(from.metadata, &to->metadata,
             metadata || from.codecpar->codec_type == AVMEDIA_TYPE_ATTACHMENT);
  return to;
}

void copy_descriptions(const AVFormatContext& from, Muxer& muxer, bool metadata) {
  AVFormatContext& to = *muxer.context();
  if (metadata) copy_texts(from.metadata, &to.metadata, true);
  if (from.nb_chapters == 0) return;
  to.chapters =
      static_cast<AVChapter**>(check_alloc(av_calloc(from.nb_chapters, sizeof(AVChapter*))));
  for (unsigned i = 0; i < from.nb_chapters; ++i) {
    const AVChapter& chapter = *from.chapters[i];
    auto* copy = static_cast<AVChapter*>(check_alloc(av_mallocz(sizeof(AVChapter))));
    copy->id = chapter.id;
    copy->time_base = chapter.time_base;
    copy->start = chapter.start;
    copy->end = chapter.end;
    if (metadata) copy_texts(chapter.metadata, &copy->metadata, true);
    to.chapters[to.nb_chapters++] = copy;
  }
}

}  // namespace facetrack::media
