// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>

#include "facetrack/file.hpp"
#include "facetrack/job.hpp"
#include "facetrack/library.hpp"
#include "facetrack/library_report.hpp"
#include "facetrack/photos.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> paths(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

std::string table(const LibrarySearch& search) {
  std::string text;
  for (const LibraryHit& hit : search.hits) {
    char line[96];
    std::snprintf(line, sizeof line, "%-9s  %.3f  person %lld",
                  hit.verdict == Verdict::match ? "target" : "uncertain", hit.distance,
                  static_cast<long long>(hit.person));
    text += line + (hit.name.empty() ? "" : " (" + hit.name + ")") + "  " +
            hit.video.file.string() + (hit.video.missing ? " (missing)" : "") + "\n";
    for (const Appearance& one : hit.appearances) {
      text += "    " + one.time.begin.to_string() + " – " + one.time.end.to_string() + "\n";
    }
  }
  return text;
}

void check_output(const fs::path& file, const Values& values) {
  constexpr std::array endings{".json", ".csv", ".html"};
  if (std::find(endings.begin(), endings.end(), file.extension().string()) == endings.end()) {
    throw UsageError("--output: expected a name that ends with .json, .csv or .html, got '" +
                     file.string() + "'");
  }
  require_free(file, values);
}

/// The person to search for, and those who are not meant.
Gallery people_of(const Values& values, const Library& library) {
  ModelChoice models = model_choice(values);
  if (models.embedder == "auto") models.embedder = library.model();
  Gallery people;
  people.model = library.model();
  people.limits = library.limits();
  if (values.given("reference") || values.given("not")) {
    const PhotoRequest photos{
        paths(values.texts("reference")), paths(values.texts("not")),
        values.given("reference-face") ? values.integer("reference-face", 0, 1000) : -1};
    people = people_on_photos(photos, *detector_factory(models)(), *embedder_factory(models)());
  }
  if (values.given("person")) {
    for (FaceSample& face : library.faces(library.person(values.text("person")))) {
      people.enrol(target_name, std::move(face));
    }
  }
  return people;
}

void apply_threshold(const Values& values, Gallery& people) {
  const auto match = match_of(values);
  if (!match) return;
  people.limits.uncertain += *match - people.limits.mean_face;
  people.limits.mean_face = *match;
}

void check_values(const Values& values) {
  if (values.positional().size() != 1) {
    throw UsageError("search: expected one library (facetrack-cli search LIBRARY -r IMG…)");
  }
  if (values.given("reference") == values.given("person")) {
    throw UsageError("search: name the person either by photos (-r photo.jpg) or by --person");
  }
  for (const std::string& file : values.texts("output")) check_output(file, values);
  std::vector<fs::path> inputs{values.positional().front()};  // the files of the library
  for (const char* option : {"reference", "not"}) {
    const std::vector<fs::path> photos = paths(values.texts(option));
    inputs.insert(inputs.end(), photos.begin(), photos.end());
  }
  keep_inputs(paths(values.texts("output")), inputs);
}

SearchReport searched(const Values& values, Context& context) {
  SearchReport report;
  report.library = values.positional().front();
  report.command = replacing(context.command_line);
  const Library library(report.library);
  Gallery people = people_of(values, library);
  apply_threshold(values, people);
  LibraryQuery query;
  query.top = values.integer("top", 1, 1'000'000);
  if (values.given("person")) query.person = library.person(values.text("person")).id;
  const auto begin = std::chrono::steady_clock::now();
  report.search = library.search(people, target_name, query);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const LibraryHit& hit : report.search.hits) {
    for (const Appearance& one : hit.appearances) {
      report.pictures[one.id] = library.picture(one.id);
    }
  }
  return report;
}

/// How the clips of one video are made.
void read_clip_job(const Values& values, const std::string& embedder, const fs::path& file,
                   TrackJob& job) {
  ModelChoice models = model_choice(values);
  if (models.embedder == "auto") models.embedder = embedder;
  job.video = {};
  job.video.file = file;
  job.video.stages.detector = detector_factory(models);
  job.video.stages.embedder = embedder_factory(models);
  job.video.settings = {{"detector", models.detector}, {"embedder", models.embedder}};
  job.video.options.workers = values.integer("jobs", 0, 1024);
  job.output.existing = values.flag("force") ? Existing::overwrite : Existing::refuse;
  job.clips = read_framing(values);
  job.match = match_of(values);
}

