// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "args.hpp"

// Parses without regular expressions. They fail on a line break in "--name=value", which file names
// may contain, and on values of about ten thousand characters.
#define CXXOPTS_NO_REGEX true
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cxxopts.hpp>
#include <numeric>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack::cli {
namespace {

template <typename Fits>
const OptionSpec* find_option(const CommandSpec& spec, const Fits& fits) {
  for (const std::span<const OptionSpec> options : {std::span(spec.options), common_options()}) {
    const auto found = std::find_if(options.begin(), options.end(), fits);
    if (found != options.end()) return &*found;
  }
  return nullptr;
}

const OptionSpec* find_name(const CommandSpec& spec, std::string_view name) {
  return find_option(spec, [&](const OptionSpec& o) { return o.name == name || o.alias == name; });
}

const OptionSpec* find_letter(const CommandSpec& spec, char letter) {
  return find_option(spec, [&](const OptionSpec& o) { return o.letter == letter; });
}

/// `word` is an unknown option as it was given, "--refrence=a.png" or "-Z".
[[noreturn]] void unknown_option(const CommandSpec& spec, std::string_view word) {
  const bool is_long = word.starts_with("--");
  std::string text = "unknown option " + std::string(word.substr(0, is_long ? word.find('=') : 2));
  std::vector<std::string_view> known;
  for (const OptionSpec& option : spec.options) known.push_back(option.name);
  for (const OptionSpec& option : common_options()) known.push_back(option.name);
  const std::string_view near =
      is_long ? nearest(word.substr(2, word.find('=') - 2), known) : std::string_view();
  if (!near.empty()) text += "; did you mean --" + std::string(near) + "?";
  throw UsageError(text + " ('facetrack-cli " + std::string(spec.name) + " --help' lists them)");
}

/// `word` is the last one, an option whose value is missing.
[[noreturn]] void needs_value(const CommandSpec& spec, std::string word) {
  std::replace(word.begin(), word.end(), '_', '-');
  const OptionSpec* option =
      word.starts_with("--") ? find_name(spec, word.substr(2)) : find_letter(spec, word.back());
  const std::string name = "--" + std::string(option->name);
  throw UsageError(name + " needs a value: " + name + " " + std::string(option->value));
}

[[noreturn]] void wrong_value(std::string_view option, const std::string& value,
                              const std::string& expected) {
  throw UsageError("--" + std::string(option) + ": expected " + expected + ", got '" + value + "'");
}

/// A number as text without trailing zeros.
std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string one_of(std::span<const std::string_view> choices) {
  std::string text = "one of";
  for (const std::string_view choice : choices) {
    text += (choice == choices.front() ? " " : ", ") + std::string(choice);
  }
  return text;
}

void check_choice(const OptionSpec& option, const std::string& value) {
  if (option.choices.empty() ||
      std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end() ||
      (option.also != nullptr && option.also(value))) {
    return;
  }
  wrong_value(option.name, value, one_of(option.choices));
}

/// Number of letters to change, add, remove or swap to turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

/// The value that cxxopts gives to a switch; no word of a command line can be equal to it.
const std::string no_value(1, '\0');

/// Adds all spellings of the option names, because to cxxopts an underscore is a letter like
/// others.
void add_to(cxxopts::Options& options, std::span<const OptionSpec> specs) {
  for (const OptionSpec& option : specs) {
    std::string names(option.name);
    for (std::string name : {std::string(option.name), std::string(option.alias)}) {
      if (name != option.name && !name.empty()) names += "," + name;
      if (name.find('-') == std::string::npos) continue;
      std::replace(name.begin(), name.end(), '-', '_');
      names += "," + name;
    }
    if (option.letter != 0) names += std::string(",") + option.letter;
    const auto value = cxxopts::value<std::string>();
    options.add_options()(names, "",
                          option.value.empty() ? value->implicit_value(no_value) : value);
  }
}

}  // namespace

std::span<const OptionSpec> common_options() {
  static const std::vector<OptionSpec> options = {
      {"General", "help", 'h', "", "", "show this help"},
      {"General", "version", 0, "", "", "show the version"},
      {"General", "quiet", 'q', "", "", "print only errors"},
      {"General", "verbose", 'v', "", "", "print details, such as the time of each stage"},
      {"General",
       "log-format",
       0,
       "FORMAT",
       "text",
       "messages as text or as JSON lines",
       {},
       {"text", "json"}},
  };
  return options;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> known) {
  // Up to a third of the letters may be wrong in a misspelling; more is another word.
  std::size_t best = word.size() / 3 + 2;
  std::string_view found;
  for (const std::string_view candidate : known) {
    std::size_t cost = edit_distance(word, candidate);
    // A prefix ("--ref") is more likely than another word of the same length.
    if (word.size() >= 2 && candidate.starts_with(word)) cost = 1;
    if (cost < best) {
      best = cost;
      found = candidate;
    }
  }
  return found;
}

Values::Values(const CommandSpec& spec,
               std::map<std::string, std::vector<std::string>, std::less<>> given,
               std::vector<std::string> positional)
    : spec_(&spec), given_(std::move(given)), positional_(std::move(positional)) {}

