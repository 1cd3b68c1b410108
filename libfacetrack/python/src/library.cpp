// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/library.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "facetrack/index_job.hpp"
#include "facetrack/library_export.hpp"
#include "facetrack/search_job.hpp"

#include "run.hpp"
#include "stages.hpp"
#include "tracks.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

const char* word(IndexedVideo::State state) {
  constexpr std::array words{"indexed", "known", "moved", "missing", "removed", "failed"};
  return words[static_cast<std::size_t>(state)];
}

/// n x 2: the first and the last frame of each appearance.
py::array_t<std::int64_t> frames_of_all(const std::vector<Appearance>& appearances) {
  py::array_t<std::int64_t> array({static_cast<py::ssize_t>(appearances.size()), py::ssize_t{2}});
  std::int64_t* to = array.mutable_data();
  for (const Appearance& one : appearances) {
    *to++ = one.first_frame;
    *to++ = one.last_frame;
  }
  return array;
}

/// n x 2: begin and end in seconds.
py::array_t<double> times_of_all(const std::vector<Appearance>& appearances) {
  py::array_t<double> array({static_cast<py::ssize_t>(appearances.size()), py::ssize_t{2}});
  double* to = array.mutable_data();
  for (const Appearance& one : appearances) {
    *to++ = one.time.begin.seconds();
    *to++ = one.time.end.seconds();
  }
  return array;
}

py::array_t<float> best_boxes_of(const std::vector<Appearance>& appearances) {
  std::vector<Box> boxes;
  for (const Appearance& one : appearances) boxes.push_back(one.best_box);
  return boxes_array(boxes);
}

void bind_library_values(py::module_& module) {
  py::class_<LibraryVideo>(module, "LibraryVideo", "A video of a library.")
      .def_readonly("id", &LibraryVideo::id)
      .def_readonly("file", &LibraryVideo::file, "Where it was when it was last indexed.")
      .def_readonly("source_id", &LibraryVideo::source_id, "As source_id() gives it.")
      .def_property_readonly(
          "duration", [](const LibraryVideo& video) { return fraction(video.duration); },
          "Seconds, as a fractions.Fraction.")
      .def_readonly("frames", &LibraryVideo::frames, "0: not known.")
      .def_readonly("width", &LibraryVideo::width)
      .def_readonly("height", &LibraryVideo::height)
      .def_readonly("looks", &LibraryVideo::looks,
                    "The number of frames in which faces were searched.")
      .def_readonly("missing", &LibraryVideo::missing, "The file was not there at the last index.");
  py::class_<Appearance>(module, "Appearance",
                         "A person on screen, from the first look that shows the person to the "
                         "last one. The person may be there a little longer.")
      .def_readonly("id", &Appearance::id)
      .def_readonly("video", &Appearance::video, "LibraryVideo.id.")
      .def_readonly("person", &Appearance::person, "LibraryPerson.id.")
      .def_readonly("first_frame", &Appearance::first_frame)
      .def_readonly("last_frame", &Appearance::last_frame)
      .def_property_readonly(
          "start", [](const Appearance& one) { return fraction(one.time.begin); },
          "Seconds from the first frame of the video, as a fractions.Fraction.")
      .def_property_readonly("end", [](const Appearance& one) { return fraction(one.time.end); })
      .def_readonly("best_frame", &Appearance::best_frame)
      .def_property_readonly("best_box", [](const Appearance& one) {
        const Box& box = one.best_box;
        return py::make_tuple(box.x, box.y, box.width, box.height);
      });
  py::class_<LibraryPerson>(module, "LibraryPerson", "Somebody in the videos of a library.")
      .def_readonly("id", &LibraryPerson::id)
      .def_readonly("name", &LibraryPerson::name, "Empty: not known.")
      .def_readonly("videos", &LibraryPerson::videos)
      .def_readonly("appearances", &LibraryPerson::appearances)
      .def_readonly("seconds", &LibraryPerson::seconds, "On screen, from look to look.")
      .def_readonly("best_picture", &LibraryPerson::best_picture,
                    "Appearance.id of the longest appearance; 0: none.");
}

