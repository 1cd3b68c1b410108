// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <span>
#include <vector>

#include "facetrack/track.hpp"

#include "convert.hpp"

namespace facetrack::python {

// Columns of the points of a track, one row per frame.
py::array_t<std::int64_t> frames_of(std::span<const TrackPoint> points);
py::array_t<float> boxes_of(std::span<const TrackPoint> points);
py::array_t<float> scores_of(std::span<const TrackPoint> points);
py::array_t<bool> detected_of(std::span<const TrackPoint> points);

/// References to the elements of a list that belongs to `owner`, which they keep alive.
template <class Element>
py::list references(const std::vector<Element>& elements, const py::handle& owner) {
  py::list list;
  for (const Element& element : elements) {
    list.append(py::cast(&element, py::return_value_policy::reference_internal, owner));
  }
  return list;
}

}  // namespace facetrack::python
