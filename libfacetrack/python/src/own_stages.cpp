// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "own_stages.hpp"

#include <pybind11/stl.h>

#include <utility>

#include "convert.hpp"

namespace facetrack::python {
namespace {

/// The Python object of `stage`, as a class that derives from `Stage` made it.
template <class Stage>
py::object self_of(const Stage* stage) {
  return py::cast(stage, py::return_value_policy::reference);
}

std::string class_of(const py::handle& object) {
  return py::type::of(object).attr("__name__").cast<std::string>();
}

/// A fact that the class must have; the property of the base class raises and says which.
template <class Fact>
Fact fact(const py::object& self, const char* name) {
  const py::object value = self.attr(name);
  try {
    return value.cast<Fact>();
  } catch (const py::cast_error&) {
    throw py::type_error(class_of(self) + "." + name +
                         " is of the wrong type: " + py::repr(value).cast<std::string>());
  }
}

/// Calls the method that the class must have.
template <class Stage, class... Arguments>
py::object call(const Stage* stage, const char* method, Arguments&&... arguments) {
  const py::function own = py::get_override(stage, method);
  if (!own) {
    PyErr_SetString(PyExc_NotImplementedError,
                    (class_of(self_of(stage)) + " has no method " + method + "()").c_str());
    throw py::error_already_set();
  }
  return own(std::forward<Arguments>(arguments)...);
}

template <class Result, class Stage>
Result result_of(const Stage* stage, const char* method, const py::object& result,
                 const char* expected) {
  try {
    return result.cast<Result>();
  } catch (const py::cast_error&) {
    throw py::type_error(class_of(self_of(stage)) + "." + method + "() returned " +
                         class_of(result) + "; expected " + expected);
  }
}

constexpr const char* transitions = "a list of facetrack.Transition";

}  // namespace

void OwnDecoder::read_facts() {
  const py::object self = self_of<Decoder>(this);
  info_ = fact<MediaInfo>(self, "info");
  if (!py::hasattr(self, "key_frames")) return;
  key_frames_.clear();
  for (const auto& [index, time] :
       fact<std::vector<std::pair<std::int64_t, py::object>>>(self, "key_frames")) {
    key_frames_.push_back({index, time_from(time)});
  }
}

std::optional<Frame> OwnDecoder::read() {
  const py::gil_scoped_acquire gil;
  const Decoder* base = this;
  return result_of<std::optional<Frame>>(base, "read", call(base, "read"),
                                         "a facetrack.Frame, or None at the end");
}

void OwnDecoder::seek(std::int64_t index) {
  const py::gil_scoped_acquire gil;
  const Decoder* base = this;
  call(base, "seek", index);
}

void OwnDetector::read_facts() {
  const py::object self = self_of<Detector>(this);
  name_ = fact<std::string>(self, "name");
  preferred_face_ = fact<int>(self, "preferred_face");
  smallest_face_ = fact<int>(self, "smallest_face");
}

std::vector<Detection> OwnDetector::detect(const ImageView& image) {
  const py::gil_scoped_acquire gil;
  // The view ends with this call and an array may live on, so the array has its own pixels.
  const Detector* base = this;
  const py::object found = call(base, "detect", copied_pixels(image));
  return result_of<std::vector<Detection>>(base, "detect", found, "a list of facetrack.Detection");
}

void OwnEmbedder::read_facts() {
  const py::object self = self_of<Embedder>(this);
  model_id_ = fact<std::string>(self, "model_id");
  limits_ = fact<MatchLimits>(self, "limits");
}

std::vector<Embedding> OwnEmbedder::embed(const ImageView& image,
                                          std::span<const Detection> faces) {
  const py::gil_scoped_acquire gil;
  const Embedder* base = this;
  const py::object found =
      call(base, "embed", copied_pixels(image), std::vector<Detection>(faces.begin(), faces.end()));
  using Rows = py::array_t<float, py::array::c_style | py::array::forcecast>;
  const Rows rows = Rows::ensure(found);
  if (!rows || rows.ndim() != 2 || rows.shape(0) != static_cast<py::ssize_t>(faces.size())) {
    PyErr_Clear();
    throw py::type_error(class_of(self_of(base)) + ".embed() returned " + class_of(found) +
                         "; expected an array with one row of numbers per face");
  }
  std::vector<Embedding> embeddings;
  for (py::ssize_t i = 0; i < rows.shape(0); ++i) {
    embeddings.push_back({model_id_, {rows.data(i), rows.data(i) + rows.shape(1)}, 0});
  }
  return embeddings;
}

void OwnShotDetector::read_facts() {
  const py::object self = self_of<ShotDetector>(this);
  max_delay_ = fact<int>(self, "max_delay");
  using Sides = std::optional<std::pair<int, int>>;
  const auto size = fact<Sides>(self, "picture_size");
  picture_size_ = size ? Size{size->first, size->second} : Size{};
}

std::vector<Transition> OwnShotDetector::push(const Frame& frame) {
  const py::gil_scoped_acquire gil;
  const ShotDetector* base = this;
  return result_of<std::vector<Transition>>(base, "push", call(base, "push", Frame(frame)),
                                            transitions);
}

std::vector<Transition> OwnShotDetector::flush() {
  const py::gil_scoped_acquire gil;
  const ShotDetector* base = this;
  return result_of<std::vector<Transition>>(base, "flush", call(base, "flush"), transitions);
}

}  // namespace facetrack::python
