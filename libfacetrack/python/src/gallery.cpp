// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/gallery.hpp"

#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "facetrack/file.hpp"
#include "facetrack/job.hpp"
#include "facetrack/photos.hpp"
#include "facetrack/report.hpp"

#include "run.hpp"
#include "stages.hpp"
#include "tracks.hpp"
#include "words.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

/// A copy: persons move when the gallery changes.
std::optional<Person> find(const Gallery& gallery, const std::string& name) {
  const Person* person = gallery.find(name);
  return person == nullptr ? std::nullopt : std::optional(*person);
}

FaceSample photo_sample(const py::object& photo, Detector& detector, Embedder& embedder,
                        const std::string& source, int which) {
  ready(detector);
  ready(embedder);
  const bool is_frame = py::isinstance<Frame>(photo);
  const auto file = is_frame ? std::filesystem::path() : photo.cast<std::filesystem::path>();
  const Frame given = is_frame ? photo.cast<Frame>() : Frame();
  return released(py::none(), [&](const RunControl&) {
    const Frame picture = is_frame ? to_bgr24(given) : read_image(file);
    return sample_photo(picture, detector, embedder, source.empty() ? file.string() : source,
                        which);
  });
}

/// The stages are those of `how`. `match` replaces the limit of mean faces and moves the limit of
/// doubt by the same amount.
Gallery people_on(const std::vector<std::filesystem::path>& references,
                  const std::vector<std::filesystem::path>& not_target, int face,
                  const JobVideo& how, std::optional<float> match) {
  return released(py::none(), [&](const RunControl&) {
    Gallery people = people_on_photos({references, not_target, face}, *how.stages.detector(),
                                      *how.stages.embedder());
    if (match) {
      people.limits.uncertain += *match - people.limits.mean_face;
      people.limits.mean_face = *match;
    }
    return people;
  });
}

std::vector<Identification> identify_all(const Gallery& people, const Analysis& film,
                                         const std::string& only) {
  const py::gil_scoped_release released;
  return identify(film.tracks, people, only);
}

void bind_gallery_values(py::module_& module) {
  py::class_<Person>(module, "Person", "A person of a gallery.")
      .def_readonly("name", &Person::name, "Unique in a gallery.")
      .def_property_readonly("faces", [](const py::object& self) {
        return references(self.cast<const Person&>().faces, self);
      });
  py::class_<Identification>(module, "Identification", "Whom a track shows.")
      .def_readonly("track", &Identification::track, "FaceTrack.id.")
      .def_readonly("person", &Identification::person,
                    "match: this person. other_person: whom it shows instead, if the gallery has "
                    "them. Otherwise the nearest person, if the track could be compared.")
      .def_property_readonly(
          "verdict", [](const Identification& id) { return word(id.verdict); },
          "'match', 'other_person', 'uncertain', 'too_small', 'too_short', 'blurred' or "
          "'turned_away'.")
      .def_readonly("distance", &Identification::distance,
                    "From the mean face of the track's group to the nearest known face.")
      .def_readonly("confidence", &Identification::confidence,
                    "In [0, 1], that the track is the nearest person; 0.5 at the limit.")
      .def_readonly("reason", &Identification::reason,
                    "A sentence that says why a track is uncertain; otherwise empty.");
  py::class_<FoundPerson>(module, "FoundPerson",
                          "Tracks of one video that show the same person, whose name is not known.")
      .def_readonly("name", &FoundPerson::name, "'person_01'.")
      .def_readonly("tracks", &FoundPerson::tracks, "FaceTrack.id of each.")
      .def_readonly("frames", &FoundPerson::frames, "Number of frames that show the person.")
      .def_readonly("best_frame", &FoundPerson::best_frame)
      .def_readonly("best_track", &FoundPerson::best_track,
                    "Has the best picture of the face, on best_frame.")
      .def_property_readonly(
          "on_screen", [](const FoundPerson& person) { return fraction(person.on_screen); },
          "Seconds, as a fractions.Fraction.");
}

}  // namespace

