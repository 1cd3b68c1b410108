// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "facetrack/gallery.hpp"

#include "identify/person_group.hpp"

namespace facetrack {

/// Pure. identify() with `only`, for tracks that are grouped already, as group_by_likeness() groups
/// them: one entry per group, whose Identification::track is the position of the group. Of the
/// tracks only the frames are read, and of the groups only the mean face. The verdict is match,
/// other_person or uncertain. Throws what identify() throws.
std::vector<Identification> identify_groups(std::span<const PersonGroup> groups,
                                            std::span<const FaceTrack> tracks,
                                            const Gallery& people, std::string_view only);

}  // namespace facetrack
