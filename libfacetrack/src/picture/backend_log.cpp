// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <opencv2/core/utils/logger.hpp>

#include "facetrack/log.hpp"

extern "C" {
#include <libavutil/log.h>
}

namespace facetrack {

void silence_backends() {
  av_log_set_level(AV_LOG_QUIET);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
}

}  // namespace facetrack
