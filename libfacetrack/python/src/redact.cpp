// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <array>

#include "facetrack/redact_job.hpp"

#include "convert.hpp"
#include "run.hpp"
#include "stages.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

HideMode mode_from(const std::string& word) {
  if (word == "blur") return HideMode::blur;
  if (word == "pixelate") return HideMode::pixelate;
  if (word == "fill") return HideMode::fill;
  if (word == "oval") return HideMode::oval;
  throw py::value_error("mode is 'blur', 'pixelate', 'fill' or 'oval', not '" + word + "'");
}

const char* word(AreaReason why) {
  constexpr std::array words{"unknown", "named", "uncertain", "kept", "other"};
  return words[static_cast<std::size_t>(why)];
}

/// One number of each item as a column.
template <class Number, class Item, class Get>
py::array_t<Number> column(const std::vector<Item>& items, Get get) {
  py::array_t<Number> array(static_cast<py::ssize_t>(items.size()));
  Number* to = array.mutable_data();
  for (const Item& item : items) *to++ = get(item);
  return array;
}

template <class Item>
py::array_t<float> boxes_of(const std::vector<Item>& items) {
  std::vector<Box> boxes;
  for (const Item& item : items) boxes.push_back(item.box);
  return boxes_array(boxes);
}

/// The searcher and the checker of the job are those that the program makes of a name; a class of
/// Python is the searcher, and the checker is one of the library.
void set_search(RedactJob& job, const py::object& choice, bool allow_unverified) {
  if (!py::isinstance<py::str>(choice)) {
    job.searcher = detector_factory(choice, allow_unverified);
    return;
  }
  const auto name = choice.cast<std::string>();
  job.searcher = [name, allow_unverified] {
    DetectorOptions generous;
    generous.min_score = RedactJob::lowest_score;
    generous.allow_unverified = allow_unverified;
    return make_detector(name, generous);
  };
  job.checker = [name] { return RedactJob::make_checker(name); };
}

void bind_job(py::module_& module) {
  py::class_<RedactJob>(module, "RedactJob", "A copy of a film in which faces are hidden.")
      .def(py::init<>())
      .def_readwrite("video", &RedactJob::video)
      .def_readwrite("output", &RedactJob::output)
      .def_readwrite("keep", &RedactJob::keep)
      .def_readwrite("only", &RedactJob::only)
      .def_readwrite("match", &RedactJob::match)
      .def_readwrite("boxes", &RedactJob::boxes)
      .def_readwrite("margin", &RedactJob::margin)
      .def_readwrite("crf", &RedactJob::crf)
      .def_readwrite("preset", &RedactJob::preset)
      .def_readwrite("threads", &RedactJob::threads)
      .def_readwrite("metadata", &RedactJob::metadata)
      .def_readwrite("overwrite", &RedactJob::overwrite)
      .def_readwrite("report", &RedactJob::report)
      .def_property("mode", nullptr,
                    [](RedactJob& job, const std::string& word) { job.mode = mode_from(word); })
      .def("set_search", &set_search, "choice"_a, "allow_unverified"_a)
      .def_property_readonly(
          "outputs",
          [](const RedactJob& job) {
            std::vector<std::filesystem::path> files{job.output, redact_record(job.output)};
            if (job.report) files.push_back(redact_report(job.output));
            return files;
          },
          "The files that it writes.");
}

void bind_redact_values(py::module_& module) {
  py::class_<RedactArea>(module, "RedactArea",
                         "One face over time, hidden or shown. Arrays have one row per frame.")
      .def_readonly("hide", &RedactArea::hide)
      .def_property_readonly(
          "why", [](const RedactArea& area) { return word(area.why); },
          "Hidden: 'unknown', 'named' or 'uncertain'; shown: 'kept' or 'other'.")
      .def_property_readonly(
          "frames",
          [](const RedactArea& area) {
            return column<std::int64_t>(area.boxes, [](const AreaBox& box) { return box.frame; });
          },
          "int64, ascending; a frame may be missing.")
      .def_property_readonly(
          "boxes", [](const RedactArea& area) { return boxes_of(area.boxes); },
          "n x 4 float32: the face, without a margin.")
      .def_property_readonly(
          "found",
          [](const RedactArea& area) {
            return column<bool>(area.boxes, [](const AreaBox& box) { return box.found; });
          },
          "bool: a detector found the face on this frame; otherwise it may be there.");
  py::class_<RedactOutcome>(module, "RedactOutcome", "The result of run_redact().")
      .def_property_readonly("areas", [](const RedactOutcome& o) { return o.redaction.areas; })
      .def_property_readonly("open_frames",
                             [](const RedactOutcome& o) {
                               return column<std::int64_t>(
                                   o.redaction.open,
                                   [](const Sighting& face) { return face.frame; });
                             })
      .def_property_readonly("open_boxes",
                             [](const RedactOutcome& o) { return boxes_of(o.redaction.open); })
      .def_readonly("rounds", &RedactOutcome::rounds);
}

}  // namespace

void bind_redact(py::module_& module) {
  bind_job(module);
  bind_redact_values(module);
  module.def(
      "run_redact",
      [](const RedactJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_redact(job, c); });
      },
      "job"_a, "progress"_a);
}

}  // namespace facetrack::python
