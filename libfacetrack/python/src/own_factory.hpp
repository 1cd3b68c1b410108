// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "convert.hpp"

namespace facetrack::python {

// Parts of every stage that Python can derive from. An Own… class has read_facts()
// (own_stages.hpp); a Kept… class keeps the Python object alive.

/// Reads the facts of a stage of Python; does nothing for a stage of the library.
template <class Own, class Stage>
void read_facts_of(Stage& stage) {
  if (auto* own = dynamic_cast<Own*>(&stage)) own->read_facts();
}

/// A factory that calls `choice`, a class or function of Python.
template <class Stage, class KeptStage, class OwnStage>
std::function<std::unique_ptr<Stage>()> python_factory(const py::object& choice, const char* what) {
  if (!PyCallable_Check(choice.ptr())) {
    throw py::type_error(std::string("expected the name of a ") + what +
                         ", or a class or function that makes one (every worker needs its own)");
  }
  return [make = keep(choice), what]() -> std::unique_ptr<Stage> {
    const py::gil_scoped_acquire gil;
    py::object made = (*make)();
    if (!py::isinstance<Stage>(made)) {
      throw py::type_error(py::repr(*make).cast<std::string>() + " did not return a facetrack." +
                           what);
    }
    read_facts_of<OwnStage>(made.template cast<Stage&>());
    return std::make_unique<KeptStage>(std::move(made));
  };
}

[[noreturn]] inline void throw_missing(const py::object& stage, const std::string& name) {
  const auto type = py::type::of(stage).attr("__name__").cast<std::string>();
  PyErr_SetString(PyExc_NotImplementedError, (type + " has no attribute '" + name + "'").c_str());
  throw py::error_already_set();
}

/// A fact of a stage as a property. An object of a Python class holds its own, which the class or
/// its constructor sets; for a stage of the library `get` gives it.
template <class Own, class Class, class Get>
void define_fact(Class& type, const char* name, Get get, const char* doc) {
  using Stage = typename Class::type;
  const auto read = [name, get](const py::object& self) -> py::object {
    const auto& stage = self.cast<const Stage&>();
    if (dynamic_cast<const Own*>(&stage) == nullptr) return py::cast(get(stage));
    const py::dict own = self.attr("__dict__");
    if (!own.contains(name)) throw_missing(self, name);
    return own[name];
  };
  const auto write = [name](const py::object& self, const py::object& value) {
    py::dict(self.attr("__dict__"))[name] = value;
  };
  type.def_property(name, read, write, doc);
}

}  // namespace facetrack::python
