// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include "facetrack/redact.hpp"

#include "redact/chains.hpp"

namespace facetrack::redact {

struct Decision {
  bool hide = true;
  AreaReason why = AreaReason::unknown;
  bool operator==(const Decision&) const = default;
};

/// Pure. One decision per chain. Only chains of tracks can be shown.
std::vector<Decision> decide(const std::vector<Chain>& chains, std::span<const Identification> who,
                             RedactRules::Whom whom);

/// Pure. The frames of the shown chain on which the face may be that of a hidden one: there a
/// hidden face is or may be in its place, or the face looks more like that of a hidden chain. A
/// face that has been compared and looks like itself stays shown. `hidden`: the covered boxes of
/// each chain; empty for a shown chain. Ascending.
std::vector<std::int64_t> doubtful_frames(const Chain& shown, const std::vector<Chain>& chains,
                                          const std::vector<std::vector<AreaBox>>& hidden,
                                          const Analysis& film, std::span<const Sighting> faces);

}  // namespace facetrack::redact
