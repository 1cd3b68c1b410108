// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <pybind11/pybind11.h>

namespace facetrack::python {

namespace py = pybind11;

// One function per topic adds its classes and functions to the module. A topic uses the types of
// the topics above it, so module.cpp calls them in this order.
void bind_errors();
void bind_frames(py::module_& module);
void bind_faces(py::module_& module);
void bind_stages(py::module_& module);
void bind_tracks(py::module_& module);
void bind_analysis(py::module_& module);
void bind_gallery(py::module_& module);
void bind_chips(py::module_& module);
void bind_clips(py::module_& module);
void bind_jobs(py::module_& module);
void bind_expressions(py::module_& module);
void bind_bridge(py::module_& module);
void bind_curate(py::module_& module);
void bind_library(py::module_& module);
void bind_live(py::module_& module);
void bind_redact(py::module_& module);

}  // namespace facetrack::python
