// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "facetrack/error.hpp"

namespace facetrack::cli {
namespace {

// Short enough to show that the program works, long enough to cost nothing.
constexpr std::chrono::milliseconds terminal_interval{100};
// In a log file, a line every few seconds shows that the work continues.
constexpr std::chrono::seconds line_interval{5};

std::string clock_text(double seconds) {
  const long long whole = std::llround(std::clamp(seconds, 0.0, 359999.0));
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  }
  return text;
}

/// Length of the UTF-8 sequence at the front of `text`; 0 if it is not valid.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies above U+10FFFF.
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

}  // namespace

std::string json_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
      continue;
    }
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

int terminal_height() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) return size.ws_row;
  return 24;
}

std::string progress_line(const Progress& progress, double elapsed, int width) {
  const double fraction = std::clamp(progress.fraction, 0.0, 1.0);
  char numbers[96];
  int used = std::snprintf(numbers, sizeof numbers, "%3d %%", static_cast<int>(fraction * 100));
  std::string right(numbers, static_cast<std::size_t>(used));
  if (elapsed > 0 && progress.media_seconds > 0) {
    used = std::snprintf(numbers, sizeof numbers, "  %.1fx", progress.media_seconds / elapsed);
    right.append(numbers, static_cast<std::size_t>(used));
  }
  // An estimate from less than a hundredth of the work would jump.
  if (fraction >= 0.01 && elapsed > 0) {
    right += "  ETA " + clock_text(elapsed * (1 - fraction) / fraction);
  }
  if (progress.found > 0) right += "  " + std::to_string(progress.found) + " found";

  const std::string left(progress.stage);
  const int room = width - static_cast<int>(left.size() + right.size()) - 6;
  std::string line = left + "  ";
  constexpr int shortest_bar = 8;
  constexpr int longest_bar = 40;
  if (room >= shortest_bar) {
    const int bar = std::min(room, longest_bar);
    const int done = static_cast<int>(std::lround(fraction * bar));
    line += '[' + std::string(static_cast<std::size_t>(done), '=') +
            std::string(static_cast<std::size_t>(bar - done), ' ') + "]  ";
  }
  line += right;
  if (width > 0 && line.size() > static_cast<std::size_t>(width)) {
    line.resize(static_cast<std::size_t>(width));
  }
  return line;
}

Console::Console() : terminal_(::isatty(STDERR_FILENO) == 1) {
  silence_backends();  // our errors contain their messages, or a user has no use for them
  set_log_sink([this](LogLevel level, std::string_view text) { message(level, text); });
}

Console::~Console() {
  set_log_sink({});
  end_progress();
}

void Console::configure(Verbosity verbosity, LogFormat format) {
  const std::lock_guard lock(mutex_);
  verbosity_ = verbosity;
  format_ = format;
}

void Console::result(std::string_view text) {
  end_progress();
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  if (written != text.size() || std::fflush(stdout) != 0) {
    throw Error(ErrorCode::io, "standard output: cannot be written to");
  }
}

void Console::message(LogLevel level, std::string_view text) {
  if (level == LogLevel::debug && verbosity_ != Verbosity::verbose) return;
  if (level == LogLevel::info && quiet()) return;
  const std::lock_guard lock(mutex_);
  write(level == LogLevel::debug ? "debug" : level == LogLevel::info ? "info" : "warning", text);
}

void Console::say(std::string_view text) { message(LogLevel::info, text); }

void Console::error(std::string_view text) {
  const std::lock_guard lock(mutex_);
  last_error_ = text;
  write("error", text);
}

void Console::write(std::string_view level, std::string_view text) {
  erase_line();
  std::string line;
  if (format_ == LogFormat::json) {
    line =
        "{\"level\":\"" + std::string(level) + "\",\"message\":\"" + json_escaped(text) + "\"}\n";
  } else {
    const bool remark = level == "info" || level == "debug";
    line = (remark ? "" : std::string(level) + ": ") + std::string(text) + "\n";
  }
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Console::progress(const Progress& progress) {
  if (quiet()) return;
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  // A stage that starts over (the clips of the next person) gets a new start time.
  const bool new_stage = stage_ != progress.stage || progress.fraction < last_fraction_ - 0.05;
  last_fraction_ = progress.fraction;
  if (new_stage) {
    stage_ = progress.stage;
    stage_begin_ = now;
    last_shown_ = now;
    if (!terminal_) return;
  }
  const auto interval = terminal_ ? Clock::duration(terminal_interval) : line_interval;
  if (!new_stage && now - last_shown_ < interval) return;
  last_shown_ = now;
  const double elapsed = std::chrono::duration<double>(now - stage_begin_).count();
  if (format_ == LogFormat::json) {
    char numbers[128];
    std::snprintf(numbers, sizeof numbers,
                  "\"fraction\":%.4f,\"media_seconds\":%.3f,\"elapsed\":%.3f,\"found\":%d",
                  progress.fraction, progress.media_seconds, elapsed, progress.found);
    const std::string line = "{\"level\":\"progress\",\"stage\":\"" + json_escaped(progress.stage) +
                             "\"," + numbers + "}\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    return;
  }
  if (!terminal_) {
    const std::string line = progress_line(progress, elapsed, 0) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    return;
  }
  // Read each time, so that a resized window is right at once. The last column stays empty, because
  // some terminals would wrap there.
  const std::string line = "\r\x1b[K" + progress_line(progress, elapsed, terminal_width() - 1);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  lines_shown_ = 1;
}

bool Console::board_is_due() {
  const std::lock_guard lock(mutex_);
  // A log does not need a line at the very beginning.
  if (last_shown_ == Clock::time_point{} && !terminal_) last_shown_ = Clock::now();
  const auto interval = terminal_ ? Clock::duration(terminal_interval) : line_interval;
  return !quiet() && Clock::now() - last_shown_ >= interval;
}

void Console::board(const std::string& line, std::span<const std::string> below) {
  if (quiet()) return;
  const std::lock_guard lock(mutex_);
  last_shown_ = Clock::now();
  if (format_ == LogFormat::json) {
    write("progress", line);
    return;
  }
  if (!terminal_) {
    std::fputs((line + "\n").c_str(), stderr);
    return;
  }
  erase_line();
  std::string text = line;
  // Limited to the screen: lines that scrolled away could not be erased.
  const std::size_t room = static_cast<std::size_t>(std::max(terminal_height() - 2, 0));
  const std::size_t count = std::min(below.size(), room);
  for (const std::string& more : below.first(count)) text += "\n" + more;
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  lines_shown_ = 1 + count;
}

void Console::erase_line() {
  if (lines_shown_ == 0) return;
  // Moves to the first of the lines and clears everything below it.
  std::string text = "\r";
  if (lines_shown_ > 1) text += "\x1b[" + std::to_string(lines_shown_ - 1) + "A";
  text += lines_shown_ > 1 ? "\x1b[J" : "\x1b[K";
  std::fputs(text.c_str(), stderr);
  lines_shown_ = 0;
}

void Console::end_progress() {
  const std::lock_guard lock(mutex_);
  erase_line();
  std::fflush(stderr);
}

}  // namespace facetrack::cli
