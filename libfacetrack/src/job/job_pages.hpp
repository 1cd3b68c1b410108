// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/expression_job.hpp"

#include "report/page.hpp"

namespace facetrack::job {

// The pictures of a report are put together here: those that the analysis kept, and from the video
// what it did not. src/report makes the page of them.

report::PagePictures track_pictures(const JobOptions& options, const TrackResult& result,
                                    const RunControl& control);
void write_faces_page(const JobOptions& options, const FacesOutcome& outcome,
                      const std::filesystem::path& folder, const RunControl& control);
void write_expressions_page(const ExpressionOptions& options, const ExpressionOutcome& outcome,
                            const std::filesystem::path& folder, const RunControl& control);

}  // namespace facetrack::job
