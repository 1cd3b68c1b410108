// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <stop_token>
#include <thread>

namespace facetrack::cli {

/// While the object lives, the first SIGINT or SIGTERM requests an orderly stop; a second one ends
/// the process at once. Only one object per process at a time.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  std::stop_token token() const noexcept { return source_.get_token(); }
  bool requested() const noexcept { return source_.stop_requested(); }

 private:
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace facetrack::cli
