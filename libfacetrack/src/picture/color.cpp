// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "picture/color.hpp"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace facetrack::media {

bool is_rgb(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  return description != nullptr && ((description->flags & AV_PIX_FMT_FLAG_RGB) != 0 ||
                                    (description->flags & AV_PIX_FMT_FLAG_PAL) != 0);
}

AVPixelFormat layout_of(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ411P:
      return AV_PIX_FMT_YUV411P;
    default:
      return format;
  }
}

ColorSpace color_of(AVColorSpace matrix, AVColorRange range, AVPixelFormat format, int width,
                    int height) {
  ColorSpace color;
  // The library converts pictures stored as RGB, always to limited-range BT.601.
  if (is_rgb(format) || matrix == AVCOL_SPC_RGB) return color;
  color.full_range = range == AVCOL_RANGE_JPEG || layout_of(format) != format;
  switch (matrix) {
    case AVCOL_SPC_BT709:
      color.matrix = ColorMatrix::bt709;
      break;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      color.matrix = ColorMatrix::bt2020;
      break;
    case AVCOL_SPC_UNSPECIFIED:
    case AVCOL_SPC_RESERVED:
      color.matrix = width >= 1280 || height > 576 ? ColorMatrix::bt709 : ColorMatrix::bt601;
      break;
    default:
      color.matrix = ColorMatrix::bt601;
  }
  return color;
}

AVColorSpace matrix_tag(ColorMatrix matrix) {
  switch (matrix) {
    case ColorMatrix::bt709:
      return AVCOL_SPC_BT709;
    case ColorMatrix::bt2020:
      return AVCOL_SPC_BT2020_NCL;
    case ColorMatrix::bt601:
      break;
  }
  return AVCOL_SPC_SMPTE170M;
}

// swscale uses the same numbers for matrices as files do.
const int* sws_coefficients(ColorMatrix matrix) { return sws_getCoefficients(matrix_tag(matrix)); }

}  // namespace facetrack::media
