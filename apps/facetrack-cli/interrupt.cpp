// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "facetrack/error.hpp"

namespace facetrack::cli {
namespace {

// A signal handler must not take locks, so it only sends one byte to a thread, which requests the
// stop. -1: no thread is waiting.
volatile std::sig_atomic_t wake_pipe = -1;
int pipe_ends[2] = {-1, -1};

extern "C" void on_signal(int) {
  const int saved = errno;
  const char byte = 's';
  if (wake_pipe >= 0) {
    [[maybe_unused]] const auto sent = ::write(static_cast<int>(wake_pipe), &byte, 1);
  }
  errno = saved;
}

}  // namespace

Interrupt::Interrupt() {
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) {
    throw Error(ErrorCode::io, "no pipe can be created to watch for signals");
  }
  wake_pipe = pipe_ends[1];
  watcher_ = std::thread([this] {
    char byte = 0;
    ssize_t got = 0;
    do {
      got = ::read(pipe_ends[0], &byte, 1);
    } while (got < 0 && errno == EINTR);
    if (got == 1 && byte == 's') source_.request_stop();
  });
  struct sigaction action {};
  action.sa_handler = on_signal;
  // The handler runs once: a second signal meets the default action, which ends the process.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

Interrupt::~Interrupt() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
  wake_pipe = -1;
  ::close(pipe_ends[1]);  // ends the read of the watching thread; unlike a write, it cannot fail
  watcher_.join();
  ::close(pipe_ends[0]);
}

}  // namespace facetrack::cli
