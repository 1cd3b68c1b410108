// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/log.hpp"

#include <cstdio>
#include <mutex>
#include <utility>

namespace facetrack {
namespace {

std::mutex mutex;

void warn_on_stderr(LogLevel level, std::string_view message) {
  if (level != LogLevel::warning) return;
  std::fprintf(stderr, "facetrack: %.*s\n", static_cast<int>(message.size()), message.data());
}

LogSink& sink() {
  static LogSink current = warn_on_stderr;
  return current;
}

}  // namespace

void set_log_sink(LogSink new_sink) {
  const std::lock_guard lock(mutex);
  sink() = std::move(new_sink);
}

void log(LogLevel level, std::string_view message) {
  const std::lock_guard lock(mutex);
  if (sink()) sink()(level, message);
}

}  // namespace facetrack