/// The name of a video's folder below --clips: its file name, with a number if it is taken.
std::string folder_name(const LibraryVideo& video, std::map<std::string, int>& taken) {
  const std::string name = video.file.stem().string();
  const int count = ++taken[name];
  return count == 1 ? name : name + "_" + std::to_string(count);
}

/// Runs `track` on the parts of each video that show the person, one folder per video.
int write_clips(const Values& values, const SearchReport& report, Context& context) {
  const fs::path folder = values.text("clips");
  const Library library(report.library);
  std::map<fs::path, std::vector<FrameRange>> parts;
  std::map<fs::path, LibraryVideo> videos;
  for (const LibraryHit& hit : report.search.hits) {
    if (hit.video.missing) continue;  // a doubtful hit is decided by the full analysis
    videos[hit.video.file] = hit.video;
    for (const Appearance& one : hit.appearances) {
      parts[hit.video.file].push_back({one.first_frame, one.last_frame});
    }
  }
  TrackJob job;
  job.references = paths(values.texts("reference"));
  if (values.given("person")) {
    Gallery person;
    person.model = library.model();
    person.limits = library.limits();
    for (FaceSample& face : library.faces(library.person(values.text("person")))) {
      person.enrol(target_name, std::move(face));
    }
    fs::create_directories(folder);
    write_file(folder / "person.json", gallery_json(person));
    job.references = {folder / "person.json"};
  }
  job.not_target = paths(values.texts("not"));
  std::map<std::string, int> taken;
  for (const auto& [file, ranges] : parts) {
    read_clip_job(values, library.model(), file, job);
    job.output.folder = folder / folder_name(videos[file], taken);
    job.video.options.parts = ranges;
    job.scan = MediaTime{};
    const TrackOutcome outcome = facetrack::run_track(job, context.control());
    context.console.end_progress();
    if (outcome.cancelled) return report_interrupted(context);
    context.console.say(job.output.folder.string() + ": " +
                        counted(std::ssize(outcome.result.clips), "clip"));
  }
  return exit_done;
}

}  // namespace

const CommandSpec& search_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "search",
        "the videos of a library that show a person, and when",
        "LIBRARY -r IMG…|--person NAME|ID [-o FILE] [options]",
        1,
        "Searches a library that 'index' made, by photos or by a person of the library. Opens no "
        "video unless --clips is given. Times are those of the looks of 'index': a person may be "
        "there a little longer.",
        {{"Input", "reference", 'r', "IMG", "",
          "photo of the person, or a folder of photos; repeatable"},
         {"Input", "person", 0, "NAME|ID", "", "a person of the library; 'persons' lists them"},
         {"Input", "not", 0, "IMG", "", "photo of a person to exclude; repeatable"},
         {"Input", "reference-face", 0, "N", "",
          "which face on the photos is the person; 0 is the largest"},
         {"Output", "top", 0, "N", "100", "at most N results"},
         {"Output", "json", 0, "", "", "print JSON instead of a table"},
         {"Output", "output", 'o', "FILE", "", "file to write: .json, .csv or .html; repeatable"},
         {"Output", "clips", 0, "DIR", "",
          "also write exact clips of the person: a folder per video in DIR, as 'track' makes it"},
         {"Output", "force", 0, "", "", "replace existing files"}},
        {{"search lib -r photo.jpg", "a table of the videos that show the person"},
         {"search lib --person Ann -o ann.html", "a page with pictures of a named person"},
         {"search lib -r photo.jpg --clips clips", "exact clips, from the parts found alone"}}};
    add_options(s, {"threshold", "detector", "embedder", "jobs", "allow-unverified-model"});
    add_clip_options(s);
    return s;
  }();
  return spec;
}

int run_search(const Values& values, Context& context) {
  check_values(values);
  const SearchReport report = searched(values, context);
  for (const std::string& name : values.texts("output")) {
    const std::string ending = fs::path(name).extension().string();
    write_file(name, ending == ".json"  ? search_json(report)
                     : ending == ".csv" ? search_csv(report)
                                        : search_page(report));
  }
  const int clips = values.given("clips") ? write_clips(values, report, context) : exit_done;
  if (values.flag("json")) {
    context.console.result(search_json(report));
    return clips;
  }
  char line[128];
  std::snprintf(line, sizeof line, "%s in %s, %.3f s\n",
                counted(std::ssize(report.search.hits), "result").c_str(),
                counted(report.search.videos, "video").c_str(), report.seconds);
  context.console.result(table(report.search) + line);
  return clips;
}

}  // namespace facetrack::cli
