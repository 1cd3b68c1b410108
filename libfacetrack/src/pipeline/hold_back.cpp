// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/hold_back.hpp"

#include <algorithm>
#include <utility>

namespace facetrack {

HoldBack::HoldBack(ShotDetector* shots, std::int64_t first_frame)
    : shots_(shots),
      passed_(first_frame - 1),
      delay_(shots == nullptr ? 0 : static_cast<std::size_t>(std::max(shots->max_delay(), 0))) {}

std::vector<Transition> HoldBack::judge(const Frame& picture) {
  if (shots_ == nullptr) return {};
  std::vector<Transition> found = shots_->push(picture);
  note(found);
  return found;
}

std::optional<JudgedFrame> HoldBack::next() {
  if (held_.size() <= delay_) return std::nullopt;
  JudgedFrame judged{std::move(held_.front()), false, false};
  held_.pop_front();
  const std::int64_t index = judged.frame.time().index;
  judged.after_gap = index != passed_ + 1;
  passed_ = index;
  for (; !next_shots_.empty() && next_shots_.front() <= passed_; next_shots_.pop_front()) {
    judged.begins_shot = true;
  }
  return judged;
}

std::vector<Transition> HoldBack::finish() {
  delay_ = 0;
  if (shots_ == nullptr) return {};
  std::vector<Transition> found = shots_->flush();
  note(found);
  return found;
}

/// A gradual transition may be reported after its frames were passed on. merge.hpp splits the
/// tracks there later.
void HoldBack::note(const std::vector<Transition>& found) {
  for (const Transition& transition : found) {
    if (transition.next_shot > passed_) next_shots_.push_back(transition.next_shot);
  }
}

}  // namespace facetrack
