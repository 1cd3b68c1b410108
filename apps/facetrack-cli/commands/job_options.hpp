// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include "facetrack/job.hpp"

#include "args.hpp"

namespace facetrack::cli {

/// Options of `track` and `faces`: how to analyse, cut and write.
void add_job_options(CommandSpec& spec);
/// Reads them all. Throws UsageError.
void read_job_options(const Values& values, JobOptions& options);

/// Their parts that `expressions` has too: how to analyse, and the sound of the clips.
void add_analysis_options(CommandSpec& spec);
void read_analysis(const Values& values, JobOptions& options);
void read_audio(const Values& values, ClipWriterOptions& clips);

/// --start, --end and where shots are looked for: also of `shots`.
void read_range(const Values& values, JobOptions& options);

}  // namespace facetrack::cli
