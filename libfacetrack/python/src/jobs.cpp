// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <utility>

#include "facetrack/job.hpp"

#include "clips.hpp"
#include "run.hpp"
#include "stages.hpp"
#include "tracks.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

Existing existing_from(const std::string& word) {
  if (word == "refuse") return Existing::refuse;
  if (word == "overwrite") return Existing::overwrite;
  if (word == "resume") return Existing::resume;
  if (word == "reuse") return Existing::reuse;
  throw py::value_error("existing is 'refuse', 'overwrite', 'resume' or 'reuse', not '" + word +
                        "'");
}

void set_decoder(JobVideo& video, std::optional<int> stream, std::int64_t max_pixels) {
  DecoderOptions options;
  options.stream_index = stream.value_or(-1);
  options.max_pixels = max_pixels;
  video.stages.decoder = from_file(video.file, options);
}

/// The options of the analysis are flat here, as in the jobs of the package.
void bind_job_video(py::module_& module) {
  py::class_<JobVideo>(module, "JobVideo", "The video of a job and how it is analysed.")
      .def(py::init<>())
      .def_readwrite("file", &JobVideo::file)
      .def_readwrite("tracks", &JobVideo::tracks)
      .def_readwrite("settings", &JobVideo::settings)
      .def_readwrite("insist", &JobVideo::insist)
      .def_readwrite("inputs", &JobVideo::inputs)
      .def("set_decoder", &set_decoder, "stream"_a, "max_pixels"_a)
      .def(
          "set_own_decoder",
          [](JobVideo& video, const py::object& choice) {
            video.stages.decoder = decoder_factory(choice);
          },
          "choice"_a)
      .def(
          "set_detector",
          [](JobVideo& video, const py::object& choice, bool allow_unverified) {
            video.stages.detector = detector_factory(choice, allow_unverified);
          },
          "choice"_a, "allow_unverified"_a)
      .def(
          "set_embedder",
          [](JobVideo& video, const py::object& choice, bool allow_unverified) {
            video.stages.embedder = embedder_factory(choice, allow_unverified);
          },
          "choice"_a, "allow_unverified"_a)
      .def(
          "set_shots",
          [](JobVideo& video, const py::object& choice, float threshold, int min_frames) {
            video.stages.shots = shots_factory(choice, {threshold, min_frames});
          },
          "choice"_a, "threshold"_a, "min_frames"_a)
      .def_property(
          "start", nullptr,
          [](JobVideo& v, const py::object& t) { v.options.start = optional_time_from(t); })
      .def_property("end", nullptr,
                    [](JobVideo& v, const py::object& t) { v.options.end = optional_time_from(t); })
      .def_property("workers", nullptr, [](JobVideo& v, int n) { v.options.workers = n; })
      .def_property("pictures", nullptr, [](JobVideo& v, bool yes) { v.options.pictures = yes; })
      .def_property("interval", nullptr, [](JobVideo& v, int n) { v.options.tracker.interval = n; })
      .def_property("min_face", nullptr, [](JobVideo& v, int n) { v.options.tracker.min_face = n; })
      .def_property(
          "join_gap", nullptr,
          [](JobVideo& v, const py::object& t) { v.options.tracker.join_gap = time_from(t); })
      .def_property("effort", nullptr, [](JobVideo& v, const std::string& word) {
        v.options.tracker.effort = effort_from(word);
      });
}

void bind_output(py::module_& module) {
  py::class_<JobOutput>(module, "JobOutput", "The folder of a job and what is written there.")
      .def(py::init<>())
      .def_readwrite("folder", &JobOutput::folder)
      .def_readwrite("report", &JobOutput::report)
      .def_readwrite("tracks", &JobOutput::tracks)
      .def_readwrite("command", &JobOutput::command)
      .def_property("existing", nullptr, [](JobOutput& output, const std::string& word) {
        output.existing = existing_from(word);
      });
  py::class_<ClipFiles>(module, "ClipFiles", "The clips and lists of a job.")
      .def(py::init<>())
      .def_readwrite("plan", &ClipFiles::plan)
      .def_readwrite("writer", &ClipFiles::writer)
      .def_readwrite("json", &ClipFiles::json)
      .def_readwrite("csv", &ClipFiles::csv)
      .def_readwrite("mot", &ClipFiles::mot)
      .def_readwrite("edl", &ClipFiles::edl)
      .def_readwrite("otio", &ClipFiles::otio)
      .def_readwrite("flat_metadata", &ClipFiles::flat_metadata)
      .def_readwrite("save_images", &ClipFiles::save_images);
}

