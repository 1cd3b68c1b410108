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

namespace {

FacesJob faces_job(const Values& values, const std::string& command_line = {}) {
  FacesJob job;
  job.video = read_video(values);
  read_analysis(values, job.video);
  job.output = read_folder(values, command_line);
  read_reuse(values, job.video, job.output);
  job.clips = read_clips(values);
  job.match = match_of(values);
  return job;
}

}  // namespace

void prepare_faces(const Values& values) {
  faces_job(values);
  stock_models(model_choice(values));
}

int run_faces(const Values& values, Context& context) {
  const FacesJob job = faces_job(values, context.command_line);
  const FacesOutcome outcome = facetrack::run_faces(job, context.control());
  context.console.end_progress();
  if (outcome.cancelled) return report_interrupted(context);
  std::string text;
  for (std::size_t i = 0; i < outcome.persons.size(); ++i) {
    const FoundPerson& person = outcome.persons[i];
    char line[128];
    std::snprintf(line, sizeof line, "%s  %.2f s  %s\n", person.name.c_str(),
                  person.on_screen.seconds(),
                  counted(std::ssize(outcome.results[i].clips), "clip").c_str());
    text += line;
  }
  if (outcome.persons.empty()) text = "no persons: " + outcome.why + "\n";
  context.console.result(text + job.output.folder.string() + "\n");
  recommend_detector(model_choice(values), outcome.analysis, context);
  return exit_done;
}

}  // namespace facetrack::cli
