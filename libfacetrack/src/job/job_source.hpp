// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// A decoder of the video, created by the stages of the job.
std::unique_ptr<Decoder> open_video(const JobVideo& video);

/// Logs which of several video streams is used, and what clips cannot keep of the source.
void report_source(const JobVideo& video, const MediaInfo& source, bool writes_clips,
                   const ClipWriterOptions& writer);

/// The stored analysis that the job uses: that of video.tracks, or tracks.json of `folder` if it is
/// to be reused or resumed. Empty if the job wants none or there is none. Throws OutputError naming
/// the setting that does not fit, Error(unsupported) for the tracks of another video.
std::optional<Analysis> stored_analysis(const JobVideo& video, const JobOutput& output,
                                        const ResultFolder& folder, const RunControl& control);

/// Runs a new analysis and records its settings. One of its workers uses the decoder `first`.
Analysis new_analysis(const JobVideo& video, std::unique_ptr<Decoder> first, bool pictures,
                      const RunControl& control);

/// Writes tracks.json if the job wants it and the analysis is complete. Keeps the existing file if
/// the analysis was `reused` from it.
void store_tracks(const JobVideo& video, const JobOutput& output, const Analysis& analysis,
                  bool reused, ResultFolder& folder);

/// The embedder of the stages. If the choice is free, the embedder of the `stored` analysis (may be
/// null). Throws OutputError if the two do not fit.
std::unique_ptr<Embedder> embedder_for(const JobVideo& video, const Analysis* stored);

/// A detector for photos. Throws Error(invalid_argument) if the stages have none.
std::unique_ptr<Detector> photo_detector(const JobVideo& video);

/// Decodes these frames of the video; opens it only if there are any. Returns false if asked to
/// stop.
bool visit_video(const JobVideo& video, const std::set<std::int64_t>& frames,
                 const RunControl& control, const std::function<void(const Frame&)>& take);

/// Decodes the pictures that a page needs and the analysis lacks. Returns false if asked to stop.
bool complete_pictures(const JobVideo& video, Analysis& analysis, const RunControl& control);

/// The limits of the embedder. `match` replaces the limit of mean faces and moves the limit of
/// doubt by the same amount.
MatchLimits limits_of(const Embedder& embedder, const std::optional<float>& match);

}  // namespace facetrack::job
