// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/analysis.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <iterator>

#include "facetrack/file.hpp"
#include "facetrack/report.hpp"

#include "convert.hpp"
#include "run.hpp"
#include "tracks.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

py::array_t<double> times_of_frames(const Analysis& film,
                                    const py::array_t<std::int64_t, py::array::forcecast>& frames) {
  py::array_t<double> times(frames.size());
  const auto from = frames.unchecked<1>();
  double* to = times.mutable_data();
  for (py::ssize_t i = 0; i < frames.size(); ++i) to[i] = film.time_of(from(i)).seconds();
  return times;
}

py::list damaged_of(const Analysis& film) {
  py::list ranges;
  for (const FrameRange& range : film.damaged) {
    ranges.append(py::make_tuple(range.first_frame, range.last_frame));
  }
  return ranges;
}

Analysis load(const std::filesystem::path& file) {
  const py::gil_scoped_release released;
  return tracks_from_json(read_file(file));
}

void save(const Analysis& film, const std::filesystem::path& file) {
  const py::gil_scoped_release released;
  write_file(file, tracks_json(film));
}

void bind_shot(py::module_& module) {
  py::class_<Shot>(module, "Shot",
                   "Consecutive frames of one camera take, without mixed frames. Both ends belong "
                   "to it.")
      .def_readonly("id", &Shot::id)
      .def_readonly("first_frame", &Shot::first_frame)
      .def_readonly("last_frame", &Shot::last_frame)
      .def_property_readonly(
          "ends_with", [](const Shot& shot) { return word(shot.ends_with); },
          "'cut', 'dissolve', 'fade', 'wipe' or 'end'.")
      .def_readonly("score", &Shot::score,
                    "Of the transition that ends it; 0 at the end of the video.")
      .def("__repr__", [](const Shot& shot) {
        return "<facetrack.Shot " + std::to_string(shot.id) + ", frames " +
               std::to_string(shot.first_frame) + " to " + std::to_string(shot.last_frame) + ", " +
               word(shot.ends_with) + ">";
      });
}

}  // namespace

void bind_analysis(py::module_& module) {
  bind_shot(module);
  py::class_<Analysis>(module, "Analysis",
                       "Everything that was found in a video, whatever person is searched for. "
                       "analyze() makes one, and save() and load() keep it as a tracks.json.")
      .def_static("load", &load, "file"_a,
                  "Reads a tracks.json. Raises Error naming the field that is wrong.")
      .def("save", &save, "file"_a, "Writes a tracks.json.")
      .def(py::pickle([](const Analysis& film) { return tracks_json(film); },
                      [](const std::string& text) { return tracks_from_json(text); }))
      .def_static("from_json", &tracks_from_json, "text"_a, "The analysis of a tracks.json's text.")
      .def("to_json", &tracks_json, "The text of a tracks.json.")
      .def_readonly("source", &Analysis::source, "The facts about the video.")
      .def_readonly("first_frame", &Analysis::first_frame)
      .def_readonly("frames", &Analysis::frames, "The number of analysed frames.")
      .def_property_readonly("last_frame", &Analysis::last_frame)
      .def_property_readonly("shots",
                             [](const py::object& self) {
                               return references(self.cast<const Analysis&>().shots, self);
                             })
      .def_property_readonly(
          "tracks",
          [](const py::object& self) {
            return references(self.cast<const Analysis&>().tracks, self);
          },
          "By first frame, then from left to right.")
      .def(
          "track", [](const Analysis& film, int id) { return &film.track(id); }, "id"_a,
          py::return_value_policy::reference_internal, "The track with this id. Raises Error.")
      .def_property_readonly("damaged", &damaged_of,
                             "(first, last) of the frames without a usable picture; both ends "
                             "belong to a range. Empty for an intact video.")
      .def(
          "time_of",
          [](const Analysis& film, std::int64_t frame) { return fraction(film.time_of(frame)); },
          "frame"_a,
          "Seconds from the first frame shown, as a fractions.Fraction. last_frame + 1 gives the "
          "end of the video.")
      .def("times_of", &times_of_frames, "frames"_a,
           "The times of many frames, such as FaceTrack.frames: seconds as float64.")
      .def(
          "shot_of", [](const Analysis& film, std::int64_t frame) { return film.shot_of(frame); },
          "frame"_a, py::return_value_policy::reference_internal,
          "The shot that has this frame; None for a mixed frame.")
      .def_readonly("detector", &Analysis::detector, "Detector.name.")
      .def_readonly("embedder", &Analysis::embedder, "Embedder.model_id.")
      .def_readonly("source_id", &Analysis::source_id,
                    "Identifies the video file and the analysed part.")
      .def("__repr__",
           [](const Analysis& film) {
             return "<facetrack.Analysis of " + film.source.path + ", " +
                    counted(film.frames, "frame") + ", " +
                    counted(std::ssize(film.tracks), "track") + ">";
           })
      .def_readonly("settings", &Analysis::settings, "The settings of the analysis by name.")
      .def("shots_json", &shots_json, "The shots as facetrack.shots/1.")
      .def("shots_csv", &shots_csv)
      .def("shots_edl", &shots_edl, "The shots as a CMX 3600 edit list.")
      .def("shots_otio", &shots_otio, "The shots as OpenTimelineIO.")
      .def("shots_vtt", &shots_vtt, "The shots as WebVTT chapters.")
      .def("shots_page", &shots_page, "command"_a = "", "The shots as an HTML page.")
      .def("tracks_mot", &tracks_mot, "All tracks in the text format of MOT Challenge.");
  module.def(
      "source_id", [](const std::filesystem::path& file) { return source_id(file); }, "file"_a,
      py::call_guard<py::gil_scoped_release>(),
      "A text that identifies the contents of a file: its size and a hash of its first and last "
      "64 KiB.");
}

}  // namespace facetrack::python
