// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "tracks.hpp"

#include <pybind11/stl.h>

#include <cmath>
#include <limits>

#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

template <class Number, class Get>
py::array_t<Number> column(std::span<const TrackPoint> points, Get get) {
  py::array_t<Number> array(static_cast<py::ssize_t>(points.size()));
  Number* to = array.mutable_data();
  for (const TrackPoint& point : points) *to++ = get(point);
  return array;
}

/// n x 5 x 2; NaN for frames without landmarks.
py::array_t<float> landmarks_of(const FaceTrack& track) {
  py::array_t<float> array(
      {static_cast<py::ssize_t>(track.points.size()), py::ssize_t{5}, py::ssize_t{2}});
  constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
  Landmarks none;
  none.fill({nothing, nothing});
  float* to = array.mutable_data();
  for (const TrackPoint& point : track.points) {
    for (const Point& p : point.landmarks.value_or(none)) {
      *to++ = p.x;
      *to++ = p.y;
    }
  }
  return array;
}

}  // namespace

py::array_t<std::int64_t> frames_of(std::span<const TrackPoint> points) {
  return column<std::int64_t>(points, [](const TrackPoint& point) { return point.frame; });
}

py::array_t<float> boxes_of(std::span<const TrackPoint> points) {
  std::vector<Box> boxes;
  boxes.reserve(points.size());
  for (const TrackPoint& point : points) boxes.push_back(point.box);
  return boxes_array(boxes);
}

py::array_t<float> scores_of(std::span<const TrackPoint> points) {
  return column<float>(points, [](const TrackPoint& point) { return point.score; });
}

py::array_t<bool> detected_of(std::span<const TrackPoint> points) {
  return column<bool>(points,
                      [](const TrackPoint& point) { return point.from == BoxSource::detection; });
}

void bind_tracks(py::module_& module) {
  py::class_<FaceSample>(module, "FaceSample",
                         "A face of a track that was embedded, because it is large, sharp and "
                         "frontal; or one of a photo.")
      .def_readonly("frame", &FaceSample::frame)
      .def_readonly("quality", &FaceSample::quality)
      .def_readonly("embedding", &FaceSample::embedding)
      .def_property_readonly(
          "portrait", [](const FaceSample& sample) { return bytes_or_none(sample.portrait); },
          "The bytes of a small JPEG, or None.")
      .def_readonly("source", &FaceSample::source, "In a gallery: the photo or film of the face.");
  py::class_<FaceTrack>(
      module, "FaceTrack",
      "One face on consecutive frames of one shot. Arrays have one row per frame.")
      .def_readonly("id", &FaceTrack::id)
      .def_property_readonly("first_frame", &FaceTrack::first_frame)
      .def_property_readonly("last_frame", &FaceTrack::last_frame, "It belongs to the track.")
      .def("__len__", [](const FaceTrack& track) { return track.points.size(); })
      .def_property_readonly(
          "frames", [](const FaceTrack& track) { return frames_of(track.points); },
          "Frame numbers, int64.")
      .def_property_readonly(
          "boxes", [](const FaceTrack& track) { return boxes_of(track.points); },
          "n x 4 float32: x, y, width, height in pixels of the upright source picture.")
      .def_property_readonly(
          "scores", [](const FaceTrack& track) { return scores_of(track.points); },
          "float32: of the detector; if the face was followed: how well.")
      .def_property_readonly(
          "detected", [](const FaceTrack& track) { return detected_of(track.points); },
          "bool: the detector found the face on this frame; otherwise it was followed.")
      .def_property_readonly("landmarks", &landmarks_of,
                             "n x 5 x 2 float32; NaN on frames without landmarks.")
      .def(
          "detection",
          [](const FaceTrack& track, std::int64_t frame) {
            const TrackPoint* point = track.at(frame);
            if (point == nullptr) {
              throw py::index_error("track " + std::to_string(track.id) + " has no frame " +
                                    std::to_string(frame));
            }
            return point->detection();
          },
          "frame"_a, "The face on this frame as a Detection.")
      .def_property_readonly(
          "best_frame", [](const FaceTrack& track) { return track.best_point().frame; },
          "The frame of the best sample; the middle one without samples.")
      .def_property_readonly(
          "ends_because", [](const FaceTrack& track) { return word(track.ends_because); },
          "'cut', 'dissolve', 'fade', 'occluded', 'left_frame', 'turned_away', 'lost', 'end' or "
          "'goes_on'.")
      .def_property_readonly("samples",
                             [](const py::object& self) {
                               return references(self.cast<const FaceTrack&>().samples, self);
                             })
      .def("__repr__", [](const FaceTrack& track) {
        return "<facetrack.FaceTrack " + std::to_string(track.id) + ", frames " +
               std::to_string(track.first_frame()) + " to " + std::to_string(track.last_frame()) +
               ">";
      });
}

}  // namespace facetrack::python