const OptionSpec& Values::find(std::string_view option) const {
  const OptionSpec* found = find_name(*spec_, option);
  if (found == nullptr) throw std::logic_error("no option " + std::string(option));
  return *found;
}

bool Values::given(std::string_view option) const {
  return given_.find(find(option).name) != given_.end();
}

std::string Values::text(std::string_view option) const {
  const OptionSpec& spec = find(option);
  const auto found = given_.find(spec.name);
  if (found == given_.end()) return std::string(spec.fallback);
  if (found->second.size() > 1) {
    throw UsageError("--" + std::string(spec.name) + ": takes one value, got " +
                     std::to_string(found->second.size()) + " ('" + found->second.front() +
                     "' and '" + found->second.back() + "'); give only one of them");
  }
  check_choice(spec, found->second.front());
  return found->second.front();
}

std::vector<std::string> Values::texts(std::string_view option) const {
  const auto found = given_.find(find(option).name);
  return found == given_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::filesystem::path> Values::paths(std::string_view option) const {
  const std::vector<std::string> names = texts(option);
  return {names.begin(), names.end()};
}

std::vector<std::string> Values::list(std::string_view option) const {
  const OptionSpec& spec = find(option);
  const auto found = given_.find(spec.name);
  std::string all(spec.fallback);
  if (found != given_.end()) {
    all.clear();
    for (const std::string& value : found->second) all += value + ',';
  }
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= all.size()) {
    const std::size_t comma = std::min(all.find(',', begin), all.size());
    const std::string part = all.substr(begin, comma - begin);
    if (!part.empty()) {
      check_choice(spec, part);
      parts.push_back(part);
    }
    begin = comma + 1;
  }
  return parts;
}

int Values::integer(std::string_view option, int least, int most) const {
  const std::string value = text(option);
  int number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) {
    wrong_value(option, value,
                "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

double Values::number(std::string_view option, double least, double most) const {
  const std::string value = text(option);
  double number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stopped != end || !std::isfinite(number) || number < least ||
      number > most) {
    wrong_value(option, value, "a number from " + plain(least) + " to " + plain(most));
  }
  return number;
}

std::optional<double> Values::number_or_auto(std::string_view option, double least,
                                             double most) const {
  if (text(option) == "auto") return std::nullopt;
  return number(option, least, most);
}

std::optional<MediaTime> Values::time(std::string_view option) const {
  const std::string value = text(option);
  if (value.empty() && !given(option)) return std::nullopt;
  try {
    return parse_time(value);
  } catch (const Error&) {
    wrong_value(option, value, "a time such as 16, 16.2 or 00:00:16.2");
  }
}

Values parse(const CommandSpec& spec, std::span<const std::string> words) {
  cxxopts::Options options("facetrack-cli");
  options.allow_unrecognised_options();  // unknown_option() reports them better
  add_to(options, spec.options);
  add_to(options, common_options());
  const std::string names = "positional.names";  // contains a dot, so no word can be this option
  options.add_options()(names, "", cxxopts::value<std::vector<std::string>>());
  options.parse_positional(names);

  std::vector<const char*> argv{"facetrack-cli"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  // cxxopts without regular expressions parses "-j3", but takes "-rphoto.jpg" for a name because of
  // the dot. So only the values are left to cxxopts.
  const auto only_names = std::find(words.begin(), words.end(), "--");
  const auto is_option = [&](const std::string& word) {
    return word.size() > 1 && word[0] == '-' &&
           std::find(words.begin(), only_names, word) != only_names;
  };
  std::map<std::string, std::vector<std::string>, std::less<>> given;
  std::vector<std::string> positional;
  try {
    const auto result = options.parse(static_cast<int>(argv.size()), argv.data());
    if (!result.unmatched().empty()) unknown_option(spec, result.unmatched().front());
    for (const auto& pair : result.arguments()) {
      const OptionSpec* option = find_name(spec, pair.key());
      std::string value = pair.value();
      if (pair.key() == names && is_option(value)) {
        option = find_letter(spec, value[1]);
        if (option == nullptr) unknown_option(spec, value);
        value.erase(0, value[2] == '=' ? 3 : 2);
      }
      if (option == nullptr) {
        positional.push_back(value);
      } else if (option->value.empty() && value != no_value) {
        throw UsageError("--" + std::string(option->name) + " takes no value (got '" + value +
                         "')");
      } else {
        given[std::string(option->name)].push_back(value);
      }
    }
  } catch (const cxxopts::exceptions::missing_argument&) {
    needs_value(spec, words.back());
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  if (spec.positional >= 0 && positional.size() > static_cast<std::size_t>(spec.positional)) {
    throw UsageError("unexpected argument '" + positional.back() + "'; usage: facetrack-cli " +
                     std::string(spec.name) + " " + std::string(spec.usage));
  }
  return {spec, std::move(given), std::move(positional)};
}

std::string quote_command(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    const bool plain_word =
        !word.empty() && word.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "_-./=,:+@%") == std::string::npos;
    if (plain_word) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace facetrack::cli
