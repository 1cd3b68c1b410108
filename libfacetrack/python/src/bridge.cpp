// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/bridge.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <memory>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/log.hpp"

#include "convert.hpp"
#include "run.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

/// Without a model the bridge is made without comparing faces.
std::unique_ptr<Detector> detector_if_any() {
  try {
    return make_detector("auto");
  } catch (const Error& error) {
    log(LogLevel::warning,
        std::string("the faces on both sides of the join are not compared: ") + error.what());
    return nullptr;
  }
}

void bind_plan(py::module_& module) {
  py::class_<BridgeOptions>(module, "BridgeOptions", "How a bridge is made.")
      .def(py::init([] {
        BridgeOptions options;
        options.detector = detector_if_any;
        return options;
      }))
      .def_property("before", nullptr,
                    [](BridgeOptions& o, const py::object& t) { o.before = time_from(t); })
      .def_property("between", nullptr,
                    [](BridgeOptions& o, const py::object& t) { o.between = time_from(t); })
      .def_property("after", nullptr,
                    [](BridgeOptions& o, const py::object& t) { o.after = time_from(t); })
      .def_readwrite("indent", &BridgeOptions::indent)
      .def_readwrite("interpolated", &BridgeOptions::interpolated)
      .def_readwrite("force_join", &BridgeOptions::force_join)
      .def_readwrite("method", &BridgeOptions::method)
      .def_readwrite("audio", &BridgeOptions::audio)
      .def_readwrite("overwrite", &BridgeOptions::overwrite);
  py::class_<BridgePlan>(module, "BridgePlan", "Which source frames make a bridge.")
      .def_readonly("a", &BridgePlan::a, "Source frame A.")
      .def_readonly("b", &BridgePlan::b, "Source frame B.")
      .def_property_readonly(
          "rate", [](const BridgePlan& p) { return fraction(p.rate); },
          "Frames per second of the result.")
      .def_readonly("before", &BridgePlan::before, "Frames before A.")
      .def_readonly("between", &BridgePlan::between, "Frames from A to B.")
      .def_readonly("after", &BridgePlan::after, "Frames from B on.")
      .def_readonly("indent", &BridgePlan::indent, "Frames from A to the join.")
      .def_readonly("interpolated", &BridgePlan::interpolated, "Frames of the join.")
      .def_property_readonly(
          "frames",
          [](const BridgePlan& p) {
            return py::array_t<std::int64_t>(static_cast<py::ssize_t>(p.frames.size()),
                                             p.frames.data());
          },
          "Source frame of each frame of the result, int64; -1: interpolated.")
      .def_readonly("cost", &BridgePlan::cost, "Of this join; 0: the same picture.")
      .def_readonly("limit", &BridgePlan::limit, "A join that costs more is refused.")
      .def_property_readonly(
          "cost_curve",
          [](const BridgePlan& p) {
            return py::array_t<double>(static_cast<py::ssize_t>(p.cost_curve.size()),
                                       p.cost_curve.data());
          },
          "The lowest cost for each indent, from 0 on.")
      .def_readonly("overlaps", &BridgePlan::overlaps)
      .def_readonly("variable_rate", &BridgePlan::variable_rate);
}

void bind_report(py::module_& module) {
  py::class_<LandingCheck>(
      module, "LandingCheck",
      "A frame of the result compared with the source frame that it must show.")
      .def_readonly("frame", &LandingCheck::frame, "In the result.")
      .def_readonly("psnr", &LandingCheck::psnr, "dB, of the luma.")
      .def_readonly("ssim", &LandingCheck::ssim, "Of the luma.")
      .def_readonly("best_match", &LandingCheck::best_match,
                    "The frame near it that is most like the source frame.");
  py::class_<BridgeReport>(module, "BridgeReport", "A written bridge, read back and measured.")
      .def_readonly("plan", &BridgeReport::plan)
      .def_property_readonly("file",
                             [](const BridgeReport& r) { return std::filesystem::path(r.file); })
      .def_readonly("a", &BridgeReport::a)
      .def_readonly("b", &BridgeReport::b)
      .def_readonly("frames", &BridgeReport::frames, "Read back.")
      .def_readonly("duration", &BridgeReport::duration, "Seconds of picture, read back.")
      .def_readonly("audio", &BridgeReport::audio, "Seconds of sound, read back.")
      .def_readonly("problems", &BridgeReport::problems, "The checks that failed; empty: valid.")
      .def_property_readonly("valid", &BridgeReport::valid)
      .def("to_json", &bridge_json, "facetrack.bridge/1.")
      .def("to_html", &bridge_html, "One page: the frames around the join, the cost curve.");
}

}  // namespace

void bind_bridge(py::module_& module) {
  bind_plan(module);
  bind_report(module);
  using Path = std::filesystem::path;
  module.def(
      "plan_bridge",
      [](const Path& video, std::int64_t a, std::int64_t b, const BridgeOptions& options,
         const py::object& progress) {
        return released(progress, [&](const RunControl& control) {
          return plan_bridge(video, a, b, options, control);
        });
      },
      "video"_a, "a"_a, "b"_a, "options"_a, "progress"_a);
  module.def(
      "make_bridge",
      [](const Path& video, const BridgePlan& plan, const Path& file, const BridgeOptions& options,
         const py::object& progress) {
        return released(progress, [&](const RunControl& control) {
          return make_bridge(video, plan, file, options, control);
        });
      },
      "video"_a, "plan"_a, "file"_a, "options"_a, "progress"_a);
  module.def(
      "frame_at",
      [](const Path& video, const py::object& time) {
        const MediaTime moment = time_from(time);
        return released(py::none(), [&](const RunControl&) { return frame_at(video, moment); });
      },
      "video"_a, "time"_a,
      "The frame on screen at this time after the first one. Raises Error past the end.");
  module.def(
      "find_frame",
      [](const Path& video, const Frame& picture, const py::object& progress) {
        return released(progress, [&](const RunControl& control) {
          return find_frame(video, picture, control);
        });
      },
      "video"_a, "picture"_a, "progress"_a = py::none(),
      "The frame that is most like the picture. Raises Error if none is.");
  module.def(
      "bridge_rate", [](const Path& video) { return fraction(bridge_rate(video)); }, "video"_a,
      "Frames per second of a bridge of this video.");
}

}  // namespace facetrack::python
