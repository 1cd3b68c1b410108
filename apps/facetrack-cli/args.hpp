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

/// One option as parsing, --help, completion and the manual page see it.
struct OptionSpec {
  std::string_view group;     ///< headline in --help
  std::string_view name;      ///< "reference"; dashes, never underscores
  char letter = 0;            ///< 'r', or 0
  std::string_view value;     ///< "IMG"; empty: a switch
  std::string_view fallback;  ///< the default as text; empty: none
  std::string_view help;
  std::string_view alias = {};                 ///< another long name, not shown
  std::vector<std::string_view> choices = {};  ///< the only values; empty: any
  /// Says that a value is right although it is none of the choices.
  bool (*also)(std::string_view value) = nullptr;
};

struct Example {
  std::string_view line;  ///< without "facetrack-cli"
  std::string_view does;
};

/// All that is said about one command.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;
  std::string_view usage;    ///< "VIDEO -r IMG… [options]"
  int positional = 0;        ///< how many names without a dash at most; -1: any number
  std::string_view details;  ///< a few sentences under the usage
  std::vector<OptionSpec> options;
  std::vector<Example> examples;
};

/// The options every command has: --help, --version, --quiet, --verbose, --log-format.
std::span<const OptionSpec> common_options();

/// What was given for one command. The getters return the default where nothing was given and
/// throw UsageError for a value that does not fit; `option` must be one of the command's.
class Values {
 public:
  Values(const CommandSpec& spec,
         std::map<std::string, std::vector<std::string>, std::less<>> given,
         std::vector<std::string> positional);

  bool given(std::string_view option) const;
  bool flag(std::string_view option) const { return given(option); }
  /// Refuses several values: a script that gives two by mistake must not lose one silently.
  std::string text(std::string_view option) const;
  /// Every value of a repeatable option, in order.
  std::vector<std::string> texts(std::string_view option) const;
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

/// The known word that `word` is probably meant to be, or empty.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// The command line as one line that a shell reads back the same way.
std::string quote_command(std::span<const std::string> words);

}  // namespace facetrack::cli
