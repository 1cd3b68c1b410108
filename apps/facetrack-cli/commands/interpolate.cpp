// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "facetrack/bridge.hpp"
#include "facetrack/output.hpp"

#include "commands/commands.hpp"

namespace facetrack::cli {
namespace {

constexpr int most_pictures = 999;  // the names have three digits

}  // namespace

const CommandSpec& interpolate_spec() {
  static const CommandSpec spec{
      "interpolate",
      "interpolated pictures between two pictures",
      "A.png B.png -o DIR [options]",
      2,
      "Writes DIR/001.png, DIR/002.png, …, at equal distances in time between the two.",
      {{"Pictures", "count", 0, "N", "1", "number of pictures"},
       {"Pictures",
        "method",
        0,
        "NAME",
        "flow",
        "interpolation method",
        {},
        {"flow", "blend", "minterpolate"}},
       {"Output", "output", 'o', "DIR", "", "output folder"},
       {"Output", "force", 0, "", "", "replace existing files"}},
      {{"interpolate a.png b.png --count 3 -o between", "three pictures between two"},
       {"interpolate a.png b.png --method blend -o faded", "one picture, cross-faded"}}};
  return spec;
}

int run_interpolate(const Values& values, Context& context) {
  if (values.positional().size() != 2)
    throw UsageError(
        "interpolate: expected two pictures (facetrack-cli interpolate A.png B.png -o DIR)");
  const std::filesystem::path folder = values.text("output");
  if (folder.empty()) throw UsageError("interpolate: no folder given; add -o DIR");
  const int count = values.integer("count", 1, most_pictures);
  const Frame a = read_image(values.positional()[0]);
  const Frame b = read_image(values.positional()[1]);
  if (a.width() != b.width() || a.height() != b.height()) {
    throw Error(ErrorCode::invalid_argument,
                values.positional()[0] + " and " + values.positional()[1] +
                    ": the pictures have different sizes; scale one of them");
  }
  std::vector<std::filesystem::path> files;
  std::vector<std::string> names;
  std::vector<float> moments;
  for (int i = 1; i <= count; ++i) {
    char name[16];
    std::snprintf(name, sizeof name, "%03d.png", i);
    files.push_back(folder / name);
    names.emplace_back(name);
    require_free(files.back(), values);
    moments.push_back(static_cast<float>(i) / static_cast<float>(count + 1));
  }
  keep_inputs(files,
              std::vector<std::filesystem::path>{values.positional()[0], values.positional()[1]});
  OutputNotes notes(folder, "interpolate");
  for (const std::string& name : names) notes.require_own(name);
  const auto interpolator = make_interpolator(values.text("method"));
  std::filesystem::create_directories(folder);
  // Writes the pictures one by one, so that only one is in memory.
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (context.stop.stop_requested()) return exit_interrupted;
    const auto made = interpolator->between(a, b, std::span(&moments[i], 1));
    const std::filesystem::path prepared = folder / (".facetrack-part-" + names[i]);
    write_image(prepared.string(), made.front());
    notes.adopt(prepared, names[i]);
    context.console.result(files[i].string() + "\n");
  }
  return exit_done;
}

}  // namespace facetrack::cli
