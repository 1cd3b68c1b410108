// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <optional>
#include <string>
#include <vector>

#include "facetrack/face.hpp"
#include "facetrack/models.hpp"
#include "facetrack/quality.hpp"

#include "convert.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;
using Numbers = py::array_t<float, py::array::c_style | py::array::forcecast>;

Box box_from(const py::sequence& numbers) {
  if (numbers.size() != 4) throw py::value_error("a box is four numbers: x, y, width, height");
  return {numbers[0].cast<float>(), numbers[1].cast<float>(), numbers[2].cast<float>(),
          numbers[3].cast<float>()};
}

py::tuple as_tuple(const Box& box) { return py::make_tuple(box.x, box.y, box.width, box.height); }

py::array_t<float> values_of(const Embedding& embedding) {
  return py::array_t<float>(static_cast<py::ssize_t>(embedding.values.size()),
                            embedding.values.data());
}

void bind_faces_values(py::module_& module) {
  py::class_<Detection>(module, "Detection",
                        "A face that a detector found. The box reaches from the forehead to the "
                        "chin, in pixels of the picture.")
      .def(py::init(
               [](const py::sequence& box, float score, const std::optional<Numbers>& landmarks) {
                 Detection face{box_from(box), score, {}};
                 if (landmarks) face.landmarks = landmarks_from(*landmarks);
                 return face;
               }),
           "box"_a, "score"_a = 1.0F, "landmarks"_a = py::none(),
           "box: x, y, width, height. score: in [0, 1]. landmarks: 5 x 2 numbers: right eye, left "
           "eye, nose tip, right and left mouth corner ('right' is the person's).")
      .def_property_readonly(
          "box", [](const Detection& face) { return as_tuple(face.box); }, "x, y, width, height.")
      .def_readonly("score", &Detection::score, "In [0, 1], comparable within one backend only.")
      .def_property_readonly(
          "landmarks",
          [](const Detection& face) -> py::object {
            if (!face.landmarks) return py::none();
            return points_array(*face.landmarks);
          },
          "5 x 2 float32 array; None if the backend has no landmarks.");
  py::class_<Embedding>(module, "Embedding",
                        "A face as a vector: similar faces have near vectors. Compare vectors of "
                        "one model only.")
      .def(py::init([](std::string model, const Numbers& values, float commonness) {
             return Embedding{
                 std::move(model), {values.data(), values.data() + values.size()}, commonness};
           }),
           "model"_a, "values"_a, "commonness"_a = 0.0F)
      .def_readonly("model", &Embedding::model, "Embedder.model_id of the embedder.")
      .def_readonly("commonness", &Embedding::commonness,
                    "How much more than other faces this one resembles the embedder's cohort.")
      .def_property_readonly("values", &values_of, "float32 array.");
  module.def("distance", py::overload_cast<const Embedding&, const Embedding&>(&distance), "a"_a,
             "b"_a,
             "Euclidean, without regard to commonness. Raises Error if the models or lengths "
             "differ.");
  py::class_<MatchLimits>(module, "MatchLimits",
                          "Distances that decide who is who, as measured for one embedder.")
      .def(py::init([](float one_picture, float mean_face, float uncertain) {
             return MatchLimits{one_picture, mean_face, uncertain};
           }),
           "one_picture"_a, "mean_face"_a, "uncertain"_a)
      .def_readonly("one_picture", &MatchLimits::one_picture,
                    "Nearer: two good pictures show one person (1 in 1000 is wrong).")
      .def_readonly("mean_face", &MatchLimits::mean_face,
                    "Nearer: a picture and a mean over many frames show one person.")
      .def_readonly("uncertain", &MatchLimits::uncertain,
                    "Beyond: they show two people; in between nothing is certain.");
}

void bind_quality(py::module_& module) {
  py::class_<FaceQuality>(
      module, "FaceQuality",
      "How well a picture of a face can be recognised, in [0, 1], and the parts "
      "of that figure.")
      .def_readonly("overall", &FaceQuality::overall)
      .def_readonly("sharpness", &FaceQuality::sharpness, "0 blurred .. 1 sharp.")
      .def_readonly("frontality", &FaceQuality::frontality,
                    "0 profile .. 1 frontal; 0.5 without landmarks.")
      .def_readonly("size", &FaceQuality::size, "Pixels, shorter side of the box.");
  py::class_<FacePose>(module, "FacePose",
                       "The direction of a head in degrees. All zero: the face looks straight into "
                       "the camera. Positive: turned to the person's left, raised, tilted to the "
                       "person's left shoulder.")
      .def_readonly("yaw", &FacePose::yaw)
      .def_readonly("pitch", &FacePose::pitch)
      .def_readonly("roll", &FacePose::roll);
}

void bind_models(py::module_& module) {
  py::class_<ModelInfo>(module, "ModelInfo", "A known model and its state on this machine.")
      .def_readonly("name", &ModelInfo::name)
      .def_readonly("purpose", &ModelInfo::purpose)
      .def_readonly("what", &ModelInfo::what)
      .def_readonly("licence", &ModelInfo::licence)
      .def_readonly("how_to_get", &ModelInfo::how_to_get)
      .def_readonly("path", &ModelInfo::path)
      .def_property_readonly(
          "state",
          [](const ModelInfo& info) {
            constexpr const char* words[] = {"missing", "verified", "unverified", "damaged"};
            return words[static_cast<int>(info.state)];
          },
          "'missing', 'verified', 'unverified' or 'damaged'.");
  module.def("list_models", &list_models, "Every known model with its state.");
  module.def("has_model", &has_model, "name"_a, "True if the model is installed and intact.");
}

}  // namespace

void bind_faces(py::module_& module) {
  bind_faces_values(module);
  bind_quality(module);
  bind_models(module);
}

}  // namespace facetrack::python
