// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "clips.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <utility>

#include "run.hpp"
#include "tracks.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

py::object file_of(const Clip& clip) {
  if (clip.file.empty()) return py::none();
  return py::cast(clip.file);
}

py::array_t<double> times_of(const Clip& clip) {
  return py::array_t<double>(static_cast<py::ssize_t>(clip.times.size()), clip.times.data());
}

void set_audio(ClipWriterOptions& options, const py::object& audio) {
  using Audio = ClipWriterOptions::Audio;
  if (py::isinstance<py::int_>(audio)) {
    options.audio = Audio::one;
    options.audio_stream = audio.cast<int>();
    return;
  }
  const auto word = audio.cast<std::string>();
  if (word != "default" && word != "all" && word != "none") {
    throw py::value_error("audio is 'default', 'all', 'none' or a number, not '" + word + "'");
  }
  options.audio = word == "all" ? Audio::all : word == "none" ? Audio::none : Audio::default_track;
}

std::vector<Clip> plan(const Analysis& film, const std::vector<FaceTrack>& tracks,
                       const PlanOptions& options) {
  const py::gil_scoped_release released;
  return clips_from(film, plan_clips(film, tracks, options), {});
}

std::vector<Clip> write(const std::filesystem::path& video, const Analysis& film,
                        const std::vector<Clip>& clips, const std::filesystem::path& folder,
                        const ClipWriterOptions& options, const py::object& progress) {
  return released(progress, [&](const RunControl& control) {
    std::vector<ClipPlan> plans;
    for (const Clip& clip : clips) plans.push_back(clip.plan);
    const auto written = make_clip_writer(video, folder, options)->write(plans, control);
    return clips_from(film, plans, written);
  });
}

void bind_clip(py::module_& module) {
  py::class_<Clip>(
      module, "Clip",
      "A part of a video that becomes a file, and its framing. Arrays have one row per "
      "frame of the file.")
      .def_property_readonly("name", [](const Clip& clip) { return clip.plan.name; })
      .def_property_readonly("file", &file_of, "A pathlib.Path; None if the clip is not written.")
      .def_property_readonly("shot", [](const Clip& clip) { return clip.plan.shot; })
      .def_property_readonly(
          "track", [](const Clip& clip) { return clip.plan.track; }, "FaceTrack.id.")
      .def_property_readonly("first_frame", [](const Clip& clip) { return clip.plan.first_frame; })
      .def_property_readonly(
          "last_frame", [](const Clip& clip) { return clip.plan.last_frame; },
          "It belongs to the clip.")
      .def_property_readonly(
          "start", [](const Clip& clip) { return fraction(clip.range.begin); },
          "Seconds in the source, as a fractions.Fraction.")
      .def_property_readonly(
          "end", [](const Clip& clip) { return fraction(clip.range.end); },
          "Seconds; the start of the frame after the last one.")
      .def_property_readonly("width", [](const Clip& clip) { return clip.plan.width; })
      .def_property_readonly("height", [](const Clip& clip) { return clip.plan.height; })
      .def_property_readonly(
          "frames", [](const Clip& clip) { return frames_of(clip.plan.points); },
          "Frame numbers of the source, int64.")
      .def_property_readonly("times", &times_of, "Seconds in the source, float64.")
      .def_property_readonly(
          "boxes", [](const Clip& clip) { return boxes_of(clip.plan.points); },
          "The face, n x 4 float32: x, y, width, height in the source picture.")
      .def_property_readonly(
          "crops", [](const Clip& clip) { return boxes_array(clip.plan.crop); },
          "The window, n x 4 float32, likewise; 0 x 4 for the whole picture.")
      .def_property_readonly("scores", [](const Clip& clip) { return scores_of(clip.plan.points); })
      .def_property_readonly(
          "detected", [](const Clip& clip) { return detected_of(clip.plan.points); },
          "bool: the detector found the face; otherwise it was followed.")
      .def_property_readonly(
          "ends_because", [](const Clip& clip) { return word(clip.plan.ends_because); },
          "As FaceTrack.ends_because.")
      .def("__repr__", [](const Clip& clip) {
        return "<facetrack.Clip " + clip.plan.name + ", frames " +
               std::to_string(clip.plan.first_frame) + " to " +
               std::to_string(clip.plan.last_frame) + ">";
      });
}

}  // namespace

std::vector<Clip> clips_from(const Analysis& film, std::span<const ClipPlan> plans,
                             std::span<const WrittenClip> written) {
  std::vector<Clip> clips;
  for (const ClipPlan& plan : plans) {
    Clip clip{plan, {}, {film.time_of(plan.first_frame), film.time_of(plan.last_frame + 1)}, {}};
    for (const TrackPoint& point : plan.points) {
      clip.times.push_back(film.time_of(point.frame).seconds());
    }
    clips.push_back(std::move(clip));
  }
  for (const WrittenClip& file : written) {
    clips[file.plan].file = file.file;
    clips[file.plan].range = file.range;
  }
  return clips;
}

void bind_clips(py::module_& module) {
  bind_clip(module);
  py::class_<PlanOptions>(module, "PlanOptions", "How clips are cut and framed.")
      .def(py::init<>())
      .def_property("crop", nullptr,
                    [](PlanOptions& o, const std::string& word) { o.crop = crop_from(word); })
      .def_readwrite("margin", &PlanOptions::margin)
      .def_readwrite("size", &PlanOptions::size)
      .def_property("smooth", nullptr,
                    [](PlanOptions& o, const py::object& t) { o.smooth = time_from(t); })
      .def_property("min_clip", nullptr,
                    [](PlanOptions& o, const py::object& t) { o.min_clip = time_from(t); });
  py::class_<ClipWriterOptions>(module, "ClipWriterOptions", "How clips are encoded.")
      .def(py::init<>())
      .def_readwrite("copy_streams", &ClipWriterOptions::copy_streams)
      .def_readwrite("overwrite", &ClipWriterOptions::overwrite)
      .def_readwrite("codec", &ClipWriterOptions::codec)
      .def_readwrite("crf", &ClipWriterOptions::crf)
      .def_readwrite("preset", &ClipWriterOptions::preset)
      .def_readwrite("threads", &ClipWriterOptions::threads)
      .def_property("audio", nullptr, &set_audio);
  module.def("plan_clips", &plan, "film"_a, "tracks"_a, "options"_a);
  module.def("write_clips", &write, "video"_a, "film"_a, "clips"_a, "folder"_a, "options"_a,
             "progress"_a = py::none());
}

}  // namespace facetrack::python
