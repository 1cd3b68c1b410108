// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "facetrack/chip.hpp"

#include "convert.hpp"
#include "run.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

ChipOptions options_from(const std::string& shape, int size, float margin, int every) {
  ChipOptions options;
  if (shape != "five_points" && shape != "square") {
    throw py::value_error("shape is 'five_points' or 'square', not '" + shape + "'");
  }
  options.shape = shape == "square" ? ChipShape::square : ChipShape::five_points;
  options.size = size;
  options.margin = margin;
  options.every = every;
  return options;
}

FaceChip one_chip(const Frame& frame, const Detection& face, const std::string& shape, int size,
                  float margin) {
  const ChipOptions options = options_from(shape, size, margin, 1);
  const py::gil_scoped_release released;
  return cut_chip(frame, face, options);
}

void many_chips(const std::filesystem::path& video, const std::vector<FaceTrack>& tracks,
                const py::function& take, const std::string& shape, int size, float margin,
                int every, const py::object& progress) {
  const ChipOptions options = options_from(shape, size, margin, every);
  run_released(progress, [&](const RunControl& control) {
    const auto decoder = open_decoder(video);
    cut_chips(
        *decoder, tracks, options,
        [&](const FaceChip& chip) {
          const py::gil_scoped_acquire gil;
          take(chip);
        },
        control);
  });
}

}  // namespace

void bind_chips(py::module_& module) {
  py::class_<FaceChip>(module, "FaceChip",
                       "A picture of one face, for training or for a network of your own.")
      .def_readonly("picture", &FaceChip::picture, "A bgr24 Frame with the time of its frame.")
      .def_property_readonly(
          "points", [](const FaceChip& chip) { return points_array(chip.points); },
          "The landmarks in pixels of the picture, 5 x 2 float32.")
      .def_readonly("quality", &FaceChip::quality, "Of the face in the frame.")
      .def_readonly("pose", &FaceChip::pose)
      .def_readonly("track", &FaceChip::track, "FaceTrack.id; -1 if made by cut_chip().");
  module.def("cut_chip", &one_chip, "frame"_a, "face"_a, py::kw_only(), "shape"_a = "five_points",
             "size"_a = 112, "margin"_a = 0.3F,
             "Cuts a face out of a frame. shape: 'five_points' is rotated and scaled so that the "
             "points lie on ArcFace's template, 'square' is not rotated and has margin on every "
             "side. size: pixels, both sides. Raises Error.");
  module.def(
      "cut_chips", &many_chips, "video"_a, "tracks"_a, "take"_a, py::kw_only(),
      "shape"_a = "five_points", "size"_a = 112, "margin"_a = 0.3F, "every"_a = 1,
      "progress"_a = py::none(),
      "Reads the frames of the tracks in order and calls take(chip) once per face, on another "
      "thread than the caller's, never two at once. every: takes every n-th frame of a "
      "track. What take raises ends the call.");
}

}  // namespace facetrack::python
