// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <string_view>

#include "facetrack/export.hpp"

namespace facetrack {

enum class LogLevel { debug, info, warning };

/// Receives one message without a line end. May be called from any thread, never from two at once.
/// It may call set_log_sink(); messages that it causes itself are dropped. What it throws leaves
/// the call that the message came from.
using LogSink = std::function<void(LogLevel, std::string_view)>;

/// Replaces where messages of the library go, for the whole process. The default writes warnings
/// to stderr; an empty sink silences the library. Safe to call from any thread; waits until no
/// other thread is in the old sink. Failures are never logged instead of thrown: a log line is a
/// remark, not an error.
FACETRACK_EXPORT void set_log_sink(LogSink sink);

/// FFmpeg and OpenCV print remarks of their own on stderr. This stops them for the whole process:
/// for programs, which own their stderr; the library never calls it.
FACETRACK_EXPORT void silence_backends();

/// Sends a message to the sink.
FACETRACK_EXPORT void log(LogLevel level, std::string_view message);

}  // namespace facetrack
