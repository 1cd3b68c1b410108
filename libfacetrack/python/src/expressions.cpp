// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <memory>
#include <utility>

#include "facetrack/expression_job.hpp"

#include "clips.hpp"
#include "run.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

PositionScale scale_from(const std::string& word) {
  if (word == "face") return PositionScale::face;
  if (word == "frame") return PositionScale::frame;
  if (word == "legacy518") return PositionScale::legacy518;
  throw py::value_error("position_scale is 'face', 'frame' or 'legacy518', not '" + word + "'");
}

void bind_job(py::module_& module) {
  py::class_<ExpressionJob>(module, "ExpressionJob", "The most expressive, steadiest sequences.")
      .def(py::init<>())
      .def_readwrite("video", &ExpressionJob::video)
      .def_readwrite("output", &ExpressionJob::output)
      .def_readwrite("sequences", &ExpressionJob::sequences)
      .def_readwrite("length", &ExpressionJob::length)
      .def_readwrite("allow_overlap", &ExpressionJob::allow_overlap)
      .def_readwrite("min_confidence", &ExpressionJob::min_confidence)
      .def_readwrite("subject", &ExpressionJob::subject)
      .def_readwrite("references", &ExpressionJob::references)
      .def_readwrite("match", &ExpressionJob::match)
      .def_readwrite("margin", &ExpressionJob::margin)
      .def_readwrite("writer", &ExpressionJob::writer)
      .def_readwrite("write_clips", &ExpressionJob::write_clips)
      .def_property("crop", nullptr,
                    [](ExpressionJob& job, const std::string& word) { job.crop = crop_from(word); })
      .def(
          "set_weights",
          [](ExpressionJob& job, double expression, double position, const std::string& scale) {
            job.weights.expression = expression;
            job.weights.position = position;
            job.weights.scale = scale_from(scale);
          },
          "expression"_a, "position"_a, "scale"_a)
      .def(
          "set_model",
          [](ExpressionJob& job, const std::string& name, bool allow_unverified) {
            job.model = [name, options = ModelOptions{{}, allow_unverified}] {
              return make_expression_model(name, options);
            };
          },
          "name"_a, "allow_unverified"_a);
}

}  // namespace

void bind_expressions(py::module_& module) {
  bind_job(module);
  py::class_<ScoredWindow>(module, "FaceSequence",
                           "Consecutive frames with one face, and its scores.")
      .def_readonly("first_frame", &ScoredWindow::first_frame)
      .def_readonly("last_frame", &ScoredWindow::last_frame, "It belongs to the sequence.")
      .def_property_readonly(
          "variation", [](const ScoredWindow& w) { return w.scores.variation; },
          "1 - mean cosine of the expressions of the first, middle and last frame.")
      .def_property_readonly(
          "stability", [](const ScoredWindow& w) { return w.scores.stability; },
          "1 - mean step of the face's centre / scale, at least 0.")
      .def_property_readonly(
          "combined", [](const ScoredWindow& w) { return w.scores.combined; }, "The weighted sum.");
  py::class_<ExpressionOutcome>(module, "ExpressionOutcome", "The result of run_expressions().")
      .def_readonly("analysis", &ExpressionOutcome::analysis)
      .def_readonly("reused", &ExpressionOutcome::reused)
      .def_property_readonly("why", [](const ExpressionOutcome& o) { return o.result.why; })
      .def_property_readonly("sequences",
                             [](const ExpressionOutcome& o) { return o.result.sequences; })
      .def_property_readonly("clips", [](const ExpressionOutcome& o) {
        return clips_from(o.analysis, o.result.plans, o.result.clips);
      });
  module.def(
      "run_expressions",
      [](const ExpressionJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_expressions(job, c); });
      },
      "job"_a, "progress"_a);
}

}  // namespace facetrack::python
