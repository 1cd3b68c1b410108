// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/commands.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <system_error>

#include "facetrack/output.hpp"
#include "facetrack/version.hpp"

#include "commands/option_rules.hpp"
#include "help.hpp"

namespace facetrack::cli {
namespace {

constexpr std::array command_table = {
    Command{track_spec, run_track, {prepare_track, "metadata.json"}},
    Command{faces_spec, run_faces, {prepare_faces, "persons.json"}},
    Command{shots_spec, run_shots, {prepare_shots, "shots.json", "shots.json"}},
    Command{expressions_spec, run_expressions, {prepare_expressions, "analysis/sequences.json"}},
    Command{bridge_spec, run_bridge, {prepare_bridge, "bridge.bridge.json", "bridge.mp4"}},
    Command{interpolate_spec, run_interpolate},
    Command{redact_spec, run_redact},
    Command{curate_spec, run_curate, {prepare_curate, "summary.json"}},
    Command{index_spec, run_index, {prepare_index, "index.json"}},
    Command{search_spec, run_search},
    Command{persons_spec, run_persons},
    Command{batch_spec, run_batch},
    Command{models_spec, run_models},
    Command{probe_spec, run_probe},
    Command{completion_spec, run_completion},
};

std::vector<const CommandSpec*> all_specs() {
  std::vector<const CommandSpec*> specs;
  for (const Command& command : command_table) specs.push_back(&command.spec());
  return specs;
}

[[noreturn]] void unknown_command(const std::string& name) {
  std::vector<std::string_view> known;
  for (const CommandSpec* spec : all_specs()) known.push_back(spec->name);
  std::string text = "unknown command '" + name + "'";
  const std::string_view near = nearest(name, known);
  if (!near.empty()) text += "; did you mean '" + std::string(near) + "'?";
  throw UsageError(text + " ('facetrack-cli --help' lists them)");
}

int run_first_option(const std::string& word, Context& context) {
  if (word == "--help" || word == "-h" || word == "help") {
    context.console.result(overview_text(all_specs()));
    return exit_done;
  }
  if (word == "--version") {
    context.console.result("facetrack-cli " FACETRACK_VERSION "\n");
    return exit_done;
  }
  throw UsageError("the command comes first: facetrack-cli COMMAND " + word + " …");
}

ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return exit_usage;
    case ErrorCode::not_found:
    case ErrorCode::unsupported:
    case ErrorCode::corrupt_input:
      return exit_bad_input;
    case ErrorCode::missing_model:
      return exit_missing_model;
    case ErrorCode::io:
    case ErrorCode::backend:
      break;
  }
  return exit_failed;
}

/// Advice for the user, in terms of options.
std::string_view advice(OutputError::Reason reason) {
  switch (reason) {
    case OutputError::Reason::results_there:
      return "; use --resume to continue an interrupted run, --force to start again, or -o to "
             "choose another folder";
    case OutputError::Reason::other_question:
      return "; choose another folder with -o, or replace the results with --force. For another "
             "person in the same video use track -o DIR/NAME --tracks DIR/tracks.json, where DIR "
             "is this folder";
    case OutputError::Reason::another_analysis:
      return "; leave these options out to use the stored analysis. To analyse again, use "
             "--force instead of --resume, --reuse or --tracks";
    case OutputError::Reason::in_use:
      return "; wait until it ends, or choose another folder with -o";
    case OutputError::Reason::not_ours:
      break;
  }
  return "";
}

/// The flag of an option that an Error names.
std::string_view flag_of(std::string_view option) {
  constexpr std::pair<std::string_view, std::string_view> flags[] = {
      {"allow_unverified", "--allow-unverified-model"},
      {"existing", "--force"},
      {"force_join", "--force-join"},
      {"match", "--threshold"},
      {"references", "-r"},
      {"subject", "--subject-id"}};
  for (const auto& [name, flag] : flags) {
    if (name == option) return flag;
  }
  return {};
}

/// For a dangling link the system only says that a file exists.
std::string reason_of(const std::filesystem::filesystem_error& error) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (fs::path part = error.path1(); part.has_relative_path(); part = part.parent_path()) {
    if (!fs::is_symlink(part, ignored) || fs::exists(part, ignored)) continue;
    return part.string() + ": is a link to " + fs::read_symlink(part, ignored).string() +
           ", which does not exist; create that folder or remove the link";
  }
  return error.path1().string() + ": " + error.code().message();
}

}  // namespace

std::span<const Command> commands() { return command_table; }

