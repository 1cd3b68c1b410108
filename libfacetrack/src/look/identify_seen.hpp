// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "facetrack/library_facts.hpp"

namespace facetrack {

/// Pure. identify() with `only` for the persons of one video: one entry per person, whose
/// Identification::track is the position of the person.
std::vector<Identification> identify_seen(std::span<const SeenPerson> persons,
                                          const Gallery& people, std::string_view only);

}  // namespace facetrack
