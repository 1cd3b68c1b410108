// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/imgcodecs.hpp>

#include "facetrack/error.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/opencv.hpp"

#include "core/pending_file.hpp"
#include "media/image_size.hpp"

namespace facetrack {
namespace {

/// No still picture needs more; keeps a wrong file from being read whole into memory.
constexpr std::uintmax_t max_file_bytes = std::uintmax_t{1} << 30;

std::vector<std::uint8_t> bytes_of(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(ErrorCode::not_found, file + ": no such file");
  }
  const auto size = std::filesystem::file_size(file, error);
  if (error) throw Error(ErrorCode::unsupported, file + ": is not a picture file");
  if (size == 0) throw Error(ErrorCode::corrupt_input, file + ": the file is empty");
  if (size > max_file_bytes) {
    throw Error(ErrorCode::unsupported, file + ": too large for a picture");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  std::ifstream stream(file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!stream) throw Error(ErrorCode::io, file + ": cannot be read");
  return bytes;
}

/// OpenCV asks its readers in turn. Where the right one finds a picture damaged, readers of medical
/// and of terrain data believe marks that lie further in, and allocate what such a file claims.
bool may_go_astray(const std::vector<std::uint8_t>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto holds = [&](std::string_view mark, std::size_t at) {
    return text.size() >= at && text.substr(at).starts_with(mark);
  };
  return holds("DICM", 128) || holds("DTED", 140);
}

}  // namespace

Frame read_image(const std::string& file, std::int64_t max_pixels) {
  const std::vector<std::uint8_t> bytes = bytes_of(file);
  const auto size = media::image_size(bytes);
  if (!size) {
    throw Error(ErrorCode::unsupported,
                file + ": no picture that can be read; use PNG, JPEG, BMP, TIFF or WebP");
  }
  if (size->width <= 0 || size->height <= 0) {
    throw Error(ErrorCode::corrupt_input, file + ": the picture has no pixels");
  }
  if (size->width > max_pixels / size->height) {
    throw Error(ErrorCode::unsupported,
                file + ": " + std::to_string(size->width) + "x" + std::to_string(size->height) +
                    " pixels exceed the limit of " + std::to_string(max_pixels));
  }
  if (may_go_astray(bytes)) throw Error(ErrorCode::corrupt_input, file + ": damaged picture");
  cv::Mat picture;
  try {
    picture = cv::imdecode(bytes, cv::IMREAD_COLOR);
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::corrupt_input, file + ": damaged picture (" + error.err + ")");
  }
  if (picture.empty()) throw Error(ErrorCode::corrupt_input, file + ": damaged picture");
  return from_mat(std::move(picture));
}

std::string encode_jpeg(const Frame& frame, int quality) {
  std::vector<std::uint8_t> bytes;
  try {
    const bool ready = frame.format() != PixelFormat::yuv420p;
    const Frame converted = ready ? frame : to_bgr24(frame);
    cv::imencode(".jpg", as_mat(converted.image()), bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::backend, "a picture cannot be encoded (" + error.err + ")");
  }
  return {bytes.begin(), bytes.end()};
}

void write_image(const std::string& file, const Frame& frame) {
  std::string ending = std::filesystem::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (ending != ".png" && ending != ".jpg" && ending != ".jpeg") {
    throw Error(ErrorCode::io, file + ": pictures are written as .png or .jpg");
  }
  constexpr int jpeg_quality = 92;  // no visible loss, a third of the size of 100
  std::vector<std::uint8_t> bytes;
  try {
    const bool ready = frame.format() != PixelFormat::yuv420p;
    const Frame converted = ready ? frame : to_bgr24(frame);
    cv::imencode(ending, as_mat(converted.image()), bytes,
                 {cv::IMWRITE_JPEG_QUALITY, jpeg_quality});
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::io, file + ": cannot be encoded (" + error.err + ")");
  }
  files::write_whole(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace facetrack
