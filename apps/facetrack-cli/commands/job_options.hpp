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

/// Makes sure that the models of such a job are here. Throws Error(missing_model).
void prepare_models(const JobOptions& options);

/// Their parts that other commands have too. The video and the range of it that is looked at:
void read_video(const Values& values, JobOptions& options);
/// How to analyse:
void add_analysis_options(CommandSpec& spec);
void read_analysis(const Values& values, JobOptions& options);
/// Where the results go, and what becomes of older ones:
void check_force_or_resume(const Values& values);
void read_folder(const Values& values, JobOptions& options);
/// What of the picture, with which sound, and how it is encoded:
void read_picture_and_sound(const Values& values, JobOptions& options);

}  // namespace facetrack::cli
