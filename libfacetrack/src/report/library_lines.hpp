// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <string>

#include "facetrack/library_export.hpp"

#include "report/json_text.hpp"

namespace facetrack::report {

// The contents of a library as JSON, and the texts of an export (docs/formats.md). Pure. Lines end
// with a newline.

std::string person_line(const LibraryPerson& person);
/// `presence`: the number of the line, from 0.
std::string presence_line(std::size_t presence, const LibraryPerson& person,
                          const LibraryVideo& video, float commonness);
/// The times of an appearance and its best picture.
Json appearance_json(const Appearance& one);
std::string appearance_line(const Appearance& one, std::size_t presence, const LibraryVideo& video);
std::string face_line(std::size_t face, const FaceSample& sample, const Appearance& one,
                      std::size_t presence);
/// facetrack.export/1
std::string export_json(const ExportedLibrary& counts, const std::string& model,
                        const MatchLimits& limits);

}  // namespace facetrack::report
