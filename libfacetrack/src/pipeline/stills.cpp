// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "pipeline/stills.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/longest.hpp"
#include "picture/thumbnail.hpp"

namespace facetrack {
namespace {

constexpr std::int64_t settled = 12;  // frames after the beginning of a shot
/// Seconds between further stills. The beginning of a shot after a gradual transition is not known
/// in time; with these, long shots have a still all the same.
constexpr MediaTime apart{2, {1, 1}};

Stills::const_iterator nearest_in(const Shot& shot, const Stills& stills) {
  const auto off = [wanted = still_frame(shot)](const Stills::value_type& still) {
    return std::abs(still.first - wanted);
  };
  const auto begin = stills.lower_bound(shot.first_frame);
  const auto end = stills.upper_bound(shot.last_frame);
  const auto best =
      std::min_element(begin, end, [&](const auto& a, const auto& b) { return off(a) < off(b); });
  return best == end ? stills.end() : best;
}

}  // namespace

void StillCollector::consider(const Frame& frame, bool begins_shot) {
  if (begins_shot) {
    keep();
    into_ = 0;
  }
  if (into_ <= settled ? into_ % (settled / 2) == 0 : frame.time().pts >= due_) candidate_ = frame;
  if (into_ >= settled) keep();
  ++into_;
}

void StillCollector::keep() {
  if (!candidate_) return;
  kept_.emplace(candidate_->time().index, media::still_thumbnail(*candidate_));
  due_ = candidate_->time().pts + apart;
  candidate_.reset();
}

Stills StillCollector::finish() {
  keep();
  return std::exchange(kept_, {});
}

std::int64_t still_frame(const Shot& shot) {
  return shot.first_frame + std::min((shot.last_frame - shot.first_frame) / 2, settled);
}

Stills stills_of(const std::vector<Shot>& shots, Stills stills) {
  Stills chosen;
  for (const Shot* shot :
       longest(shots, most_stills, [](const Shot& s) { return s.last_frame - s.first_frame; })) {
    const auto still = nearest_in(*shot, stills);
    if (still != stills.end()) chosen.insert(stills.extract(still));
  }
  return chosen;
}

const std::string* still_of(const Shot& shot, const Stills& stills) {
  const auto still = nearest_in(shot, stills);
  return still == stills.end() ? nullptr : &still->second;
}

std::int64_t usable_frame(const Analysis& film, const Shot& shot, std::int64_t wanted) {
  std::int64_t before = wanted;
  std::int64_t after = wanted;
  const auto& damaged = film.damaged;
  for (auto range = damaged.begin(); range != damaged.end(); ++range) {
    if (range->first_frame <= after && after <= range->last_frame) after = range->last_frame + 1;
  }
  for (auto range = damaged.rbegin(); range != damaged.rend(); ++range) {
    if (range->first_frame <= before && before <= range->last_frame) {
      before = range->first_frame - 1;
    }
  }
  const bool has_before = before >= shot.first_frame;
  const bool has_after = after <= shot.last_frame;
  if (has_before && (!has_after || wanted - before <= after - wanted)) return before;
  return has_after ? after : wanted;
}

}  // namespace facetrack
