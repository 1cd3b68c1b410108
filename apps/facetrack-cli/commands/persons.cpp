// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "facetrack/library.hpp"
#include "facetrack/library_export.hpp"
#include "facetrack/library_report.hpp"
#include "facetrack/report.hpp"

#include "commands/commands.hpp"

namespace facetrack::cli {
namespace {

std::string row(const LibraryPerson& person) {
  char line[128];
  std::snprintf(line, sizeof line, "%6lld  %9.1f s  %6d  %11d  ", static_cast<long long>(person.id),
                person.seconds, person.videos, person.appearances);
  return line + person.name + "\n";
}

std::string table(const std::vector<LibraryPerson>& persons) {
  std::string text = "person  on screen    videos  appearances  name\n";
  for (const LibraryPerson& person : persons) text += row(person);
  return text;
}

/// The appearances of one person, with the ids that `split` takes.
std::string details(const Library& library, const LibraryPerson& person) {
  std::string text = table({person}) + "\nappearance  time\n";
  const auto videos = library.videos();
  for (const Appearance& one : library.appearances(person)) {
    const auto video = std::find_if(videos.begin(), videos.end(),
                                    [&](const LibraryVideo& v) { return v.id == one.video; });
    char id[32];
    std::snprintf(id, sizeof id, "%10lld  ", static_cast<long long>(one.id));
    text += id + one.time.begin.to_string() + " – " + one.time.end.to_string() + "  " +
            (video == videos.end() ? "" : video->file.string()) + "\n";
  }
  return text;
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || rest != end) {
    throw UsageError("persons split: expected the number of an appearance, got '" + text +
                     "'; 'facetrack-cli persons LIBRARY PERSON' lists them");
  }
  return number;
}

void require_words(const std::vector<std::string>& words, std::size_t least, const char* usage) {
  if (words.size() < least) {
    throw UsageError("persons: usage: facetrack-cli persons LIBRARY " + std::string(usage));
  }
}

int change(const std::vector<std::string>& words, Context& context) {
  Library library = Library::open_for_writing(words[0]);
  const LibraryPerson person = library.person(words[2]);
  if (words[1] == "name") {
    library.name(person.id, words[3]);
  } else if (words[1] == "merge") {
    std::vector<std::int64_t> others;
    for (std::size_t i = 3; i < words.size(); ++i) others.push_back(library.person(words[i]).id);
    library.merge(person.id, others);
  } else {
    std::vector<std::int64_t> appearances;
    for (std::size_t i = 3; i < words.size(); ++i) appearances.push_back(number_of(words[i]));
    const std::int64_t other = library.split(person.id, appearances);
    context.console.result(row(library.person(std::to_string(other))));
  }
  library.group_persons();
  context.console.result(row(library.person(std::to_string(person.id))));
  return exit_done;
}

int check(const Library& library, Console& console) {
  const std::string problems = library.problems();
  if (problems.empty()) {
    console.result("the library is whole\n");
    return exit_done;
  }
  const bool advised = problems.ends_with("index its videos into a new library");
  console.error(problems + (advised ? "" : "; index its videos into a new library"));
  return exit_bad_input;
}

int write_export(const Values& values, const Library& library, Console& console) {
  const std::string folder = values.text("export");
  const ExportedLibrary done = export_library(library, folder, values.flag("force"));
  console.result(counted(static_cast<std::int64_t>(done.persons), "person") + ", " +
                 counted(static_cast<std::int64_t>(done.appearances), "appearance") + ", " +
                 counted(static_cast<std::int64_t>(done.faces), "face") + "\n" + folder + "\n");
  return exit_done;
}

}  // namespace

const CommandSpec& persons_spec() {
  static const CommandSpec spec{
      "persons",
      "the persons of a library: list, name, merge or split them",
      "LIBRARY [PERSON | name PERSON NAME | merge PERSON PERSON… | split PERSON APPEARANCE…]",
      -1,
      "A PERSON is a name or the number in the list. What you name, merge or split stays so when "
      "videos are indexed again.",
      {{"Output", "json", 0, "", "", "print JSON instead of a table"},
       {"Output", "check", 0, "", "", "look for damage in the files of the library"},
       {"Output", "export", 0, "DIR", "",
        "write the library into DIR as JSON Lines and NumPy arrays, for vector databases"},
       {"Output", "force", 0, "", "", "replace existing files"}},
      {{"persons lib", "everybody, longest on screen first"},
       {"persons lib name 17 Ann", "give person 17 a name"},
       {"persons lib merge Ann 23 42", "persons 23 and 42 are Ann, too"},
       {"persons lib Ann", "the appearances of Ann, by number"},
       {"persons lib split Ann 101 102", "appearances 101 and 102 are somebody else"},
       {"persons lib --export vectors", "everything in it, for a vector database"}}};
  return spec;
}

int run_persons(const Values& values, Context& context) {
  const std::vector<std::string>& words = values.positional();
  require_words(words, 1, "[options]");
  const std::string what = words.size() > 1 ? words[1] : "";
  if (what == "name") require_words(words, 4, "name PERSON NAME");
  if (what == "merge") require_words(words, 4, "merge PERSON PERSON…");
  if (what == "split") require_words(words, 4, "split PERSON APPEARANCE…");
  if (what == "name" || what == "merge" || what == "split") return change(words, context);
  const Library library(words[0]);
  if (values.flag("check")) return check(library, context.console);
  if (values.given("export")) return write_export(values, library, context.console);
  if (words.size() > 1) {
    context.console.result(details(library, library.person(what)));
  } else if (values.flag("json")) {
    context.console.result(library_json(words[0], library.videos(), library.persons()));
  } else {
    context.console.result(table(library.persons()));
  }
  return exit_done;
}

}  // namespace facetrack::cli
