// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/log.hpp"

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

namespace facetrack {
namespace {

std::mutex mutex;                 // guards the pointer to the sink; held for a moment only
std::recursive_mutex call_mutex;  // held while a sink is called; recursive because a sink may log

void warn_on_stderr(LogLevel level, std::string_view message) {
  if (level != LogLevel::warning) return;
  std::fprintf(stderr, "facetrack: %.*s\n", static_cast<int>(message.size()), message.data());
}

std::shared_ptr<const LogSink>& sink() {
  static std::shared_ptr<const LogSink> current = std::make_shared<const LogSink>(warn_on_stderr);
  return current;
}

}  // namespace

void set_log_sink(LogSink new_sink) {
  auto next = std::make_shared<const LogSink>(std::move(new_sink));
  // Waits for a call on another thread to end, because the caller may destroy what the old sink
  // uses.
  const std::lock_guard call_lock(call_mutex);
  const std::lock_guard lock(mutex);
  sink().swap(next);
}

void log(LogLevel level, std::string_view message) {
  thread_local bool inside = false;
  if (inside) return;
  const std::lock_guard call_lock(call_mutex);
  const std::shared_ptr<const LogSink> current = [] {
    const std::lock_guard lock(mutex);
    return sink();
  }();
  if (!*current) return;
  struct Inside {
    Inside() { inside = true; }
    ~Inside() { inside = false; }
  } const mark;
  (*current)(level, message);
}

}  // namespace facetrack