void bind_track(py::module_& module) {
  py::class_<TrackJob>(module, "TrackJob", "Clips, lists and page of one person.")
      .def(py::init<>())
      .def_readwrite("video", &TrackJob::video)
      .def_readwrite("references", &TrackJob::references)
      .def_readwrite("output", &TrackJob::output)
      .def_readwrite("not_target", &TrackJob::not_target)
      .def_readwrite("reference_face", &TrackJob::reference_face)
      .def_readwrite("match", &TrackJob::match)
      .def_readwrite("clips", &TrackJob::clips)
      .def_readwrite("overlay", &TrackJob::overlay);
  py::class_<TrackOutcome>(module, "TrackOutcome", "The result of run_track().")
      .def_readonly("analysis", &TrackOutcome::analysis)
      .def_readonly("reused", &TrackOutcome::reused)
      .def_property_readonly("people", [](const TrackOutcome& o) { return o.result.people; })
      .def_property_readonly("identifications",
                             [](const TrackOutcome& o) { return o.result.identifications; })
      .def_property_readonly(
          "why", [](const TrackOutcome& o) { return summarise(o.analysis, o.result).why; })
      .def_property_readonly("clips", [](const TrackOutcome& o) {
        return clips_from(o.analysis, o.result.plans, o.result.clips);
      });
  module.def(
      "run_track",
      [](const TrackJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_track(job, c); });
      },
      "job"_a, "progress"_a);
}

void bind_everybody(py::module_& module) {
  py::class_<FacesJob>(module, "FacesJob", "Clips, lists and page of everybody.")
      .def(py::init<>())
      .def_readwrite("video", &FacesJob::video)
      .def_readwrite("output", &FacesJob::output)
      .def_readwrite("match", &FacesJob::match)
      .def_readwrite("clips", &FacesJob::clips);
  py::class_<FacesOutcome>(module, "FacesOutcome", "The result of run_faces().")
      .def_readonly("analysis", &FacesOutcome::analysis)
      .def_readonly("persons", &FacesOutcome::persons)
      .def_readonly("reused", &FacesOutcome::reused)
      .def_readonly("why", &FacesOutcome::why)
      .def_property_readonly("clips", [](const FacesOutcome& o) {
        std::vector<std::vector<Clip>> clips;  // one list per person
        for (const PersonResult& result : o.results) {
          clips.push_back(clips_from(o.analysis, result.plans, result.clips));
        }
        return clips;
      });
  module.def(
      "run_faces",
      [](const FacesJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_faces(job, c); });
      },
      "job"_a, "progress"_a);
}

}  // namespace

void bind_jobs(py::module_& module) {
  bind_job_video(module);
  bind_output(module);
  bind_track(module);
  bind_everybody(module);
  module.def(
      "analyze_video",
      [](const JobVideo& video, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return analyze_video(video, c); });
      },
      "video"_a, "progress"_a);
  module.def(
      "keep_inputs",
      [](const std::vector<std::filesystem::path>& outputs,
         const std::vector<std::filesystem::path>& inputs) { keep_inputs(outputs, inputs); },
      "outputs"_a, "inputs"_a);
  module.def(
      "add_pictures",
      [](Analysis& film, const JobVideo& video, const py::object& progress) {
        return released(progress, [&](const RunControl& control) {
          const auto decoder = video.stages.decoder();
          return add_pictures(film, *decoder, control);
        });
      },
      "film"_a, "video"_a, "progress"_a);
  module.def(
      "save_shot_images",
      [](const Analysis& film, const JobVideo& video, const JobOutput& output,
         const py::object& progress) {
        return released(progress, [&](const RunControl& control) {
          return save_shot_images(film, video, output, control);
        });
      },
      "film"_a, "video"_a, "output"_a, "progress"_a);
  module.def("check_shot_images", &check_shot_images, "video"_a, "output"_a);
}

}  // namespace facetrack::python
