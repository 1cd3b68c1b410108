// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/live.hpp"

#include <pybind11/stl.h>

#include "convert.hpp"
#include "stages.hpp"
#include "tracks.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

LiveAnalysis make_live(const py::object& detector, const py::object& embedder,
                       const py::object& shots, const std::string& preset, int interval,
                       int min_face, const py::object& join_gap, const py::object& longest_track,
                       bool allow_unverified) {
  Stages stages;
  stages.shots = shots_factory(shots, {});
  stages.detector = detector_factory(detector, allow_unverified);
  stages.embedder = embedder_factory(embedder, allow_unverified);
  TrackerOptions options = LiveAnalysis::default_options();
  options.effort = effort_from(preset);
  options.interval = interval;
  options.min_face = min_face;
  options.join_gap = time_from(join_gap);
  options.longest_track = time_from(longest_track);
  const py::gil_scoped_release released;
  return LiveAnalysis(stages, options);
}

}  // namespace

void bind_live(py::module_& module) {
  py::class_<LiveFindings>(module, "LiveFindings",
                           "Tracks and transitions that later frames do not change.")
      .def_property_readonly("tracks",
                             [](const py::object& self) {
                               return references(self.cast<const LiveFindings&>().tracks, self);
                             })
      .def_readonly("transitions", &LiveFindings::transitions);
  py::class_<LiveAnalysis>(
      module, "LiveAnalysis",
      "analyze() for frames that come one by one, from a camera or another decoder. A frame waits "
      "until the shot detector has judged it, so that no track crosses a cut. One thread at a time "
      "per object.")
      .def(py::init(&make_live), py::kw_only(), "detector"_a = "auto", "embedder"_a = "auto",
           "shot_detector"_a = "content", "preset"_a = "balanced", "interval"_a = 0,
           "min_face"_a = 0, "join_gap"_a = 0.5, "longest_track"_a = 10,
           "allow_unverified_model"_a = false,
           "Stages are names, or classes or functions that make one. interval: search for faces on "
           "every n-th frame; 0: chosen by the preset. Tracks longer than longest_track are "
           "returned in pieces that end with 'goes_on'.")
      .def("push", &LiveAnalysis::push, "frame"_a, py::call_guard<py::gil_scoped_release>(),
           "Takes a frame, and returns what is decided. All frames have one size and increasing "
           "times; they are numbered from 0 as they come. Raises Error for other frames, and what "
           "a stage raises; finish() then resets the object.")
      .def("finish", &LiveAnalysis::finish, py::call_guard<py::gil_scoped_release>(),
           "Ends and returns the open tracks. The object can then be used again.");
}

}  // namespace facetrack::python
