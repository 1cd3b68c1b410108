// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "stages.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <utility>
#include <vector>

#include "facetrack/error.hpp"

#include "convert.hpp"
#include "own_factory.hpp"
#include "own_stages.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;
using OptionalFile = std::optional<std::filesystem::path>;

// A stage that Python made, for the library: it keeps the Python object alive and hands every call
// on.

class KeptDecoder : public Decoder {
 public:
  explicit KeptDecoder(py::object object)
      : stage_(object.cast<Decoder&>()), object_(keep(std::move(object))) {}
  const MediaInfo& info() const noexcept override { return stage_.info(); }
  std::optional<Frame> read() override { return stage_.read(); }
  std::span<const KeyFrame> key_frames() override { return stage_.key_frames(); }
  std::optional<std::int64_t> count_frames() override { return stage_.count_frames(); }
  void seek(std::int64_t index) override { stage_.seek(index); }

 private:
  Decoder& stage_;
  Kept object_;
};

class KeptDetector : public Detector {
 public:
  explicit KeptDetector(py::object object)
      : stage_(object.cast<Detector&>()), object_(keep(std::move(object))) {}
  std::vector<Detection> detect(const ImageView& image) override { return stage_.detect(image); }
  int preferred_face() const noexcept override { return stage_.preferred_face(); }
  int smallest_face() const noexcept override { return stage_.smallest_face(); }
  std::string_view name() const noexcept override { return stage_.name(); }

 private:
  Detector& stage_;
  Kept object_;
};

class KeptEmbedder : public Embedder {
 public:
  explicit KeptEmbedder(py::object object)
      : stage_(object.cast<Embedder&>()), object_(keep(std::move(object))) {}
  std::string_view model_id() const noexcept override { return stage_.model_id(); }
  MatchLimits limits() const noexcept override { return stage_.limits(); }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override {
    return stage_.embed(image, faces);
  }

 private:
  Embedder& stage_;
  Kept object_;
};

class KeptShotDetector : public ShotDetector {
 public:
  explicit KeptShotDetector(py::object object)
      : stage_(object.cast<ShotDetector&>()), object_(keep(std::move(object))) {}
  std::vector<Transition> push(const Frame& frame) override { return stage_.push(frame); }
  std::vector<Transition> flush() override { return stage_.flush(); }
  int max_delay() const noexcept override { return stage_.max_delay(); }
  Size picture_size() const noexcept override { return stage_.picture_size(); }

 private:
  ShotDetector& stage_;
  Kept object_;
};

ImageView view_of(const Frame& frame) { return frame.image(); }

void bind_decoder(py::module_& module) {
  py::class_<Decoder, OwnDecoder>(
      module, "Decoder",
      "The frames of a source in display order. Derive from it and give info (a MediaInfo) and "
      "read(), which returns the next Frame, or None at the end; frames are numbered from 0 by "
      "their index. A source that can seek has key_frames, a list of (index, time) of the frames "
      "at which decoding can begin, and seek(index), which makes that frame the next one. One "
      "thread at a time per object.")
      .def(py::init<>());
}