void bind_search(py::module_& module) {
  py::class_<LibraryHit>(module, "LibraryHit",
                         "A person in one video, found by a search. Arrays have one row per "
                         "appearance.")
      .def_readonly("video", &LibraryHit::video)
      .def_readonly("person", &LibraryHit::person, "LibraryPerson.id.")
      .def_readonly("name", &LibraryHit::name, "Of the person, if it is known.")
      .def_readonly("distance", &LibraryHit::distance, "As Identification.distance.")
      .def_property_readonly(
          "verdict",
          [](const LibraryHit& hit) {
            return hit.verdict == Verdict::match ? "match" : "uncertain";
          },
          "'match' or 'uncertain'.")
      .def_readonly("appearances", &LibraryHit::appearances)
      .def_property_readonly(
          "frames", [](const LibraryHit& hit) { return frames_of_all(hit.appearances); },
          "n x 2 int64: the first and the last frame.")
      .def_property_readonly(
          "times", [](const LibraryHit& hit) { return times_of_all(hit.appearances); },
          "n x 2 float64: start and end in seconds.")
      .def_property_readonly(
          "boxes", [](const LibraryHit& hit) { return best_boxes_of(hit.appearances); },
          "n x 4 float32: the best face, x, y, width, height.");
  py::class_<LibrarySearch>(module, "LibrarySearch", "The result of Library.search().")
      .def_readonly("model", &LibrarySearch::model)
      .def_readonly("limits", &LibrarySearch::limits)
      .def_readonly("videos", &LibrarySearch::videos, "The number of videos in the library.")
      .def_readonly("faces", &LibrarySearch::faces)
      .def_property_readonly(
          "hits",
          [](const py::object& self) {
            return references(self.cast<const LibrarySearch&>().hits, self);
          },
          "Matches first, then by distance.");
}

/// A library that Python can close, so that another process may change it.
class OpenLibrary {
 public:
  explicit OpenLibrary(Library library) : library_(std::move(library)) {}
  Library& use() {
    if (!library_) throw py::value_error("the library is closed");
    return *library_;
  }
  void close() { library_.reset(); }

 private:
  std::optional<Library> library_;
};

/// Makes a method of a function of Library that needs no Python, so that the GIL is released.
template <class... Arguments, class Result>
auto method(Result (Library::*function)(Arguments...) const) {
  return [function](OpenLibrary& self, Arguments... arguments) {
    const py::gil_scoped_release released;
    return (self.use().*function)(std::forward<Arguments>(arguments)...);
  };
}
template <class... Arguments, class Result>
auto method(Result (Library::*function)(Arguments...)) {
  return [function](OpenLibrary& self, Arguments... arguments) {
    const py::gil_scoped_release released;
    return (self.use().*function)(std::forward<Arguments>(arguments)...);
  };
}

LibraryPerson person_of(OpenLibrary& library, const std::variant<std::int64_t, std::string>& who) {
  const auto* name = std::get_if<std::string>(&who);
  return library.use().person(name != nullptr ? *name : std::to_string(std::get<0>(who)));
}

using Ids = std::vector<std::int64_t>;
using Path = std::filesystem::path;

void bind_reading(py::class_<OpenLibrary>& library) {
  library
      .def(py::init([](const Path& folder) { return OpenLibrary(Library(folder)); }), "folder"_a,
           "Opens a library to read it. Raises Error.")
      .def("__enter__", [](OpenLibrary& self) -> OpenLibrary& { return self; })
      .def("__exit__", [](OpenLibrary& self, const py::args&) { self.close(); })
      .def("close", &OpenLibrary::close, "Another process may change the library then.")
      .def_property_readonly(
          "model", [](OpenLibrary& self) { return self.use().model(); }, "Embedder.model_id.")
      .def_property_readonly("limits", [](OpenLibrary& self) { return self.use().limits(); })
      .def_property_readonly("videos", method(&Library::videos), "By file.")
      .def_property_readonly("persons", method(&Library::persons), "Longest on screen first.")
      .def("person", &person_of, "name_or_id"_a,
           "The person with this name or number. Raises Error.")
      .def("appearances",
           method(py::overload_cast<const LibraryPerson&>(&Library::appearances, py::const_)),
           "person"_a)
      .def("appearances",
           method(py::overload_cast<const LibraryVideo&>(&Library::appearances, py::const_)),
           "video"_a)
      .def(
          "picture",
          [](OpenLibrary& self, std::int64_t appearance) {
            return bytes_or_none(self.use().picture(appearance));
          },
          "appearance"_a, "The bytes of a small JPEG of this appearance, by its id; or None.")
      .def("faces", method(&Library::faces), "person"_a, "most"_a = 16,
           "The best faces of the person, for a Gallery.")
      .def(
          "search",
          [](OpenLibrary& self, const Gallery& people, const std::string& only, int top,
             std::int64_t person) {
            const py::gil_scoped_release released;
            return self.use().search(people, only, {top, person});
          },
          "people"_a, "only"_a, "top"_a = 100, "person"_a = 0,
          "Searches all videos for this person of the gallery. Opens no video. Faces that the "
          "library assigned to its own person of this number match at any distance.")
      .def("problems", method(&Library::problems),
           "The damage found in the files of the library; empty: none.")
      .def(
          "export",
          [](OpenLibrary& self, const Path& folder, bool force) {
            const py::gil_scoped_release released;
            export_library(self.use(), folder, force);
          },
          "folder"_a, "force"_a = false,
          "Writes the persons, appearances and faces as JSON Lines and NumPy arrays, for vector "
          "databases.");
}

