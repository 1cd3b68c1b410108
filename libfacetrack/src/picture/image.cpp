// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facetrack/error.hpp"
#include "facetrack/frame.hpp"

#include "core/pending_file.hpp"
#include "picture/buffer.hpp"
#include "picture/color.hpp"
#include "picture/ffmpeg.hpp"
#include "picture/image_head.hpp"
#include "picture/picture.hpp"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace facetrack {
namespace media {
namespace {

/// Largest file that is read into memory; no still picture needs more.
constexpr std::uintmax_t max_file_bytes = std::uintmax_t{1} << 30;

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(ErrorCode::not_found, file.string() + ": no such file");
  }
  const auto size = std::filesystem::file_size(file, error);
  if (error) throw Error(ErrorCode::unsupported, file.string() + ": not a picture file");
  if (size == 0) throw Error(ErrorCode::corrupt_input, file.string() + ": the file is empty");
  if (size > max_file_bytes) {
    throw Error(ErrorCode::unsupported, file.string() + ": too large for a picture");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream) throw Error(ErrorCode::io, file.string() + ": cannot be read");
  return bytes;
}

CodecPtr make_codec(const AVCodec* codec) {
  if (codec == nullptr) throw Error(ErrorCode::unsupported, "FFmpeg was built without the codec");
  CodecPtr context(check_alloc(avcodec_alloc_context3(codec)));
  context->thread_count = 1;
  context->log_level_offset = quiet_log_offset;
  return context;
}

AVCodecID codec_of(ImageKind kind) {
  switch (kind) {
    case ImageKind::png:
      return AV_CODEC_ID_PNG;
    case ImageKind::jpeg:
      return AV_CODEC_ID_MJPEG;
    case ImageKind::bmp:
      return AV_CODEC_ID_BMP;
    case ImageKind::tiff:
      return AV_CODEC_ID_TIFF;
    case ImageKind::webp:
      return AV_CODEC_ID_WEBP;
  }
  return AV_CODEC_ID_NONE;
}

/// Null if the bytes cannot be decoded.
FramePtr decode(const std::vector<std::uint8_t>& bytes, ImageKind kind, std::int64_t max_pixels) {
  const AVCodec* codec = avcodec_find_decoder(codec_of(kind));
  const CodecPtr context = make_codec(codec);
  context->max_pixels = max_pixels;
  const PacketPtr packet = make_packet();
  FramePtr picture = make_frame();
  check(av_new_packet(packet.get(), static_cast<int>(bytes.size())), ErrorCode::backend, "picture");
  std::memcpy(packet->data, bytes.data(), bytes.size());
  const bool decoded = avcodec_open2(context.get(), codec, nullptr) >= 0 &&
                       avcodec_send_packet(context.get(), packet.get()) >= 0 &&
                       avcodec_receive_frame(context.get(), picture.get()) >= 0;
  return decoded ? std::move(picture) : nullptr;
}

/// The orientation of the camera from the EXIF data, which FFmpeg passes on as a matrix or as the
/// number itself.
Orientation held(const AVFrame& picture) {
  if (const AVFrameSideData* matrix =
          av_frame_get_side_data(&picture, AV_FRAME_DATA_DISPLAYMATRIX)) {
    return orientation_of(reinterpret_cast<const std::int32_t*>(matrix->data));
  }
  static constexpr std::array<Orientation, 9> by_number{{{},
                                                         {},
                                                         {0, true},
                                                         {180, false},
                                                         {180, true},
                                                         {270, true},
                                                         {90, false},
                                                         {90, true},
                                                         {270, false}}};
  const AVDictionaryEntry* entry = av_dict_get(picture.metadata, "Orientation", nullptr, 0);
  if (entry == nullptr) return {};
  const std::string_view text = entry->value;
  std::size_t number = 0;
  std::from_chars(text.data() + std::min(text.find_first_not_of(' '), text.size()),
                  text.data() + text.size(), number);
  return number < by_number.size() ? by_number[number] : Orientation{};
}

