// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "core/workers.hpp"

#include <string>
#include <system_error>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack {

Workers::~Workers() {
  stop_.request_stop();
  threads_.clear();  // joins
}

void Workers::start(Work work) {
  try {
    threads_.emplace_back([this, work = std::move(work)] { run(work); });
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::backend, std::string("a thread cannot be started: ") + error.what());
  }
}

void Workers::run(const Work& work) noexcept {
  try {
    work(stop_.get_token());
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
    stop_.request_stop();
  }
}

void Workers::finish() {
  threads_.clear();
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

}  // namespace facetrack
