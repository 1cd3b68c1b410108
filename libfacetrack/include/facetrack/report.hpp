// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/export.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/gallery.hpp"

namespace facetrack {

// The texts of docs/formats.md, and HTML pages. All functions are pure; any thread may call them. A
// page is one file with the pictures of `film`; it loads nothing but the clips that it plays.

/// One person in one video, as lists and pages show them.
struct PersonResult {
  std::string person{};  ///< the name of the target in `people`; the others there are excluded
  Gallery people{};
  std::vector<Identification> identifications{};
  std::vector<ClipPlan> plans{};
  std::vector<WrittenClip> clips{};  ///< one per plan, in order; fewer if the run was stopped
  std::string command{};             ///< the command that makes the result again, for the page
};

/// Totals, for metadata.json and for the end of a program.
struct TrackSummary {
  std::int64_t frames_with_target = 0;
  int clips = 0;
  double clip_seconds = 0;
  std::string why{};  ///< why there are no clips; empty if there are some
};
FACETRACK_EXPORT TrackSummary summarise(const Analysis& film, const PersonResult& result);

/// facetrack.metadata/1; metadata_flat_json() is a simpler list: `[{file_name, start_time,
/// end_time, frames: [{frame, time, box}]}]`.
FACETRACK_EXPORT std::string metadata_json(const Analysis& film, const PersonResult& result);
FACETRACK_EXPORT std::string metadata_flat_json(const Analysis& film, const PersonResult& result);
/// One line per frame of a clip: clip,file,frame,time,x,y,width,height,score,from.
FACETRACK_EXPORT std::string metadata_csv(const Analysis& film, const PersonResult& result);
/// The clips as parts of the source, for editing programs: CMX 3600 and OpenTimelineIO.
FACETRACK_EXPORT std::string clips_edl(const Analysis& film, const PersonResult& result);
FACETRACK_EXPORT std::string clips_otio(const Analysis& film, const PersonResult& result);
FACETRACK_EXPORT std::string track_page(const Analysis& film, const PersonResult& result);
/// The verdict as metadata.json spells it. match is "target"; an other_person with a name is
/// "reference_excluded".
FACETRACK_EXPORT std::string_view verdict_word(const Identification& id) noexcept;

/// facetrack.persons/1. `results`: one per person, in order.
FACETRACK_EXPORT std::string persons_json(const Analysis& film,
                                          std::span<const FoundPerson> persons,
                                          std::span<const PersonResult> results);
FACETRACK_EXPORT std::string faces_page(const Analysis& film, std::span<const FoundPerson> persons,
                                        std::span<const PersonResult> results);

/// Pure. A cadence in frames per second, rounded: "24 in 30", or "24 in 30, 3:2 pulldown". Without
/// a frame rate in numbers of frames: "4 in 5".
FACETRACK_EXPORT std::string cadence_text(const Cadence& cadence,
                                          const std::optional<Rational>& frame_rate);

/// The shots as facetrack.shots/1, as a table, as a CMX 3600 edit list (drop-frame at 29.97 and
/// 59.94), as OpenTimelineIO, as WebVTT chapters and as a page.
FACETRACK_EXPORT std::string shots_json(const Analysis& film);
FACETRACK_EXPORT std::string shots_csv(const Analysis& film);
FACETRACK_EXPORT std::string shots_edl(const Analysis& film);
FACETRACK_EXPORT std::string shots_otio(const Analysis& film);
FACETRACK_EXPORT std::string shots_vtt(const Analysis& film);
FACETRACK_EXPORT std::string shots_page(const Analysis& film, std::string_view command = {});

/// facetrack.tracks/1: an Analysis as text, and back. Not stored: `times`, `cadence`,
/// `largest_small_face`, and video_streams, bit_depth and hdr of `source`. Reading throws
/// Error(corrupt_input) naming the field that is wrong.
FACETRACK_EXPORT std::string tracks_json(const Analysis& film);
FACETRACK_EXPORT Analysis tracks_from_json(std::string_view text);
/// All tracks in the text format of MOT Challenge: frame,id,x,y,width,height,score,-1,-1,-1.
FACETRACK_EXPORT std::string tracks_mot(const Analysis& film);

/// facetrack.gallery/1: a Gallery as text, and back without loss. Reading throws
/// Error(corrupt_input) naming the field that is wrong.
FACETRACK_EXPORT std::string gallery_json(const Gallery& gallery);
FACETRACK_EXPORT Gallery gallery_from_json(std::string_view text);

/// A count in words: "1 clip", "2 clips".
FACETRACK_EXPORT std::string counted(std::int64_t count, std::string_view noun);
/// Why `film` has no tracks, in a sentence without a full stop. Requires: it has none.
FACETRACK_EXPORT std::string why_no_faces(const Analysis& film);
/// A page in the style of the others. `body` is HTML and is not escaped.
FACETRACK_EXPORT std::string html_page(std::string_view title, std::string_view body);

}  // namespace facetrack
