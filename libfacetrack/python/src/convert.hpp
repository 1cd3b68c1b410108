// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <pybind11/numpy.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/frame.hpp"

#include "bind.hpp"

namespace facetrack::python {

/// Looks up the types that the functions below use, once: every frame has a time. Call it while the
/// module is imported.
void load_types();

/// A Python object that C++ holds, copies and drops on any thread: dropping takes the GIL.
using Kept = std::shared_ptr<py::object>;
Kept keep(py::object object);

/// An exact fractions.Fraction of seconds.
py::object fraction(const MediaTime& time);
py::object fraction(const Rational& number);
/// Seconds as int, float or Fraction, a timedelta, or text as parse_time() reads it. A float is
/// rounded to microseconds.
MediaTime time_from(const py::handle& value);
std::optional<MediaTime> optional_time_from(const py::handle& value);

/// The pixels of `view` as an array without a copy; `owner` keeps them alive. `writeable`: they
/// belong to this array alone.
py::array shared_pixels(const ImageView& view, const py::handle& owner, bool writeable = false);
/// A copy of the pixels.
py::array copied_pixels(const ImageView& view);
/// A frame with a copy of the pixels of a uint8 array: height x width (gray) or height x width x 3
/// (BGR).
Frame frame_from(const py::array& pixels, const FrameTime& time);

/// n x 4: x, y, width, height.
py::array_t<float> boxes_array(std::span<const Box> boxes);
/// 5 x 2: x, y.
py::array_t<float> points_array(const Landmarks& points);
Landmarks landmarks_from(const py::array_t<float, py::array::c_style | py::array::forcecast>& xy);

py::object bytes_or_none(const std::string& bytes);

}  // namespace facetrack::python
