// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/time.hpp"

namespace facetrack::cli {

/// The command line is wrong; what() names the option, the value and what was expected.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One option, as used by parsing, --help, completion and the manual page.
struct OptionSpec {
  std::string_view group;     ///< heading in --help
  std::string_view name;      ///< "reference"; dashes, never underscores
  char letter = 0;            ///< 'r', or 0
  std::string_view value;     ///< "IMG"; empty: a switch
  std::string_view fallback;  ///< the default as text; empty: none
  std::string_view help;
  std::string_view alias = {};                 ///< another long name, not shown
  std::vector<std::string_view> choices = {};  ///< the only values; empty: any
  /// True for a value that is valid although it is not one of the choices.
  bool (*also)(std::string_view value) = nullptr;
};

struct Example {
  std::string_view line;  ///< without "facetrack-cli"
  std::string_view does;
};

/// The description of one command.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;
  std::string_view usage;    ///< "VIDEO -r IMG… [options]"
  int positional = 0;        ///< largest number of names without a dash; -1: any number
  std::string_view details;  ///< a few sentences under the usage
  std::vector<OptionSpec> options;
  std::vector<Example> examples;
};

/// The options every command has: --help, --version, --quiet, --verbose, --log-format.
std::span<const OptionSpec> common_options();

/// The arguments of one command. The getters return the default if an option was not given, and
/// throw UsageError for a value that does not fit. `option` must be one of the command's.
class Values {
 public:
  Values(const CommandSpec& spec,
         std::map<std::string, std::vector<std::string>, std::less<>> given,
         std::vector<std::string> positional);

  bool given(std::string_view option) const;
  bool flag(std::string_view option) const { return given(option); }
  /// Throws if the option was given several times: a script that does so by mistake must not lose a
  /// value silently.
  std::string text(std::string_view option) const;
  /// Every value of a repeatable option, in order.
  std::vector<std::string> texts(std::string_view option) const;
  /// The same as names of files.
  std::vector<std::filesystem::path> paths(std::string_view option) const;
  /// A comma-separated list, given once or in several parts; each must be one of the choices.
  std::vector<std::string> list(std::string_view option) const;
  int integer(std::string_view option, int least, int most) const;
  double number(std::string_view option, double least, double most) const;
  /// nullopt for "auto".
  std::optional<double> number_or_auto(std::string_view option, double least, double most) const;
  std::optional<MediaTime> time(std::string_view option) const;
  const std::vector<std::string>& positional() const noexcept { return positional_; }
  const CommandSpec& spec() const noexcept { return *spec_; }

 private:
  const OptionSpec& find(std::string_view option) const;

  const CommandSpec* spec_;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
  std::vector<std::string> positional_;
};

/// Reads the words after the command's name. Long options may be spelt with underscores.
/// Throws UsageError; an unknown option comes with the nearest known one.
Values parse(const CommandSpec& spec, std::span<const std::string> words);

/// The known word that `word` is probably a misspelling of; empty if there is none.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// The command line as one line that a shell reads back unchanged.
std::string quote_command(std::span<const std::string> words);

}  // namespace facetrack::cli
