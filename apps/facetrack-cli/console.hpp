// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "facetrack/control.hpp"
#include "facetrack/log.hpp"

namespace facetrack::cli {

enum class Verbosity { quiet, normal, verbose };
enum class LogFormat { text, json };

/// What people see while the work goes on. Results go to stdout, everything else to stderr; on a
/// terminal one progress line is kept at the bottom, elsewhere it is a line every few seconds.
/// Any thread.
class Console {
 public:
  Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  void configure(Verbosity verbosity, LogFormat format);

  /// A result: to stdout, also when quiet. Throws Error(io) when stdout cannot take it.
  void result(std::string_view text);
  /// A remark: to stderr, unless quiet.
  void say(std::string_view text);
  void error(std::string_view text);
  /// What error() said last; empty: nothing.
  const std::string& last_error() const noexcept { return last_error_; }
  /// What RunControl::on_progress is for.
  void progress(const Progress& progress);
  /// The progress of several things at once: one line, and on a terminal more below it.
  void board(const std::string& line, std::span<const std::string> below);
  /// Whether it is time for another board(), so that nobody makes lines that nobody sees.
  bool board_is_due();
  /// Takes the progress line away.
  void end_progress();

  bool quiet() const noexcept { return verbosity_ == Verbosity::quiet; }

 private:
  using Clock = std::chrono::steady_clock;

  void message(LogLevel level, std::string_view text);
  void write(std::string_view level, std::string_view text);
  void erase_line();

  Verbosity verbosity_ = Verbosity::normal;
  LogFormat format_ = LogFormat::text;
  const bool terminal_;
  std::mutex mutex_;
  std::size_t lines_shown_ = 0;
  std::string last_error_;
  std::string stage_;
  double last_fraction_ = 0;
  Clock::time_point stage_begin_;
  Clock::time_point last_shown_;
};

/// "analyse  42 %  12.3x  ETA 0:31  3 found", cut or with a bar to fill `width` columns.
/// `elapsed`: seconds since the stage began. Pure.
std::string progress_line(const Progress& progress, double elapsed, int width);

/// The text as the inside of a JSON string. Bytes that are no UTF-8 become U+FFFD.
std::string json_escaped(std::string_view text);

/// Columns that a bar of `width` characters may use; 80 where the terminal does not say.
int terminal_width();
/// Its lines; 24 where the terminal does not say.
int terminal_height();

}  // namespace facetrack::cli