void bind_gallery(py::module_& module) {
  bind_gallery_values(module);
  py::class_<Gallery>(module, "Gallery",
                      "People known by name, with the limits of the embedder that made their "
                      "faces.")
      .def(py::init([](Embedder& embedder) { return Gallery(ready(embedder)); }), "embedder"_a,
           "An empty gallery for faces of this embedder.")
      .def_readonly("model", &Gallery::model, "Embedder.model_id of every face.")
      .def_readwrite("limits", &Gallery::limits,
                     "Used by identify(); a smaller mean_face is stricter.")
      .def_property_readonly("names",
                             [](const Gallery& gallery) {
                               std::vector<std::string> names;
                               for (const Person& person : gallery.persons)
                                 names.push_back(person.name);
                               return names;
                             })
      .def_property_readonly(
          "persons", [](const Gallery& gallery) { return gallery.persons; },
          "Copies of the persons.")
      .def("find", &find, "name"_a, "A copy of the person; None for an unknown name.")
      .def("enrol", py::overload_cast<std::string_view, FaceSample>(&Gallery::enrol), "name"_a,
           "face"_a,
           "Adds a face to the person, who may be new. Raises Error for an empty name and for a "
           "face of another model.")
      .def("enrol",
           py::overload_cast<std::string_view, const FaceTrack&, std::string_view>(&Gallery::enrol),
           "name"_a, "track"_a, "source"_a, "Adds all samples of the track; source names the film.")
      .def("merge", &Gallery::merge, "into"_a, "from_"_a,
           "Moves all faces of one person to another and removes the first. Raises Error for an "
           "unknown name.")
      .def("split", &Gallery::split, "name"_a, "other"_a, "moves"_a,
           "Moves the faces for which moves(face) is true to another person, known or new.")
      .def("identify", &identify_all, "film"_a, "only"_a = "",
           "Whom each track of the film shows, as a list of Identification in the order of the "
           "tracks. With only, all distances are to this person.")
      .def(
          "identify",
          [](const Gallery& people, const FaceTrack& track) { return identify(track, people); },
          "track"_a, "Judges one track alone, without the other tracks of the same person.")
      .def_static(
          "load",
          [](const std::filesystem::path& file) { return gallery_from_json(read_file(file)); },
          "file"_a, "Reads a facetrack.gallery/1 file. Raises Error.")
      .def(
          "save",
          [](const Gallery& gallery, const std::filesystem::path& file) {
            write_file(file, gallery_json(gallery));
          },
          "file"_a, "Writes a facetrack.gallery/1 file.")
      .def(py::pickle([](const Gallery& people) { return gallery_json(people); },
                      [](const std::string& text) { return gallery_from_json(text); }))
      .def_static("from_json", &gallery_from_json, "text"_a)
      .def("to_json", &gallery_json);
  module.def(
      "sample_photo", &photo_sample, "photo"_a, "detector"_a, "embedder"_a, "source"_a = "",
      "which"_a = -1,
      "The face on a photo (a file or a Frame), embedded. which: counts the faces from 0, the "
      "largest; -1 is the largest, with a warning if there are several. source: names the "
      "photo in messages. Raises Error saying why the photo cannot be used.");
  module.def("people_on_photos", &people_on, "references"_a, "not_target"_a, "face"_a, "how"_a,
             "match"_a);
  module.def(
      "mean_face", [](const std::vector<FaceSample>& samples) { return mean_face(samples); },
      "samples"_a,
      "The mean of the embeddings, weighted by quality, of unit length; None without samples.");
  module.def(
      "tracks_of",
      [](const Analysis& film, const Gallery& people, const std::string& person) {
        return tracks_of(film, people, person);
      },
      "film"_a, "people"_a, "person"_a, py::call_guard<py::gil_scoped_release>(),
      "Copies of the tracks that show this person of the gallery.");
  module.def(
      "find_persons",
      [](const Analysis& film, const MatchLimits& limits) { return find_persons(film, limits); },
      "film"_a, "limits"_a, py::call_guard<py::gil_scoped_release>(),
      "Everybody in a video, longest on screen first, as a list of FoundPerson. A track without a "
      "usable face belongs to no person.");
}

}  // namespace facetrack::python
