// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <string_view>

#include "facetrack/export.hpp"

namespace facetrack {

enum class LogLevel { debug, info, warning };

/// Receives one message without a line end. May be called from any thread, never from two at once.
/// It may call set_log_sink(); messages that it causes itself are dropped. Its exceptions pass
/// through to the caller of the function that sent the message.
using LogSink = std::function<void(LogLevel, std::string_view)>;

/// Sets the sink for the messages of the library, for the whole process. The default sink writes
/// warnings to stderr; an empty sink silences the library. Any thread may call it; it waits until
/// no other thread is in the old sink. A failure is always thrown; it is never only logged.
FACETRACK_EXPORT void set_log_sink(LogSink sink);

/// Stops FFmpeg and OpenCV from printing their own messages on stderr, for the whole process. For
/// programs; the library never calls it.
FACETRACK_EXPORT void silence_backends();

/// Sends a message to the sink.
FACETRACK_EXPORT void log(LogLevel level, std::string_view message);

}  // namespace facetrack
