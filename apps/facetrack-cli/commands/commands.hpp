// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/control.hpp"
#include "facetrack/error.hpp"

#include "args.hpp"
#include "commands/model_stock.hpp"
#include "console.hpp"

namespace facetrack::cli {

/// The exit codes of the process; docs/cli.md explains them.
enum ExitCode : int {
  exit_done = 0,
  exit_failed = 1,
  exit_usage = 2,
  exit_bad_input = 3,
  exit_missing_model = 4,
  exit_broken_promise = 5,
  exit_interrupted = 130,
};

/// The meaning of an exception: exit code, kind for a record, text for people.
struct Failure {
  ExitCode code = exit_failed;
  std::string kind;  ///< "usage", "corrupt_input", "io", "memory", ...
  std::string reason;
};
/// The failure of the current exception, of any type. Requires: called in a catch block.
Failure current_failure();

/// The inputs of a command besides its options.
struct Context {
  Console& console;
  std::stop_token stop;
  std::string command_line;  ///< as the user gave it, for the records
  /// Receives the progress instead of the console, if set.
  std::function<void(const Progress&)> observer{};
  std::string program = {};  ///< full path of the program, for job scripts

  RunControl control() const;
};

/// The text with the flag of the option that decides about it, if the error names one.
std::string text_of(const Error& error);
/// Prints that a command which --resume can continue was interrupted. Returns the exit code.
int report_interrupted(Context& context);
/// Prints how to get a better detector, if the choice was automatic and only the built-in one is
/// installed.
void recommend_detector(const ModelChoice& choice, const Analysis& analysis, Context& context);
/// Throws Error(io) if `file` exists and --force was not given.
void require_free(const std::filesystem::path& file, const Values& values);

/// How a command runs as a job of `batch`.
struct BatchRole {
  /// Checks the values of all options (throws UsageError) and loads the models that such jobs
  /// share. Null: the command cannot run in a batch.
  void (*prepare)(const Values& values) = nullptr;
  std::string_view result;  ///< the main file in the job's folder
  /// The file that --output refers to in that folder; empty: the folder itself.
  std::string_view output = {};
};

/// A command: its description and a function that calls the library.
struct Command {
  const CommandSpec& (*spec)();
  int (*run)(const Values& values, Context& context);
  BatchRole batch{};
};

/// All commands, in the order of --help. To add one, add a file in this folder and a line in
/// commands.cpp.
std::span<const Command> commands();

/// Runs the command that `words` (without the program's name) begins with. Throws UsageError and
/// Error; returns the exit code.
int run(std::span<const std::string> words, Context& context);

// One pair of functions per command.
const CommandSpec& track_spec();
int run_track(const Values& values, Context& context);
void prepare_track(const Values& values);
const CommandSpec& faces_spec();
int run_faces(const Values& values, Context& context);
void prepare_faces(const Values& values);
const CommandSpec& shots_spec();
int run_shots(const Values& values, Context& context);
void prepare_shots(const Values& values);
const CommandSpec& expressions_spec();
int run_expressions(const Values& values, Context& context);
void prepare_expressions(const Values& values);
const CommandSpec& models_spec();
int run_models(const Values& values, Context& context);
const CommandSpec& probe_spec();
int run_probe(const Values& values, Context& context);
const CommandSpec& bridge_spec();
int run_bridge(const Values& values, Context& context);
void prepare_bridge(const Values& values);
const CommandSpec& interpolate_spec();
int run_interpolate(const Values& values, Context& context);
const CommandSpec& redact_spec();
int run_redact(const Values& values, Context& context);
const CommandSpec& curate_spec();
int run_curate(const Values& values, Context& context);
void prepare_curate(const Values& values);
const CommandSpec& index_spec();
int run_index(const Values& values, Context& context);
void prepare_index(const Values& values);
const CommandSpec& search_spec();
int run_search(const Values& values, Context& context);
const CommandSpec& persons_spec();
int run_persons(const Values& values, Context& context);
const CommandSpec& batch_spec();
int run_batch(const Values& values, Context& context);
const CommandSpec& completion_spec();
int run_completion(const Values& values, Context& context);

}  // namespace facetrack::cli
