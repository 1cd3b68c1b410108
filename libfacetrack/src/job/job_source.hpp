// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <string>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// Says which of several video streams is looked at, and what clips cannot keep of the source.
void tell_about_source(const JobOptions& options, const MediaInfo& source, bool writes_clips);

/// The analysis that the options want to take over: that of options.tracks, or tracks.json of
/// `folder` if it is to be reused or resumed. Null: none is wanted, or there is none. A stored
/// embedder replaces "auto" in `options`. Throws OutputError naming the setting that does not fit,
/// Error(unsupported) for the tracks of another video.
std::unique_ptr<Analysis> stored_analysis(JobOptions& options, const ResultFolder& folder,
                                          const RunControl& control);

/// Runs a new analysis with its settings filled in; one of its workers uses the decoder `first`. It
/// keeps portraits and stills if `for_page` is set.
std::unique_ptr<Analysis> new_analysis(const JobOptions& options, std::unique_ptr<Decoder> first,
                                       bool for_page, const RunControl& control);

/// Writes tracks.json, or keeps the one it was `reused` from, if the options want one and the
/// analysis is whole.
void store_tracks(const JobOptions& options, const Analysis& analysis, bool reused,
                  ResultFolder& folder);

/// The embedder that the options ask for.
std::unique_ptr<Embedder> embedder_of(const JobOptions& options);

/// The video, opened for one of several workers: they read different parts of it, and threads
/// inside their decoders would only get in the way.
std::unique_ptr<Decoder> open_for_worker(const JobOptions& options);

/// Analyses frames start..end of the video; keeps the pictures that track_pictures() shows where
/// they are wanted `for_page`.
Analysis analyze_video(const JobOptions& options, std::unique_ptr<Decoder> first, bool with_faces,
                       bool for_page, const RunControl& control);

/// The pictures that `names` stand for; the pictures of a folder in the order of their names.
/// Throws Error(not_found) for a folder without any.
std::vector<std::filesystem::path> pictures_of(const std::vector<std::filesystem::path>& names);

/// The faces on the photos of who is looked for and who is not. A useless photo in a folder is left
/// out with a remark. Throws Error(unsupported) when none is usable.
std::vector<Reference> references_of(const TrackOptions& options, Embedder& embedder);

}  // namespace facetrack::job
