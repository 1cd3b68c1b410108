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

/// The output of the program. Results go to stdout, everything else to stderr. A terminal shows one
/// progress line at the bottom; a log gets a line every few seconds. Any thread.
class Console {
 public:
  Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  void configure(Verbosity verbosity, LogFormat format);

  /// Prints a result to stdout, also if quiet. Throws Error(io) if stdout cannot take it.
  void result(std::string_view text);
  /// Prints a remark to stderr, unless quiet.
  void say(std::string_view text);
  void error(std::string_view text);
  /// The last text of error(); empty if there is none.
  const std::string& last_error() const noexcept { return last_error_; }
  /// A function for RunControl::on_progress.
  void progress(const Progress& progress);
  /// Shows the progress of several jobs: one line, and on a terminal further lines below it.
  void board(const std::string& line, std::span<const std::string> below);
  /// True if it is time for another board(), so that callers make no lines that are not shown.
  bool board_is_due();
  /// Removes the progress line.
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

/// Pure. "analyse  42 %  12.3x  ETA 0:31  3 found", cut to or filled with a bar to `width` columns.
/// `elapsed`: seconds since the stage began.
std::string progress_line(const Progress& progress, double elapsed, int width);

/// The text as the content of a JSON string. Bytes that are not UTF-8 become U+FFFD.
std::string json_escaped(std::string_view text);

/// The columns of the terminal; 80 if it does not say.
int terminal_width();
/// The lines of the terminal; 24 if it does not say.
int terminal_height();

}  // namespace facetrack::cli
