// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <limits>

#include "facetrack/curate_job.hpp"

#include "convert.hpp"
#include "run.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

/// The values of one measure, one per stretch; NaN for a stretch without it.
py::array_t<double> measure_of(const CuratedVideo& video, const std::string& name) {
  py::array_t<double> array(static_cast<py::ssize_t>(video.stretches.size()));
  double* to = array.mutable_data();
  for (const Stretch& stretch : video.stretches) {
    const auto value = stretch.measures.find(name);
    *to++ =
        value == stretch.measures.end() ? std::numeric_limits<double>::quiet_NaN() : value->second;
  }
  return array;
}

std::vector<std::filesystem::path> clips_of(const CuratedVideo& video) {
  std::vector<std::filesystem::path> files;
  for (const WrittenClip& clip : video.clips) files.push_back(clip.file);
  return files;
}

void bind_job(py::module_& module) {
  py::class_<Gate>(module, "Gate", "A limit for one measure.")
      .def(py::init<std::string, std::optional<double>, std::optional<double>>(), "measure"_a,
           "least"_a = py::none(), "most"_a = py::none())
      .def_readonly("measure", &Gate::measure)
      .def_readwrite("least", &Gate::least)
      .def_readwrite("most", &Gate::most);
  py::class_<CurateOptions>(module, "CurateOptions", "How videos are divided and judged.")
      .def(py::init(&curate_preset), "preset"_a)
      .def_property("min_length", nullptr,
                    [](CurateOptions& o, const py::object& t) { o.min_length = time_from(t); })
      .def_property("max_length", nullptr,
                    [](CurateOptions& o, const py::object& t) { o.max_length = time_from(t); })
      .def_readwrite("single_face", &CurateOptions::single_face)
      .def_readwrite("gates", &CurateOptions::gates);
  py::class_<CurateJob>(module, "CurateJob", "A dataset of face clips.")
      .def(py::init<>())
      .def_readwrite("videos", &CurateJob::videos)
      .def_readwrite("analysis", &CurateJob::analysis)
      .def_readwrite("output", &CurateJob::output)
      .def_readwrite("choice", &CurateJob::choice)
      .def_readwrite("references", &CurateJob::references)
      .def_readwrite("match", &CurateJob::match)
      .def_readwrite("plan", &CurateJob::plan)
      .def_readwrite("crop_bars", &CurateJob::crop_bars)
      .def_readwrite("no_copies", &CurateJob::no_copies)
      .def_readwrite("wav", &CurateJob::wav)
      .def_readwrite("shard_size", &CurateJob::shard_size)
      .def_readwrite("split", &CurateJob::split)
      .def_readwrite("writer", &CurateJob::writer)
      .def_property("rate", nullptr,
                    [](CurateJob& job, const std::string& text) {
                      job.frame_rate = text == "source" ? Rational{0, 1} : parse_rate(text);
                    })
      .def_property("sample_rate", nullptr,
                    [](CurateJob& job, int rate) { job.writer.sample_rate = rate; })
      .def(
          "set_decoder",
          [](CurateJob& job, std::optional<int> stream, std::int64_t max_pixels) {
            job.decoder.stream_index = stream.value_or(-1);
            job.decoder.max_pixels = max_pixels;
          },
          "stream"_a, "max_pixels"_a);
}

void bind_curate_values(py::module_& module) {
  py::class_<Stretch>(module, "Stretch",
                      "Consecutive frames of one track in one shot, kept or rejected as a whole.")
      .def_readonly("track", &Stretch::track)
      .def_readonly("first_frame", &Stretch::first_frame)
      .def_readonly("last_frame", &Stretch::last_frame, "It belongs to the stretch.")
      .def_property_readonly(
          "start", [](const Stretch& s) { return fraction(s.range.begin); },
          "Seconds in the source, as a fractions.Fraction.")
      .def_property_readonly("end", [](const Stretch& s) { return fraction(s.range.end); })
      .def_readonly("measures", &Stretch::measures)
      .def_readonly("reason", &Stretch::reason,
                    "Why it is rejected: the measure whose gate it fails, 'too_short', "
                    "'other_face', 'transition', 'other_person' or 'duplicate'. Empty: it is kept.")
      .def_readonly("limit", &Stretch::limit, "Of the gate.");
  py::class_<CuratedVideo>(module, "CuratedVideo",
                           "The part of a dataset that comes from one video.")
      .def_readonly("file", &CuratedVideo::file)
      .def_readonly("source_id", &CuratedVideo::source_id, "As source_id() gives it.")
      .def_readonly("stretches", &CuratedVideo::stretches,
                    "Every frame of every track, kept or rejected.")
      .def_readonly("persons", &CuratedVideo::persons,
                    "Of each track: 'person_01', … within the video.")
      .def_property_readonly("clips", &clips_of, "The file of each kept stretch, in order.")
      .def_readonly("problem", &CuratedVideo::problem,
                    "Why the video could not be used; empty: it was.")
      .def("measure", &measure_of, "name"_a,
           "The values of one measure as float64, one per stretch; NaN without it.");
}

}  // namespace

void bind_curate(py::module_& module) {
  bind_job(module);
  bind_curate_values(module);
  module.def(
      "run_curate",
      [](const CurateJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_curate(job, c).videos; });
      },
      "job"_a, "progress"_a);
  module.def("mouth_visible", &mouth_visible);
  module.def("eyes_visible", &eyes_visible);
  module.def("no_overlay_text", &no_overlay_text);
  module.def("curate_presets", [] {
    const auto names = curate_presets();
    return std::vector<std::string>(names.begin(), names.end());
  });
}

}  // namespace facetrack::python