void bind_detector(py::module_& module) {
  py::class_<Detector, OwnDetector> detector(
      module, "Detector",
      "Finds faces. Derive from it and give detect(), name, "
      "preferred_face and smallest_face. Keeps "
      "no state between calls. One thread at a time per object.");
  detector.def(py::init<>())
      .def(
          "detect",
          [](Detector& stage, const py::array& image) {
            const Frame frame = frame_from(image, {});
            const py::gil_scoped_release released;
            return stage.detect(view_of(frame));
          },
          "image"_a,
          "The faces on a height x width x 3 uint8 array (BGR), best score first. A list of "
          "Detection.");
  define_fact<OwnDetector>(
      detector, "name", [](const Detector& d) { return std::string(d.name()); },
      "Stored with an analysis.");
  define_fact<OwnDetector>(
      detector, "preferred_face", [](const Detector& d) { return d.preferred_face(); },
      "The face size (shorter side, pixels) that the backend finds best; callers scale regions to "
      "it.");
  define_fact<OwnDetector>(
      detector, "smallest_face", [](const Detector& d) { return d.smallest_face(); },
      "The smallest face that the backend finds at all, likewise.");
  module.def(
      "make_detector",
      [](const std::string& backend, const OptionalFile& model, float min_score, int min_face,
         bool allow_unverified) {
        const py::gil_scoped_release released;
        return make_detector(backend, {model.value_or(""), min_score, min_face, allow_unverified});
      },
      "backend"_a = "auto", py::kw_only(), "model"_a = py::none(), "min_score"_a = 0.5F,
      "min_face"_a = 16, "allow_unverified"_a = false,
      "The face detector of this name, or the best one whose model is installed. Raises Error.");
  module.def(
      "detector_backends",
      [] {
        const auto names = detector_backends();
        return std::vector<std::string>(names.begin(), names.end());
      },
      "The names of the face detectors of this build.");
}

void bind_embedder(py::module_& module) {
  py::class_<Embedder, OwnEmbedder> embedder(
      module, "Embedder",
      "Turns faces into vectors. Derive from it and give embed(), model_id and limits. One thread "
      "at a time per object.");
  embedder.def(py::init<>())
      .def(
          "embed",
          [](Embedder& stage, const py::array& image, const std::vector<Detection>& faces) {
            const Frame frame = frame_from(image, {});
            const py::gil_scoped_release released;
            return stage.embed(view_of(frame), faces);
          },
          "image"_a, "faces"_a,
          "One vector per face of a height x width x 3 uint8 array (BGR), in the same order: a "
          "list "
          "of Embedding. A class of your own returns an array with one row per face.");
  define_fact<OwnEmbedder>(
      embedder, "model_id", [](const Embedder& e) { return std::string(e.model_id()); },
      "Stored with every embedding. It changes when new vectors cannot be compared with old ones.");
  define_fact<OwnEmbedder>(
      embedder, "limits", [](const Embedder& e) { return e.limits(); },
      "The MatchLimits of its vectors.");
  module.def(
      "make_embedder",
      [](const std::string& backend, const OptionalFile& model, bool allow_unverified) {
        const py::gil_scoped_release released;
        return make_embedder(backend, {model.value_or(""), allow_unverified});
      },
      "backend"_a = "auto", py::kw_only(), "model"_a = py::none(), "allow_unverified"_a = false,
      "The embedder of this name, of this model_id or of this card (FILE.json), or the best one "
      "whose model is installed. Raises Error.");
  module.def(
      "embedder_backends",
      [] {
        const auto names = embedder_backends();
        return std::vector<std::string>(names.begin(), names.end());
      },
      "The names of the embedders of this build.");
}

constexpr const char* transition_words[] = {"cut", "dissolve", "fade", "wipe"};

Transition transition_from(const std::string& kind, std::int64_t next_shot,
                           std::optional<std::int64_t> first_mixed, float score) {
  for (int i = 0; i < 4; ++i) {
    if (kind != transition_words[i]) continue;
    return {static_cast<TransitionKind>(i), first_mixed.value_or(next_shot), next_shot, score};
  }
  throw py::value_error("a transition is a 'cut', 'dissolve', 'fade' or 'wipe', not '" + kind +
                        "'");
}