/// Converts samples without scaling, to full range.
void convert(const AVFrame& from, AVPixelFormat format, ColorMatrix matrix, bool full_range,
             std::uint8_t* const* to, const int* strides) {
  const SwsPtr sws(sws_getContext(
      from.width, from.height, layout_of(static_cast<AVPixelFormat>(from.format)), from.width,
      from.height, format, SWS_BICUBIC | SWS_FULL_CHR_H_INT | SWS_ACCURATE_RND, nullptr, nullptr,
      nullptr));
  if (sws == nullptr) throw Error(ErrorCode::unsupported, "its samples cannot be converted");
  const int* coefficients = sws_coefficients(matrix);
  sws_setColorspaceDetails(sws.get(), coefficients, full_range ? 1 : 0, coefficients, 1, 0, 1 << 16,
                           1 << 16);
  check(sws_scale(sws.get(), from.data, from.linesize, 0, from.height, to, strides),
        ErrorCode::backend, "the pixels cannot be converted");
}

Frame bgr24_of(const AVFrame& picture) {
  const auto format = static_cast<AVPixelFormat>(picture.format);
  // Still pictures are BT.601 at any size unless they say otherwise.
  const ColorSpace color = color_of(picture.colorspace, picture.color_range, format, 0, 0);
  const AVPixFmtDescriptor& layout = *av_pix_fmt_desc_get(format);
  const bool full = color.full_range || is_rgb(format) || layout.nb_components < 3;
  Planes bgr = make_bgr24(picture.width, picture.height);
  auto* out = reinterpret_cast<std::uint8_t*>(bgr.data(0));
  const int stride = static_cast<int>(bgr.views[0].stride);
  convert(picture, AV_PIX_FMT_BGR24, color.matrix, full, &out, &stride);
  return {std::move(bgr.owner), bgr.views, PixelFormat::bgr24, {}};
}

/// A copy with the last column repeated once.
Frame with_column_doubled(const ImageView& image) {
  const bool packed = image.format == PixelFormat::bgr24;
  const std::size_t pixel = packed ? 3 : 1;
  Planes copy = packed ? make_bgr24(image.width + 1, image.height)
                       : make_gray8(image.width + 1, image.height);
  const std::size_t row = static_cast<std::size_t>(image.width) * pixel;
  for (int y = 0; y < image.height; ++y) {
    std::byte* const to = copy.data(0) + y * copy.views[0].stride;
    std::memcpy(to, image.row(y), row);
    std::memcpy(to + row, to + row - pixel, pixel);
  }
  return {std::move(copy.owner), copy.views, image.format, {}};
}

/// The frame in the format of the encoder. FFmpeg's conversion and its JPEG encoder read the last
/// colour sample of an odd width from memory after the row, so such a picture gets one more column.
FramePtr picture_of(const Frame& frame, AVPixelFormat format) {
  Frame packed = frame.format() == PixelFormat::yuv420p ? to_bgr24(frame) : frame;
  if (format == AV_PIX_FMT_YUV420P && packed.width() % 2 != 0) {
    packed = with_column_doubled(packed.image());
  }
  const ImageView& image = packed.image();
  const FramePtr given = make_frame();
  const bool gray = packed.format() == PixelFormat::gray8;
  given->format = gray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_BGR24;
  given->width = image.width;
  given->height = image.height;
  given->data[0] = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(image.data));
  given->linesize[0] = static_cast<int>(image.stride);
  FramePtr picture = make_frame();
  picture->format = format;
  picture->color_range = AVCOL_RANGE_JPEG;
  picture->width = image.width;
  picture->height = image.height;
  check(av_frame_get_buffer(picture.get(), 0), ErrorCode::backend,
        "a picture buffer cannot be allocated");
  convert(*given, format, ColorMatrix::bt601, true, picture->data, picture->linesize);
  return picture;
}

/// Reduces the width in a JPEG file by one column. Requires: the file has exactly the blocks that
/// `width` columns need.
void set_jpeg_width(std::string& jpeg, int width) {
  const auto number = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(jpeg[i])) << 8U |
           static_cast<std::uint8_t>(jpeg[i + 1]);
  };
  constexpr std::size_t frame_header = 0xFFC0;
  std::size_t at = 2;
  while (at + 8 < jpeg.size() && number(at) != frame_header) at += 2 + number(at + 2);
  if (at + 8 >= jpeg.size()) throw Error(ErrorCode::backend, "the JPEG has no frame header");
  jpeg[at + 7] = static_cast<char>(width >> 8);
  jpeg[at + 8] = static_cast<char>(width & 0xFF);
}

