// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "help.hpp"

#include <algorithm>

#include "facetrack/version.hpp"

namespace facetrack::cli {
namespace {

constexpr std::size_t help_column = 34;
constexpr std::size_t line_width = 100;

/// `text` wrapped at spaces; every line but the first is indented by `indent`.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (column > indent && column + 1 + word.size() > line_width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string option_left(const OptionSpec& option) {
  std::string text = option.letter != 0 ? std::string{'-', option.letter, ',', ' '} : "    ";
  text += "--" + std::string(option.name);
  if (!option.value.empty()) text += " " + std::string(option.value);
  return text;
}

std::string option_right(const OptionSpec& option) {
  std::string text(option.help);
  if (!option.choices.empty()) {
    text += ": ";
    for (const std::string_view choice : option.choices) {
      text += (choice == option.choices.front() ? "" : "|") + std::string(choice);
    }
  }
  if (!option.fallback.empty()) text += " [" + std::string(option.fallback) + "]";
  return text;
}

std::string option_line(const OptionSpec& option) {
  std::string line = "  " + option_left(option);
  // An option that is too long for its column has its description on the next line.
  if (line.size() + 2 > help_column)
    line += "\n" + std::string(help_column, ' ');
  else
    line.resize(help_column, ' ');
  return line + wrapped(option_right(option), help_column) + "\n";
}

std::string sentence(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out + ".";
}

std::vector<std::string_view> groups_of(const CommandSpec& spec) {
  std::vector<std::string_view> groups;
  for (const OptionSpec& option : spec.options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  return groups;
}

std::vector<OptionSpec> all_options(const CommandSpec& spec) {
  std::vector<OptionSpec> all = spec.options;
  const auto common = common_options();
  all.insert(all.end(), common.begin(), common.end());
  return all;
}

/// Escapes text for single quotes in a shell script.
std::string shell_single(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out;
}

/// Escapes text for troff, where backslashes, dashes and leading dots have a meaning.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

}  // namespace

std::string help_text(const CommandSpec& spec) {
  std::string text = "Usage: facetrack-cli " + std::string(spec.name) + " " +
                     std::string(spec.usage) + "\n\n" + wrapped(sentence(spec.summary), 0) + "\n";
  if (!spec.details.empty()) text += wrapped(spec.details, 0) + "\n";
  for (const std::string_view group : groups_of(spec)) {
    text += "\n" + std::string(group) + ":\n";
    for (const OptionSpec& option : spec.options) {
      if (option.group == group) text += option_line(option);
    }
  }
  text += "\nGeneral:\n";
  for (const OptionSpec& option : common_options()) text += option_line(option);
  if (!spec.examples.empty()) text += "\nExamples:\n";
  for (const Example& example : spec.examples) {
    text += "  # " + std::string(example.does) + "\n  facetrack-cli " + std::string(example.line) +
            "\n";
  }
  return text;
}

std::string overview_text(std::span<const CommandSpec* const> commands) {
  std::string text = "facetrack-cli " + std::string(FACETRACK_VERSION) +
                     ": exact clips of a person in a video\n\nUsage: facetrack-cli COMMAND "
                     "[options]\n\nCommands:\n";
  constexpr std::size_t column = 16;
  for (const CommandSpec* command : commands) {
    std::string line = "  " + std::string(command->name);
    line.resize(column, ' ');
    text += line + wrapped(command->summary, column) + "\n";
  }
  text +=
      "\n'facetrack-cli COMMAND --help' describes a command and its options.\n\nExamples:\n  # "
      "clips of the person on the photo and a box for each frame, into Results/\n  facetrack-cli "
      "track film.mp4 -r photo.jpg\n  # size, frame rate, number of frames and audio of a video\n  "
      "facetrack-cli probe film.mp4\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 input cannot "
      "be used, 4 model missing,\n5 result written but its check failed, 130 interrupted.\n";
  return text;
}

std::string bash_completion(std::span<const CommandSpec* const> commands) {
  std::string names;
  for (const CommandSpec* command : commands) names += std::string(command->name) + " ";
  std::string text =
      "# bash completion of facetrack-cli: source it, or put it into bash-completion's folder.\n"
      "_facetrack_cli() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local options=\"\"\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '" +
      names +
      "--help --version' -- \"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${COMP_WORDS[1]} $before\" in\n";
  for (const CommandSpec* command : commands) {
    for (const OptionSpec& option : all_options(*command)) {
      if (option.choices.empty()) continue;
      std::string choices;
      for (const std::string_view choice : option.choices) choices += std::string(choice) + " ";
      text += "    '" + std::string(command->name) + " --" + std::string(option.name) +
              "') COMPREPLY=($(compgen -W '" + choices + "' -- \"$current\")); return ;;\n";
    }
  }
  text += "  esac\n  case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandSpec* command : commands) {
    text += "    " + std::string(command->name) + ") options='";
    for (const OptionSpec& option : all_options(*command)) {
      text += "--" + std::string(option.name) + " ";
    }
    text += "' ;;\n";
  }
  text +=
      "  esac\n"
      "  if [[ \"$current\" == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "  fi\n"
      "}\n"
      "complete -o filenames -F _facetrack_cli facetrack-cli\n";
  return text;
}