void bind_writing(py::class_<OpenLibrary>& library) {
  library
      .def_static(
          "open_for_writing",
          [](const Path& folder) { return OpenLibrary(Library::open_for_writing(folder)); },
          "folder"_a,
          "Opens a library to change it. Raises Error, also while another process changes it.")
      .def("name", method(&Library::name), "person"_a, "name"_a,
           "Gives the person with this id a name; empty: removes it. It stays when videos are "
           "indexed again.")
      .def(
          "merge",
          [](OpenLibrary& self, std::int64_t into, const Ids& from) {
            const py::gil_scoped_release released;
            self.use().merge(into, from);
          },
          "into"_a, "from_"_a, "Moves everything of the persons `from_`, by id, to another one.")
      .def(
          "split",
          [](OpenLibrary& self, std::int64_t person, const Ids& appearances) {
            const py::gil_scoped_release released;
            return self.use().split(person, appearances);
          },
          "person"_a, "appearances"_a,
          "Moves these appearances, by id, to a new person and returns its id.")
      .def("remove", method(&Library::remove), "video"_a, "Removes the video with this id.")
      .def("group_persons", method(&Library::group_persons),
           "Finds the persons that several videos share. Call it after the last change.");
}

void bind_index(py::module_& module) {
  py::class_<IndexJob>(module, "IndexJob", "Makes a library of videos, or adds videos to it.")
      .def(py::init<>())
      .def_readwrite("library", &IndexJob::library)
      .def_readwrite("videos", &IndexJob::videos)
      .def_readwrite("forget_missing", &IndexJob::forget_missing)
      .def(
          "set_stages",
          [](IndexJob& job, const JobVideo& how) {
            job.stages = how.stages;
            job.looks.min_face = how.options.tracker.min_face;
            job.looks.workers = how.options.workers;
          },
          "how"_a)
      .def(
          "set_decoder",
          [](IndexJob& job, std::optional<int> stream, std::int64_t max_pixels) {
            job.decoder.stream_index = stream.value_or(-1);
            job.decoder.max_pixels = max_pixels;
          },
          "stream"_a, "max_pixels"_a)
      .def_property("every", nullptr,
                    [](IndexJob& job, const py::object& t) { job.looks.every = time_from(t); });
  py::class_<IndexedVideo>(module, "IndexedVideo", "What index() did with one video.")
      .def_readonly("file", &IndexedVideo::file)
      .def_property_readonly(
          "state", [](const IndexedVideo& video) { return word(video.state); },
          "'indexed', 'known', 'moved', 'missing', 'removed' or 'failed'.")
      .def_readonly("seconds", &IndexedVideo::seconds, "Length of an indexed video.")
      .def_readonly("persons", &IndexedVideo::persons, "In an indexed video.")
      .def_readonly("reason", &IndexedVideo::reason, "Why it failed.");
  module.def(
      "run_index",
      [](const IndexJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl& c) { return run_index(job, c).videos; });
      },
      "job"_a, "progress"_a);
}

/// The folder and the number of clips of each video.
using FoundClips = std::vector<std::pair<Path, std::size_t>>;

FoundClips cut(SearchJob job, const SearchReport& report, const py::object& progress) {
  return released(progress, [&](const RunControl& control) {
    FoundClips clips;
    job.on_video = [&](const Path& folder, const TrackOutcome& outcome) {
      clips.emplace_back(folder, outcome.result.clips.size());
    };
    cut_found(job, report.search, control);
    return clips;
  });
}

void bind_search_job(py::module_& module) {
  py::class_<SearchJob>(module, "SearchJob", "A search of a library, and the clips of its results.")
      .def(py::init<>())
      .def_readwrite("library", &SearchJob::library)
      .def_readwrite("person", &SearchJob::person)
      .def_readwrite("top", &SearchJob::top)
      .def_readwrite("track", &SearchJob::track);
  py::class_<SearchReport>(module, "SearchReport", "The result of a search, and its texts.")
      .def_readonly("search", &SearchReport::search)
      .def_readonly("seconds", &SearchReport::seconds)
      .def_readwrite("command", &SearchReport::command)
      .def("to_json", &search_json, "facetrack.search/1.")
      .def("to_csv", &search_csv, "One line per appearance.")
      .def("to_html", &search_page, "One page with pictures and a timeline of each video.");
  module.def(
      "run_search",
      [](const SearchJob& job, const py::object& progress) {
        return released(progress, [&](const RunControl&) { return run_search(job); });
      },
      "job"_a, "progress"_a);
  module.def("cut_found", &cut, "job"_a, "report"_a, "progress"_a);
}

}  // namespace

void bind_library(py::module_& module) {
  bind_library_values(module);
  bind_search(module);
  py::class_<OpenLibrary> library(
      module, "Library",
      "Videos, and who is in them: a folder that index() makes. One process may change it while "
      "others read it. One thread at a time per object.");
  bind_reading(library);
  bind_writing(library);
  bind_index(module);
  bind_search_job(module);
}

}  // namespace facetrack::python
