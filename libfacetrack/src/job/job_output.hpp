// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "facetrack/job.hpp"

#include "job/result_folder.hpp"

namespace facetrack::job {

/// The inputs of the clips of a job. Holds references, which must outlive it.
struct ClipJob {
  const JobVideo& video;
  const std::filesystem::path& folder;  ///< the final folder of the results
  const ClipFiles& files;
  const ClipWriterOptions& writer;
};

/// The writer's options for the stream that the analysis reads. Throws Error(invalid_argument) if
/// an option is out of range.
ClipWriterOptions writer_options(const ClipFiles& files, const MediaInfo& source);
ClipWriterOptions writer_options(const ClipWriterOptions& writer, const MediaInfo& source);

/// Writes the clips of these plans to below + "clips/"; `below` is "" or "person_01/". Keeps a
/// finished clip of an interrupted run if it still fits. Returns fewer results than plans if asked
/// to stop.
std::vector<WrittenClip> write_clips(const ClipJob& job, const Analysis& analysis,
                                     ResultFolder& results, const std::string& below,
                                     std::span<const ClipPlan> plans, const RunControl& control);

/// Writes the clips of one person, and pictures of the faces in them if the job wants any. Returns
/// false if asked to stop.
bool write_person(const ClipJob& job, const Analysis& analysis, ResultFolder& results,
                  const std::string& below, PersonResult& result, const RunControl& control);

/// Writes metadata and the other lists of one person into `folder`.
void write_lists(const ClipFiles& files, const Analysis& analysis, const PersonResult& result,
                 const std::filesystem::path& folder);

/// Writes overlay.mp4: the analysed part of the video with boxes, distances and cuts drawn in.
/// Returns false if asked to stop.
bool write_overlay(const ClipJob& job, const Analysis& analysis, const PersonResult& result,
                   const std::filesystem::path& folder, const RunControl& control);

}  // namespace facetrack::job
