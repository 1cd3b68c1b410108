// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/clip.hpp"
#include "facetrack/export.hpp"
#include "facetrack/file.hpp"
#include "facetrack/identify.hpp"
#include "facetrack/analysis.hpp"

namespace facetrack {

/// A finished `track` run: what metadata.json, metadata.csv and report.html are made of.
struct TrackResult {
  const Analysis* analysis = nullptr;  ///< must outlive the result
  std::vector<Reference> references;
  float threshold = 0;
  std::vector<ClipPlan> plans;
  std::vector<WrittenClip> clips;  ///< one per plan
  std::vector<Identification> identifications;
  std::string settings;  ///< the command line that made it
};

/// The verdict as metadata.json spells it: "other_person", ...
FACETRACK_EXPORT std::string_view verdict_word(Verdict verdict);

/// What metadata.json and the command line tell at the end.
struct TrackSummary {
  std::int64_t frames_with_target = 0;
  int clips = 0;
  double clip_seconds = 0;
  std::string why;  ///< why there are no clips; empty when there are some
};
FACETRACK_EXPORT TrackSummary summarise(const TrackResult& result);

/// facetrack.metadata/1 (docs/formats.md, data/schema/metadata.schema.json).
FACETRACK_EXPORT std::string metadata_json(const TrackResult& result);
/// `[{file_name, start_time, end_time, frames: [{frame, time, box}]}]`, for simple readers.
FACETRACK_EXPORT std::string metadata_flat_json(const TrackResult& result);
/// One line per clip frame: clip,file,frame,time,x,y,width,height,score,from.
FACETRACK_EXPORT std::string metadata_csv(const TrackResult& result);
/// The clips as stretches of the source, for editing programs.
FACETRACK_EXPORT std::string clips_edl(const TrackResult& result);
FACETRACK_EXPORT std::string clips_otio(const TrackResult& result);

/// facetrack.shots/1, and the same as a table, as CMX 3600 edit list (drop-frame at 29.97 and
/// 59.94), as OpenTimelineIO, and as WebVTT chapters.
FACETRACK_EXPORT std::string shots_json(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_csv(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_edl(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_otio(const Analysis& analysis);
FACETRACK_EXPORT std::string shots_vtt(const Analysis& analysis);

/// facetrack.tracks/1: an Analysis as text and back, without loss but of `times`, which differ
/// from run to run. Reading throws Error(corrupt_input) naming the field that is wrong.
FACETRACK_EXPORT std::string tracks_json(const Analysis& analysis);
FACETRACK_EXPORT Analysis tracks_from_json(std::string_view text);
/// All tracks in the text format of MOT Challenge: frame,id,x,y,width,height,score,-1,-1,-1.
FACETRACK_EXPORT std::string tracks_mot(const Analysis& analysis);

/// "1 clip", "2 clips": how messages and pages count.
FACETRACK_EXPORT std::string counted(std::int64_t count, std::string_view noun);

/// A page in the style of the others, one file that asks for nothing else; `body` is HTML.
FACETRACK_EXPORT std::string html_page(std::string_view title, std::string_view body);

/// Why `analysis`, which has no track, has none. One sentence without a full stop.
FACETRACK_EXPORT std::string why_no_faces(const Analysis& analysis);

}  // namespace facetrack
