// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <array>
#include <cstdio>

#include "facetrack/file.hpp"
#include "facetrack/library.hpp"
#include "facetrack/report.hpp"
#include "facetrack/search_job.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;

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

void check_search_output(const fs::path& file, const Values& values) {
  constexpr std::array endings{".json", ".csv", ".html"};
  if (std::find(endings.begin(), endings.end(), file.extension().string()) == endings.end()) {
    throw UsageError("--output: expected a name that ends with .json, .csv or .html, got '" +
                     file.string() + "'");
  }
  require_free(file, values);
}

void check_search(const Values& values) {
  if (values.positional().size() != 1) {
    throw UsageError("search: expected one library (facetrack-cli search LIBRARY -r IMG…)");
  }
  if (values.given("reference") == values.given("person")) {
    throw UsageError("search: name the person either by photos (-r photo.jpg) or by --person");
  }
  check_force_or_resume(values);
  for (const std::string& file : values.texts("output")) check_search_output(file, values);
  std::vector<fs::path> inputs{values.positional().front()};  // the files of the library
  for (const char* option : {"reference", "not"}) {
    const std::vector<fs::path> photos = values.paths(option);
    inputs.insert(inputs.end(), photos.begin(), photos.end());
  }
  keep_inputs(values.paths("output"), inputs);
}

SearchJob search_job(const Values& values) {
  SearchJob job;
  job.library = values.positional().front();
  job.person = values.text("person");
  job.top = values.integer("top", 1, 1'000'000);
  TrackJob& track = job.track;
  track.references = values.paths("reference");
  track.not_target = values.paths("not");
  if (values.given("reference-face")) {
    track.reference_face = values.integer("reference-face", 0, 1000);
  }
  track.match = match_of(values);
  ModelChoice models = model_choice(values);
  if (models.embedder == "auto") models.embedder = Library(job.library).model();
  track.video.stages.detector = detector_factory(models);
  track.video.stages.embedder = embedder_factory(models);
  track.video.settings = {{"detector", models.detector}, {"embedder", models.embedder}};
  track.video.options.workers = values.integer("jobs", 0, 1024);
  track.output.folder = values.text("clips");
  track.output.existing = values.flag("force")    ? Existing::overwrite
                          : values.flag("resume") ? Existing::resume
                                                  : Existing::refuse;
  track.clips = read_framing(values);
  return job;
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
         {"Output", "force", 0, "", "", "replace existing files"},
         {"Output", "resume", 0, "", "", "continue an interrupted run of --clips"}},
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
  check_search(values);
  SearchJob job = search_job(values);
  SearchReport report = facetrack::run_search(job);
  report.command = replacing(context.command_line);
  if (values.given("clips")) {
    job.on_video = [&](const fs::path& folder, const TrackOutcome& outcome) {
      context.console.end_progress();
      context.console.say(folder.string() + ": " +
                          counted(std::ssize(outcome.result.clips), "clip"));
    };
    if (!cut_found(job, report.search, context.control())) return report_interrupted(context);
  }
  // Written last: a resumed run must not find the files of its interrupted beginning.
  for (const std::string& name : values.texts("output")) {
    const std::string ending = fs::path(name).extension().string();
    write_file(name, ending == ".json"  ? search_json(report)
                     : ending == ".csv" ? search_csv(report)
                                        : search_page(report));
  }
  if (values.flag("json")) {
    context.console.result(search_json(report));
    return exit_done;
  }
  char line[128];
  std::snprintf(line, sizeof line, "%s in %s, %.3f s\n",
                counted(std::ssize(report.search.hits), "result").c_str(),
                counted(report.search.videos, "video").c_str(), report.seconds);
  context.console.result(table(report.search) + line);
  return exit_done;
}

}  // namespace facetrack::cli
