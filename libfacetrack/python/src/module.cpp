// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl/filesystem.h>

#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/time.hpp"
#include "facetrack/version.hpp"

#include "convert.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace facetrack::python;
  module.doc() = "The C++ library behind the package facetrack; import facetrack instead.";
  module.attr("__version__") = FACETRACK_VERSION;
  // As in the program: their failures become exceptions, and users cannot use their other messages.
  facetrack::silence_backends();
  load_types();
  bind_errors();
  bind_frames(module);
  bind_faces(module);
  bind_stages(module);
  bind_tracks(module);
  bind_analysis(module);
  bind_gallery(module);
  bind_chips(module);
  bind_clips(module);
  bind_jobs(module);
  bind_expressions(module);
  bind_bridge(module);
  bind_curate(module);
  bind_library(module);
  bind_live(module);
  bind_redact(module);
  module.def(
      "parse_time", [](const std::string& text) { return fraction(facetrack::parse_time(text)); },
      py::arg("text"),
      "Reads '16', '16.2', '16.2s' or '[hh:]mm:ss[.fraction]' as a fractions.Fraction of seconds. "
      "Raises Error naming the text.");
  module.def(
      "write_file", &facetrack::write_file, py::arg("file"), py::arg("text"),
      "Writes a temporary file and renames it, so that a reader sees the old or the new text.");
}