std::string encode(const Frame& frame, AVCodecID id, AVPixelFormat format, double quantizer) {
  const FramePtr picture = picture_of(frame, format);
  const AVCodec* codec = avcodec_find_encoder(id);
  const CodecPtr context = make_codec(codec);
  context->width = picture->width;
  context->height = picture->height;
  context->pix_fmt = format;
  context->color_range = AVCOL_RANGE_JPEG;
  context->time_base = {1, 1};
  context->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
  context->global_quality = picture->quality =
      static_cast<int>(std::lround(quantizer * FF_QP2LAMBDA));
  Options options;
  if (id == AV_CODEC_ID_PNG) options.set("pred", "paeth");
  check(avcodec_open2(context.get(), codec, options.get()), ErrorCode::backend, codec->name);
  check(avcodec_send_frame(context.get(), picture.get()), ErrorCode::backend, codec->name);
  check(avcodec_send_frame(context.get(), nullptr), ErrorCode::backend, codec->name);
  const PacketPtr packet = make_packet();
  check(avcodec_receive_packet(context.get(), packet.get()), ErrorCode::backend, codec->name);
  std::string bytes(reinterpret_cast<const char*>(packet->data),
                    static_cast<std::size_t>(packet->size));
  if (picture->width != frame.width()) set_jpeg_width(bytes, frame.width());
  return bytes;
}

std::string png_of(const Frame& frame) {
  const bool gray = frame.format() == PixelFormat::gray8;
  return encode(frame, AV_CODEC_ID_PNG, gray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24, 1);
}

}  // namespace
}  // namespace media

Frame read_image(const std::filesystem::path& file, std::int64_t max_pixels) {
  const std::vector<std::uint8_t> bytes = media::bytes_of(file);
  const auto head = media::image_head(bytes);
  if (!head) {
    throw Error(
        ErrorCode::unsupported,
        file.string() + ": not a picture that can be read; use PNG, JPEG, BMP, TIFF or WebP");
  }
  if (head->width <= 0 || head->height <= 0) {
    throw Error(ErrorCode::corrupt_input, file.string() + ": the picture has no pixels");
  }
  if (head->width > max_pixels / head->height) {
    throw Error(ErrorCode::unsupported, file.string() + ": " + std::to_string(head->width) + "x" +
                                            std::to_string(head->height) +
                                            " pixels exceed the limit of " +
                                            std::to_string(max_pixels));
  }
  const media::FramePtr picture = media::decode(bytes, head->kind, max_pixels);
  if (!picture) throw Error(ErrorCode::corrupt_input, file.string() + ": damaged picture");
  try {
    return media::turned(media::bgr24_of(*picture), media::held(*picture));
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ": " + error.what());
  }
}

std::string encode_jpeg(const Frame& frame, int quality) {
  if (quality < 1 || quality > 100) {
    throw Error(ErrorCode::invalid_argument,
                "the quality of a JPEG must be from 1 to 100, not " + std::to_string(quality));
  }
  // Maps the usual scale of 1 to 100 to quantizers of about the same size.
  const double scale = quality < 50 ? 50.0 / quality : 2.0 - quality / 50.0;
  return media::encode(frame, AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUV420P,
                       std::clamp(8 * scale, 1.0, 31.0));
}

void write_image(const std::filesystem::path& file, const Frame& frame) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (ending != ".png" && ending != ".jpg" && ending != ".jpeg") {
    throw Error(ErrorCode::io,
                file.string() + ": the name of a picture must end with .png or .jpg");
  }
  constexpr int jpeg_quality = 92;  // no visible loss, at a third of the size of 100
  std::string bytes;
  try {
    bytes = ending == ".png" ? media::png_of(frame) : encode_jpeg(frame, jpeg_quality);
  } catch (const Error& error) {
    throw Error(ErrorCode::io, file.string() + ": cannot be encoded (" + error.what() + ")");
  }
  files::write_whole(file, bytes);
}

}  // namespace facetrack
