// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <memory>
#include <string>

#include "facetrack/job.hpp"

namespace facetrack::job {

/// The analysis of the video: from tracks.json where that is asked for and fits (`reused` tells),
/// else made anew by workers of which `first` serves one. Such a one keeps pictures `for_page`.
std::unique_ptr<Analysis> analysis_of(const JobOptions& options, std::unique_ptr<Decoder> first,
                                      bool for_page, const RunControl& control, bool& reused);

/// Writes output/tracks.json unless the analysis is unfinished or comes from there.
void store_tracks(const JobOptions& options, const Analysis& analysis, bool reused);

/// The embedder that the options ask for.
std::unique_ptr<Embedder> embedder_of(const JobOptions& options);

/// The video, opened for one of several workers: they read different parts of it, and threads
/// inside their decoders would only get in the way.
std::unique_ptr<Decoder> open_for_worker(const JobOptions& options);

/// Analyses frames start..end of the video; keeps the pictures that track_pictures() shows where
/// they are wanted `for_page`.
Analysis analyze_video(const JobOptions& options, std::unique_ptr<Decoder> first, bool with_faces,
                       bool for_page, const RunControl& control);

/// The faces on the photos of who is looked for and who is not. A useless photo in a folder is left
/// out with a remark. Throws Error(unsupported) when none is usable.
std::vector<Reference> references_of(const TrackOptions& options, Embedder& embedder);

}  // namespace facetrack::job