Failure current_failure() {
  try {
    throw;
  } catch (const UsageError& error) {
    return {exit_usage, "usage", error.what()};
  } catch (const OutputError& error) {
    return {exit_code(error.code()), std::string(word(error.code())),
            error.what() + std::string(advice(error.reason()))};
  } catch (const Error& error) {
    return {exit_code(error.code()), std::string(word(error.code())), text_of(error)};
  } catch (const std::filesystem::filesystem_error& error) {
    return {exit_failed, "io", reason_of(error)};
  } catch (const std::bad_alloc&) {
    return {exit_failed, "memory", "out of memory; a smaller -j needs less"};
  } catch (const std::exception& error) {
    return {exit_failed, "backend", error.what()};
  }
}

std::string text_of(const Error& error) {
  const std::string_view flag = flag_of(error.option());
  return flag.empty() ? error.what() : std::string(error.what()) + " (" + std::string(flag) + ")";
}

RunControl Context::control() const {
  if (observer) return {stop, observer};
  return {stop, [this](const Progress& progress) { console.progress(progress); }};
}

int report_interrupted(Context& context) {
  context.console.say("interrupted; the same command with --resume continues");
  return exit_interrupted;
}

void recommend_detector(const ModelChoice& choice, const Analysis& analysis, Context& context) {
  if (choice.detector != "auto" || analysis.detector != "hog") return;
  context.console.say(
      "hog was used, because the model of the built-in detector is not installed; hog is slow and "
      "misses small and turned faces. 'facetrack-cli models list' shows where the model belongs");
}

void require_free(const std::filesystem::path& file, const Values& values) {
  std::error_code ignored;
  // A dangling link belongs to somebody, too, and is not replaced.
  const auto type = std::filesystem::symlink_status(file, ignored).type();
  if (values.flag("force") || file.empty() || type == std::filesystem::file_type::not_found) return;
  throw Error(ErrorCode::io, file.string() + ": already exists; --force replaces it");
}

int run(std::span<const std::string> words, Context& context) {
  if (words.empty()) {
    throw UsageError("no command given; 'facetrack-cli --help' lists all commands");
  }
  const std::string& name = words.front();
  if (name == "help" && words.size() == 2 && words[1] != "help") {
    const std::vector<std::string> asked{words[1], "--help"};
    return run(asked, context);
  }
  if (name.starts_with('-') || name == "help") return run_first_option(name, context);
  const auto command = std::find_if(command_table.begin(), command_table.end(),
                                    [&](const Command& c) { return c.spec().name == name; });
  if (command == command_table.end()) unknown_command(name);

  const Values values = parse(command->spec(), words.subspan(1));
  if (values.flag("help")) {
    context.console.result(help_text(command->spec()));
    return exit_done;
  }
  if (values.flag("version")) return run_first_option("--version", context);
  context.console.configure(
      values.flag("quiet")     ? Verbosity::quiet
      : values.flag("verbose") ? Verbosity::verbose
                               : Verbosity::normal,
      values.text("log-format") == "json" ? LogFormat::json : LogFormat::text);
  check_options(values);
  // A variable without a value, in a script. Every command begins with the name of a file.
  if (!values.positional().empty() && values.positional().front().empty()) {
    throw Error(ErrorCode::not_found, name + ": the name of the input is empty");
  }
  // The recorded command line makes this result whether or not the run was resumed, so it is the
  // same.
  std::vector<std::string> record(words.begin(), words.end());
  std::erase(record, "--resume");
  context.command_line = "facetrack-cli " + quote_command(record);
  return command->run(values, context);
}

const CommandSpec& completion_spec() {
  static const CommandSpec spec{
      "completion",
      "shell completion and the manual page",
      "bash|zsh|man",
      1,
      "",
      {},
      {{"completion bash > facetrack-cli.bash && source facetrack-cli.bash",
        "completion in this bash; 'cmake --install' installs it for every bash"},
       {"completion man | man -l -", "read the manual"}}};
  return spec;
}

int run_completion(const Values& values, Context& context) {
  const std::string what = values.positional().empty() ? "" : values.positional().front();
  const std::vector<const CommandSpec*> specs = all_specs();
  if (what == "bash")
    context.console.result(bash_completion(specs));
  else if (what == "zsh")
    context.console.result(zsh_completion(specs));
  else if (what == "man")
    context.console.result(manual_page(specs));
  else
    throw UsageError("completion: expected bash, zsh or man" +
                     (what.empty() ? "" : "; got '" + what + "'"));
  return exit_done;
}

}  // namespace facetrack::cli
