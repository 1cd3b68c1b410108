// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "facetrack/file.hpp"
#include "facetrack/index_job.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"
#include "commands/job_options.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

std::string_view word(IndexedVideo::State state) {
  constexpr std::string_view words[] = {"indexed", "known",   "moved",
                                        "missing", "removed", "failed"};
  return words[static_cast<int>(state)];
}

std::string line_of(const IndexedVideo& video) {
  std::string line = video.file.string() + ": " + std::string(word(video.state));
  if (video.state == IndexedVideo::State::indexed) {
    char text[64];
    std::snprintf(text, sizeof text, ", %.1f s, %s", video.seconds,
                  counted(video.persons, "person").c_str());
    line += text;
  }
  return line;
}

void report(const IndexedVideo& video, Console& console) {
  if (video.state == IndexedVideo::State::failed) {
    console.error(video.reason + "; the video is left out");
  } else if (video.state != IndexedVideo::State::known) {
    console.say(line_of(video));
  }
}

int count_of(const IndexOutcome& outcome, IndexedVideo::State state) {
  return static_cast<int>(
      std::count_if(outcome.videos.begin(), outcome.videos.end(),
                    [&](const IndexedVideo& video) { return video.state == state; }));
}

constexpr IndexedVideo::State all_states[] = {
    IndexedVideo::State::indexed, IndexedVideo::State::known,   IndexedVideo::State::moved,
    IndexedVideo::State::missing, IndexedVideo::State::removed, IndexedVideo::State::failed};

std::string summary(const IndexOutcome& outcome, double wall) {
  std::string text;
  for (const IndexedVideo::State state : all_states) {
    const int count = count_of(outcome, state);
    if (count > 0) {
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(word(state));
    }
  }
  char rate[96];
  std::snprintf(rate, sizeof rate, "; %.1f s of video in %.1f s", outcome.seconds, wall);
  return text + (outcome.seconds > 0 ? rate : "") + "\n";
}

IndexJob index_job(const Values& values) {
  IndexJob job;
  job.library = values.text("output");
  for (const std::string& name : values.texts("video")) job.videos.emplace_back(name);
  for (const std::string& name : values.positional()) job.videos.emplace_back(name);
  const ModelChoice models = model_choice(values);
  job.stages.detector = detector_factory(models);
  job.stages.embedder = embedder_factory(models);
  job.decoder = decoder_options(values);
  job.looks.every = seconds_of(values, "every");
  if (values.given("min-face")) job.looks.min_face = values.integer("min-face", 1, 100000);
  job.looks.workers = values.integer("jobs", 0, 1024);
  job.forget_missing = values.flag("forget-missing");
  if (!values.given("output")) throw UsageError("index: no library named; add -o LIBRARY");
  if (job.videos.empty()) {
    throw UsageError("index: no video given (facetrack-cli index VIDEO|FOLDER… -o LIBRARY)");
  }
  return job;
}

/// `index --merge LIBRARY PART…`
int merge(const Values& values, Context& context) {
  if (values.given("output")) {
    throw UsageError(
        "--output has no effect with --merge: the parts go into the library that "
        "--merge names; leave one of the two out");
  }
  if (values.positional().empty()) {
    throw UsageError("--merge: no part given (facetrack-cli index --merge LIBRARY PART…)");
  }
  const std::string target = values.text("merge");
  std::vector<Library> parts;
  for (const std::string& name : values.positional()) parts.emplace_back(name);
  Library library = Library::create_like(target, parts.front());
  for (const Library& part : parts) {
    if (context.stop.stop_requested()) return exit_interrupted;
    library.merge_library(part);
  }
  library.group_persons();
  context.console.result(counted(std::ssize(library.videos()), "video") + " in " + target + "\n");
  return exit_done;
}

}  // namespace

const CommandSpec& index_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "index",
        "a library of videos, in which 'search' finds people at once",
        "VIDEO|FOLDER… -o LIBRARY [options]",
        -1,
        "Looks at the key frames of each video, and at frames between them, and stores who is "
        "there "
        "and when. Run it again after files were added, moved or changed: only new ones are read. "
        "A library holds face data of everybody in the videos.",
        {{"Input", "video", 0, "VIDEO", "", "the same as the argument VIDEO; repeatable"},
         {"Input", "stream", 0, "N", "auto", "index of the video stream to use"},
         {"Input", "max-pixels", 0, "N", "134217728", "refuse videos with more pixels"},
         {"Output", "output", 'o', "LIBRARY", "", "folder of the library"},
         {"Output", "forget-missing", 0, "", "",
          "remove videos from the library whose file is not there any more"},
         {"Output", "merge", 0, "LIBRARY", "", "add the libraries PART… to LIBRARY"},
         {"Output", "json", 0, "", "", "print JSON instead of a summary"},
         {"Analysis", "every", 0, "S", "2",
          "look at least every S seconds; key frames are always looked at"}},
        {{"index videos -o lib", "everything below the folder videos"},
         {"index videos -o lib --every 10 --forget-missing",
          "faster, may miss short appearances; forget what was deleted"},
         {"index --merge lib part1 part2", "join libraries that were made on several machines"}}};
    add_model_options(s);
    return s;
  }();
  return spec;
}

void prepare_index(const Values& values) {
  index_job(values);
  stock_models(model_choice(values));
}

int run_index(const Values& values, Context& context) {
  if (values.given("merge")) return merge(values, context);
  IndexJob job = index_job(values);
  job.on_video = [&](const IndexedVideo& video) { report(video, context.console); };
  const auto begin = std::chrono::steady_clock::now();
  const IndexOutcome outcome = facetrack::run_index(job, context.control());
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  context.console.end_progress();
  char times[128];
  std::snprintf(times, sizeof times, "CPU seconds: decode %.2f, detect %.2f, embed %.2f",
                outcome.times.decode, outcome.times.detect, outcome.times.embed);
  log(LogLevel::debug, times);
  if (outcome.cancelled) {
    context.console.say("interrupted; the same command continues");
    return exit_interrupted;
  }
  context.console.result(values.flag("json")
                             ? read_file(job.library / "index.json")
                             : summary(outcome, wall) + job.library.string() + "\n");
  return count_of(outcome, IndexedVideo::State::failed) > 0 ? exit_bad_input : exit_done;
}

}  // namespace facetrack::cli