std::string zsh_completion(std::span<const CommandSpec* const> commands) {
  std::string text =
      "#compdef facetrack-cli\n"
      "# zsh completion of facetrack-cli: put it into a folder of $fpath as _facetrack-cli.\n"
      "_facetrack_cli() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  for (const CommandSpec* command : commands) {
    text += "    '" + std::string(command->name) + ":" + shell_single(command->summary) + "'\n";
  }
  text +=
      "  )\n"
      "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
      "  case $words[2] in\n";
  for (const CommandSpec* command : commands) {
    text += "    " + std::string(command->name) + ") _arguments";
    for (const OptionSpec& option : all_options(*command)) {
      std::string help = shell_single(option.help);
      for (const char special : {'[', ']', ':'}) std::erase(help, special);
      text += " \\\n      '*--" + std::string(option.name) + "[" + help + "]";
      if (!option.choices.empty()) {
        text += ":" + std::string(option.value) + ":(";
        for (const std::string_view choice : option.choices) text += std::string(choice) + " ";
        text += ")";
      } else if (!option.value.empty()) {
        text += ":" + std::string(option.value) + ":_files";
      }
      text += "'";
    }
    text += " '*:file:_files' ;;\n";
  }
  text += "  esac\n}\n_facetrack_cli \"$@\"\n";
  return text;
}

std::string manual_page(std::span<const CommandSpec* const> commands) {
  std::string text =
      ".TH FACETRACK\\-CLI 1 \"\" \"facetrack " + std::string(FACETRACK_VERSION) +
      "\" \"User Commands\"\n.SH NAME\nfacetrack\\-cli \\- exact clips of a person in a video\n.SH "
      "SYNOPSIS\n.B facetrack\\-cli\n.I COMMAND\n[options]\n.SH COMMANDS\n";
  for (const CommandSpec* command : commands) {
    text += ".SS " + troff(command->name) + " " + troff(command->usage) + "\n" +
            troff(command->summary) + ".\n" + troff(command->details) + "\n";
    for (const OptionSpec& option : command->options) {
      std::string left = option_left(option);
      left.erase(0, left.find_first_not_of(' '));
      text += ".TP\n.B " + troff(left) + "\n" + troff(option_right(option)) + "\n";
    }
    for (const Example& example : command->examples) {
      text += ".PP\n" + troff(example.does) + ":\n.PP\n.RS\n.nf\nfacetrack\\-cli " +
              troff(example.line) + "\n.fi\n.RE\n";
    }
  }
  text += ".SH \"OPTIONS OF EVERY COMMAND\"\n";
  for (const OptionSpec& option : common_options()) {
    std::string left = option_left(option);
    left.erase(0, left.find_first_not_of(' '));
    text += ".TP\n.B " + troff(left) + "\n" + troff(option_right(option)) + "\n";
  }
  text +=
      ".SH \"EXIT STATUS\"\n0 done, 1 failed, 2 wrong usage, 3 input cannot be used, 4 model "
      "missing, 5 result written but its check failed, 130 interrupted.\n";
  return text;
}

}  // namespace facetrack::cli
