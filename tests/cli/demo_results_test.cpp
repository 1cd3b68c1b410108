// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// data/demo/results shows what `track` makes of the demo; it has to stay true.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "facetrack/facetrack.hpp"

#include "cli/program.hpp"
#include "support/paths.hpp"

namespace facetrack::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* outdated =
    "data/demo/results is not what the program makes; if the new result is right: "
    "cmake --build build/release --target demo-results";

/// Equal but for the last digits of numbers: processors and libraries round differently.
::testing::AssertionResult alike(const json& a, const json& b, const std::string& where = "") {
  const auto differ = [&] {
    return ::testing::AssertionFailure() << where << ": " << a.dump() << " and " << b.dump();
  };
  if (a.is_number() && b.is_number()) {
    const double x = a.get<double>();
    const double y = b.get<double>();
    if (a.is_number_integer() && b.is_number_integer()) {
      if (x != y) return differ();
    } else if (std::abs(x - y) > 0.02 * std::max(10.0, std::abs(x))) {
      return differ();
    }
    return ::testing::AssertionSuccess();
  }
  if (a.type() != b.type() || a.size() != b.size()) return differ();
  if (a.is_array()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (const auto same = alike(a[i], b[i], where + "/" + std::to_string(i)); !same) return same;
    }
    return ::testing::AssertionSuccess();
  }
  if (!a.is_object()) return a == b ? ::testing::AssertionSuccess() : differ();
  for (const auto& [key, value] : a.items()) {
    if (!b.contains(key)) return differ();
    if (const auto same = alike(value, b[key], where + "/" + key); !same) return same;
  }
  return ::testing::AssertionSuccess();
}

/// Where the results lie and how long they took is not part of them.
json metadata_without_paths(const fs::path& folder) {
  json all = json::parse(read_file(folder / "metadata.json"));
  all.erase("timings");
  all["source"].erase("path");
  all["target"].erase("references");
  return all;
}

/// Mean difference of luma over all pixels of two videos; the same number of frames is demanded.
double difference(const fs::path& a, const fs::path& b) {
  const auto one = open_decoder(a.string());
  const auto other = open_decoder(b.string());
  double sum = 0;
  double count = 0;
  while (const auto frame = one->read()) {
    const auto twin = other->read();
    if (!twin || twin->width() != frame->width() || twin->height() != frame->height()) {
      return 255;
    }
    for (int y = 0; y < frame->height(); ++y) {
      for (int x = 0; x < frame->width(); ++x) {
        sum += std::abs(std::to_integer<int>(frame->luma().row(y)[x]) -
                        std::to_integer<int>(twin->luma().row(y)[x]));
      }
    }
    count += static_cast<double>(frame->width()) * frame->height();
  }
  return other->read() ? 255 : sum / count;
}

TEST(Demo, results_in_the_repository_are_what_the_program_makes) {
  const fs::path demo = testing::data_dir() / "demo";
  const fs::path kept = demo / "results";
  const testing::TempDir dir;
  const fs::path made = dir / "results";
  const testing::Ran ran = testing::run_program(
      {"track", (demo / "demo.mp4").string(), "--reference", (demo / "reference.png").string(),
       "--output", made.string(), "--detector", "builtin", "--embedder", "builtin"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;

  EXPECT_EQ(testing::files_below(made), testing::files_below(kept)) << outdated;
  const json now = metadata_without_paths(made);
  ASSERT_TRUE(alike(metadata_without_paths(kept), now)) << outdated;
  ASSERT_FALSE(now["clips"].empty());
  for (const json& clip : now["clips"]) {
    const std::string file = clip["file"];
    EXPECT_LT(difference(kept / file, made / file), 1.0) << file << ": " << outdated;
  }
}

}  // namespace
}  // namespace facetrack::cli
