// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/curate_looks.hpp"
#include "facetrack/export.hpp"

namespace facetrack {

/// A measure of a stretch, by the name that gates and files use.
struct MeasureInfo {
  std::string_view name;     ///< "yaw"
  std::string_view unit;     ///< "degrees"; empty for a count or a ratio
  std::string_view meaning;  ///< one sentence
};
FACETRACK_EXPORT std::span<const MeasureInfo> curate_measures() noexcept;

/// A limit for one measure. A stretch that lacks the measure does not pass.
struct Gate {
  std::string measure;
  std::optional<double> least{};
  std::optional<double> most{};
};

/// The mouth is covered for at most 0.2 s without a break, because a single look may be wrong.
FACETRACK_EXPORT Gate mouth_visible();
/// The eyes are covered or closed for at most 0.5 s without a break: a blink takes 0.1 to 0.4 s.
FACETRACK_EXPORT Gate eyes_visible();
/// Text, a logo or the controls of a player lie over the picture for at most 0.35 s without a
/// break, because a single answer may be wrong.
FACETRACK_EXPORT Gate no_overlay_text();

struct CurateOptions {
  MediaTime min_length{3, {1, 1}};   ///< shorter stretches are rejected
  MediaTime max_length{10, {1, 1}};  ///< longer ones are divided at still and quiet moments
  /// No other face on any frame: frames with another face are rejected, and a stretch ends there.
  /// FilmLooks::strangers count, too.
  bool single_face = false;
  std::vector<Gate> gates{};  ///< in the order in which they decide
};

/// "talking-head" (our own), "latentsync", "talkvid", "omniavatar" or "expressions". docs/curate.md
/// compares each with what is published. Throws Error(not_found) for other names.
FACETRACK_EXPORT CurateOptions curate_preset(std::string_view name);
FACETRACK_EXPORT std::span<const std::string_view> curate_presets() noexcept;

/// Consecutive frames of one track in one shot, kept or rejected as a whole.
struct Stretch {
  int track = 0;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  TimeRange range{};  ///< from the first frame shown
  Region picture{};   ///< the part of the frame that is picture all the time, without black bars
  std::map<std::string, double> measures{};
  /// Why it is rejected: the measure whose gate it fails, "too_short", "other_face", "transition"
  /// (mixed frames) or, set by jobs, "other_person" or "duplicate". Empty: it is kept.
  std::string reason{};
  std::optional<double> limit{};  ///< of the gate; absent: the stretch lacks the measure
};

/// Pure. Divides every track into stretches and decides about each. Every frame of every track is
/// in exactly one stretch. The looks may be in any order, except those at the sound. By track, then
/// frame. Throws Error(invalid_argument) for a gate with an unknown measure, without a limit or
/// with a limit that is not a number, and for lengths that exclude each other.
FACETRACK_EXPORT std::vector<Stretch> curate(const Analysis& film, const FilmLooks& looks,
                                             const CurateOptions& options);

/// Pure. Decides again with other gates; the stretches stay as they are.
FACETRACK_EXPORT void decide(std::span<Stretch> stretches, std::span<const Gate> gates);

/// Pure. The gates that the stretch fails, in order, whatever its reason is.
FACETRACK_EXPORT std::vector<Gate> failed_gates(const Stretch& stretch,
                                                std::span<const Gate> gates);

}  // namespace facetrack