void bind_shot_detector(py::module_& module) {
  py::class_<Transition>(module, "Transition",
                         "The change from one shot to the next. A gradual one owns the frames from "
                         "first_mixed up to next_shot, which belong to no shot.")
      .def(py::init(&transition_from), "kind"_a, "next_shot"_a, "first_mixed"_a = py::none(),
           "score"_a = 1.0F)
      .def_property_readonly(
          "kind", [](const Transition& t) { return transition_words[static_cast<int>(t.kind)]; },
          "'cut', 'dissolve', 'fade' or 'wipe'.")
      .def_readonly("first_mixed", &Transition::first_mixed,
                    "First frame that is not purely the old shot.")
      .def_readonly("next_shot", &Transition::next_shot, "First frame that is purely the new shot.")
      .def_readonly("score", &Transition::score,
                    "1 is the decision threshold; higher is more certain.");
  py::class_<ShotDetector, OwnShotDetector> detector(
      module, "ShotDetector",
      "Finds the transitions of a video. Derive from it and give push(), flush(), max_delay and "
      "picture_size. One thread at a time per object.");
  detector.def(py::init<>())
      .def("push", &ShotDetector::push, "frame"_a, py::call_guard<py::gil_scoped_release>(),
           "Takes the next frame. Returns the transitions that it decided, each once, as a list.")
      .def("flush", &ShotDetector::flush, py::call_guard<py::gil_scoped_release>(),
           "Returns the last transitions and resets the detector for another video.");
  define_fact<OwnShotDetector>(
      detector, "max_delay", [](const ShotDetector& d) { return d.max_delay(); },
      "A cut is reported at most this many frames after its next_shot.");
  define_fact<OwnShotDetector>(
      detector, "picture_size",
      [](const ShotDetector& d) {
        const Size size = d.picture_size();
        return size == Size{} ? std::optional<std::pair<int, int>>()
                              : std::pair(size.width, size.height);
      },
      "Frames are pushed as yuv420p copies of this size (width, height, both even); None: as whole "
      "frames, and one worker analyses the video.");
  module.def(
      "make_shot_detector",
      [](const std::string& backend, float threshold, int min_frames) {
        return make_shot_detector(backend, {threshold, min_frames});
      },
      "backend"_a = "content", py::kw_only(), "threshold"_a = 1.0F, "min_frames"_a = 0,
      "The shot detector of this name. threshold: below 1 finds more. min_frames: a shorter shot "
      "is "
      "merged into the one before.");
}

}  // namespace

DecoderFactory decoder_factory(const py::object& choice) {
  return python_factory<Decoder, KeptDecoder, OwnDecoder>(choice, "Decoder");
}

std::function<std::unique_ptr<Detector>()> detector_factory(const py::object& choice,
                                                            bool allow_unverified) {
  if (choice.is_none()) return nullptr;
  if (!py::isinstance<py::str>(choice)) {
    return python_factory<Detector, KeptDetector, OwnDetector>(choice, "Detector");
  }
  return [name = choice.cast<std::string>(), allow_unverified] {
    DetectorOptions options;
    options.allow_unverified = allow_unverified;
    return make_detector(name, options);
  };
}

std::function<std::unique_ptr<Embedder>()> embedder_factory(const py::object& choice,
                                                            bool allow_unverified) {
  if (choice.is_none()) return nullptr;
  if (!py::isinstance<py::str>(choice)) {
    return python_factory<Embedder, KeptEmbedder, OwnEmbedder>(choice, "Embedder");
  }
  return [name = choice.cast<std::string>(), allow_unverified] {
    return make_embedder(name, {{}, allow_unverified});
  };
}

std::function<std::unique_ptr<ShotDetector>()> shots_factory(const py::object& choice,
                                                             const ShotOptions& options) {
  if (choice.is_none()) return nullptr;
  if (!py::isinstance<py::str>(choice)) {
    return python_factory<ShotDetector, KeptShotDetector, OwnShotDetector>(choice, "ShotDetector");
  }
  return [name = choice.cast<std::string>(), options] { return make_shot_detector(name, options); };
}

Detector& ready(Detector& stage) {
  read_facts_of<OwnDetector>(stage);
  return stage;
}

Embedder& ready(Embedder& stage) {
  read_facts_of<OwnEmbedder>(stage);
  return stage;
}

void bind_stages(py::module_& module) {
  bind_decoder(module);
  bind_detector(module);
  bind_embedder(module);
  bind_shot_detector(module);
}

}  // namespace facetrack::python
