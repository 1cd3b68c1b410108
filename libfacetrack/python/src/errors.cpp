// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <exception>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/output.hpp"

#include "bind.hpp"

namespace facetrack::python {
namespace {

std::string_view reason_word(OutputError::Reason reason) {
  switch (reason) {
    case OutputError::Reason::results_there:
      return "results_there";
    case OutputError::Reason::other_question:
      return "other_question";
    case OutputError::Reason::another_analysis:
      return "another_analysis";
    case OutputError::Reason::in_use:
      return "in_use";
    case OutputError::Reason::not_ours:
      break;
  }
  return "not_ours";
}

py::object text(const std::string& bytes) {  // a path in a message may be no UTF-8
  return py::reinterpret_steal<py::object>(
      PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "surrogateescape"));
}

void raise(const py::object& error) {
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
}

}  // namespace

void bind_errors() {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const OutputError& error) {
      raise(py::module_::import("facetrack.errors")
                .attr("OutputError")(text(error.what()), word(error.code()),
                                     reason_word(error.reason())));
    } catch (const Error& error) {
      raise(
          py::module_::import("facetrack.errors")
              .attr("Error")(text(error.what()), word(error.code()), std::string(error.option())));
    }
  });
}

}  // namespace facetrack::python
