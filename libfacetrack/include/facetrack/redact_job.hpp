// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/job.hpp"
#include "facetrack/redact.hpp"

namespace facetrack {

/// A copy of a film in which faces are hidden: everybody, everybody but one person (`keep`) or one
/// person alone (`only`). Frames, times, size and rotation stay; sound, subtitles and chapters are
/// copied unchanged. The video becomes H.264.
struct RedactJob {
  JobVideo video{};                           ///< without start and end: a film is redacted whole
  std::filesystem::path output{};             ///< ends with .mp4, .mov or .mkv
  std::vector<std::filesystem::path> keep{};  ///< photos of one person, or folders of them
  std::vector<std::filesystem::path> only{};  ///< the same; not together with `keep`
  std::optional<float> match{};               ///< a distance; replaces MatchLimits::mean_face
  /// A facetrack.redact/1 file to use instead of an analysis; not together with keep or only.
  std::filesystem::path boxes{};
  HideMode mode = HideMode::blur;
  std::optional<float> margin{};  ///< absent: that of `boxes`, otherwise that of RedactRules
  int crf = 18;                   ///< quality: lower is better and larger
  std::string preset = "veryfast";
  int threads = 0;         ///< of the encoder; 0: one per logical core
  bool metadata = true;    ///< keeps titles, places and other texts of the source
  bool overwrite = false;  ///< replaces an existing result
  bool report = false;     ///< also writes OUT.redact.html
  /// Searches every frame, beside the detector of the tracks. It may be generous: whatever it finds
  /// is hidden unless it belongs to a shown track.
  std::function<std::unique_ptr<Detector>()> searcher = [] {
    return make_detector("auto", {.min_score = lowest_score});
  };
  /// Searches the written film. Another detector than the searcher finds what that one missed.
  std::function<std::unique_ptr<Detector>()> checker = [] { return make_checker("auto"); };

  /// The score from which on a searcher should report faces.
  static constexpr float lowest_score = 0.5F;
  /// A detector for the written film: if there are two, another one than `searcher`.
  FACETRACK_EXPORT static std::unique_ptr<Detector> make_checker(std::string_view searcher);
};

struct RedactOutcome {
  Redaction redaction{};
  int rounds = 0;          ///< how often the film was written
  bool cancelled = false;  ///< stopped early: nothing was written
  /// True if the check of the written film found no open face.
  bool is_safe() const noexcept { return redaction.open.empty(); }
};

/// Searches every frame of the film, writes the copy, decodes it and searches it again at another
/// scale. Faces found there are hidden in another round; those that remain are in
/// RedactOutcome::redaction.open. The copy, OUT.redact.json and the page get their names when they
/// are complete and checked. Throws OutputError and Error: not_found, unsupported, corrupt_input,
/// missing_model, io, invalid_argument.
FACETRACK_EXPORT RedactOutcome run_redact(const RedactJob& job, const RunControl& control = {});

/// The files beside OUT.mp4: OUT.redact.json and OUT.redact.html.
FACETRACK_EXPORT std::filesystem::path redact_record(const std::filesystem::path& output);
FACETRACK_EXPORT std::filesystem::path redact_report(const std::filesystem::path& output);

}  // namespace facetrack
