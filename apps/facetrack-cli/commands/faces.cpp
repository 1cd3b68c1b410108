// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>
#include <iterator>

#include "commands/commands.hpp"
#include "commands/job_options.hpp"

namespace facetrack::cli {

const CommandSpec& faces_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{"faces",
                  "clips and metadata of everybody in the video, no photo needed",
                  "VIDEO [-o DIR] [options]",
                  1,
                  "Groups all faces into persons. Writes persons.json and one folder per person, "
                  "person_01, person_02, …, longest on screen first.",
                  {},
                  {{"faces film.mp4 -o cast", "clips of everybody, into cast/"},
                   {"faces film.mp4 --min-clip 2 --crop face --speed",
                    "faster, and only clips of 2 s or more"}}};
    add_job_options(s);
    return s;
  }();
  return spec;
}

void prepare_faces(const Values& values) {
  JobOptions options;
  read_job_options(values, options);
  prepare_models(options);
}

int run_faces(const Values& values, Context& context) {
  JobOptions options;
  read_job_options(values, options);
  options.settings = context.command_line;
  const FacesOutcome outcome = facetrack::run_faces(options, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return say_interrupted(context);
  std::string text;
  for (const Person& person : outcome.persons) {
    char line[128];
    std::snprintf(line, sizeof line, "%s  %.2f s  %s\n", person.name.c_str(), person.seconds,
                  counted(std::ssize(person.result.clips), "clip").c_str());
    text += line;
  }
  if (outcome.persons.empty()) text = "no persons: " + outcome.why + "\n";
  context.console.result(text + options.output.string() + "\n");
  recommend_detector(options, *outcome.analysis, context);
  return exit_done;
}

}  // namespace facetrack::cli
