// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "args.hpp"

// File names may hold commas; cxxopts would split a repeated option's values at them.
#define CXXOPTS_VECTOR_DELIMITER '\0'
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

const OptionSpec* find_option(const CommandSpec& spec, std::string_view name) {
  const auto fits = [&](const OptionSpec& o) { return o.name == name || o.alias == name; };
  for (const OptionSpec& option : spec.options) {
    if (fits(option)) return &option;
  }
  for (const OptionSpec& option : common_options()) {
    if (fits(option)) return &option;
  }
  return nullptr;
}

const OptionSpec* find_letter(const CommandSpec& spec, char letter) {
  for (const OptionSpec& option : spec.options) {
    if (option.letter == letter) return &option;
  }
  for (const OptionSpec& option : common_options()) {
    if (option.letter == letter) return &option;
  }
  return nullptr;
}

[[noreturn]] void unknown_option(const CommandSpec& spec, const std::string& name) {
  std::vector<std::string_view> known;
  for (const OptionSpec& option : spec.options) known.push_back(option.name);
  for (const OptionSpec& option : common_options()) known.push_back(option.name);
  std::string text = "unknown option --" + name;
  const std::string_view near = nearest(name, known);
  if (!near.empty()) text += "; did you mean --" + std::string(near) + "?";
  throw UsageError(text + " ('facetrack-cli " + std::string(spec.name) + " --help' lists them)");
}

/// Brings long options to one spelling and one form, "--name" "value", so that a value that
/// begins with a dash or holds an underscore is never taken for an option.
std::vector<std::string> normalise(const CommandSpec& spec, std::span<const std::string> words) {
  std::vector<std::string> out;
  bool only_names = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (only_names || word.size() < 2 || word[0] != '-') {
      out.push_back(word);
      continue;
    }
    if (word == "--") {
      only_names = true;
      out.push_back(word);
      continue;
    }
    const OptionSpec* option = nullptr;
    std::optional<std::string> value;
    if (word[1] == '-') {
      std::string name = word.substr(
          2, word.find('=') == std::string::npos ? std::string::npos : word.find('=') - 2);
      std::replace(name.begin(), name.end(), '_', '-');
      option = find_option(spec, name);
      if (option == nullptr) unknown_option(spec, name);
      if (word.find('=') != std::string::npos) value = word.substr(word.find('=') + 1);
    } else {
      option = find_letter(spec, word[1]);
      if (option == nullptr) {
        throw UsageError("unknown option -" + std::string(1, word[1]) + " ('facetrack-cli " +
                         std::string(spec.name) + " --help' lists them)");
      }
      if (word.size() > 2) {
        if (option->value.empty()) throw UsageError("give short switches one by one: " + word);
        value = word.substr(word[2] == '=' ? 3 : 2);
      }
    }
    const std::string name = "--" + std::string(option->name);
    if (option->value.empty()) {
      if (value) throw UsageError(name + " takes no value (got '" + *value + "')");
      out.push_back(name);
      continue;
    }
    if (!value) {
      if (i + 1 == words.size()) {
        throw UsageError(name + " needs a value: " + name + " " + std::string(option->value));
      }
      value = words[++i];
    }
    // Not "--name=value": cxxopts takes no line break there, and file names may have one.
    out.push_back(name);
    out.push_back(*value);
  }
  return out;
}

[[noreturn]] void wrong_value(std::string_view option, const std::string& value,
                              const std::string& expected) {
  throw UsageError("--" + std::string(option) + ": expected " + expected + ", got '" + value + "'");
}

/// A number for people: without trailing zeros.
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

/// How many letters must be changed, added, dropped or swapped to make `a` of `b`.
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

}  // namespace

std::span<const OptionSpec> common_options() {
  static const std::vector<OptionSpec> options = {
      {"General", "help", 'h', "", "", "show this help"},
      {"General", "version", 0, "", "", "show the version"},
      {"General", "quiet", 'q', "", "", "no progress, no remarks; errors only"},
      {"General", "verbose", 'v', "", "", "say more about what is done"},
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
  // A third of the letters wrong is still a slip of the fingers; more is another word.
  std::size_t best = word.size() / 3 + 2;
  std::string_view found;
  for (const std::string_view candidate : known) {
    std::size_t cost = edit_distance(word, candidate);
    // A beginning ("--ref") is meant rather than a neighbour of the same length.
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
  const OptionSpec* found = find_option(*spec_, option);
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
                     "' and '" + found->second.back() + "'); leave the others out");
  }
  check_choice(spec, found->second.front());
  return found->second.front();
}

std::vector<std::string> Values::texts(std::string_view option) const {
  const auto found = given_.find(find(option).name);
  return found == given_.end() ? std::vector<std::string>{} : found->second;
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
  const std::vector<std::string> normal = normalise(spec, words);
  cxxopts::Options options("facetrack-cli");
  const auto add = [&](const OptionSpec& option) {
    if (option.value.empty()) {
      options.add_options()(std::string(option.name), "");
    } else {
      options.add_options()(std::string(option.name), "",
                            cxxopts::value<std::vector<std::string>>());
    }
  };
  for (const OptionSpec& option : spec.options) add(option);
  for (const OptionSpec& option : common_options()) add(option);
  options.add_options()("positional-names", "", cxxopts::value<std::vector<std::string>>());
  options.parse_positional("positional-names");

  std::vector<const char*> argv{"facetrack-cli"};
  for (const std::string& word : normal) argv.push_back(word.c_str());
  std::map<std::string, std::vector<std::string>, std::less<>> given;
  std::vector<std::string> positional;
  try {
    const auto result = options.parse(static_cast<int>(argv.size()), argv.data());
    for (const auto& pair : result.arguments()) {
      (pair.key() == "positional-names" ? positional : given[pair.key()]).push_back(pair.value());
    }
  } catch (const cxxopts::exceptions::exception& error) {
    throw UsageError(error.what());
  }
  if (spec.positional >= 0 && positional.size() > static_cast<std::size_t>(spec.positional)) {
    throw UsageError("one name too many: '" + positional.back() + "'; usage: facetrack-cli " +
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
