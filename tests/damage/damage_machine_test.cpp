// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Damages videos at random and checks what must hold for every one of them. A few in every test
// run; FACETRACK_DAMAGE_RUNS=2000 makes so many, FACETRACK_DAMAGE_SEED=n begins with run n,
// FACETRACK_DAMAGE_KEEP=DIR keeps the files.

#include <cstdlib>
#include <iostream>
#include <random>

#include "damage/checks.hpp"
#include "support/damage.hpp"
#include "support/paths.hpp"

namespace facetrack::damage {
namespace {

namespace fs = std::filesystem;
using testing::DamageKind;

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::atoll(text) : otherwise;
}

void run(std::int64_t seed, Counts& counts) {
  std::mt19937 random(static_cast<unsigned>(seed));
  const Base& base = bases()[static_cast<std::size_t>(seed) % bases().size()];
  const auto kind = static_cast<DamageKind>(static_cast<std::size_t>(seed) / bases().size() %
                                            testing::damage_kinds);
  SCOPED_TRACE("run " + std::to_string(seed) + ": " + base.name + ", " +
               std::string(name_of(kind)));
  const testing::TempDir folder;
  const fs::path file = folder / (std::string("damaged.") + base.ending);
  testing::write_damaged(base_file(base), file, kind, random);
  if (const char* keep = std::getenv("FACETRACK_DAMAGE_KEEP")) {
    fs::copy_file(file, fs::path(keep) / ("run" + std::to_string(seed) + "." + base.ending),
                  fs::copy_options::overwrite_existing);
  }
  ++counts.files[std::string(base.name)];
  const auto effort = seed % 5 == 4 ? Effort::fast : Effort::balanced;
  Analysis analysis;
  try {
    analysis = look_at(file, 1, effort);
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(file.filename().string()), std::string::npos)
        << error.what();
    ++counts.refused;
    return;
  }
  check_shape(analysis);
  check_times(analysis, file);
  check_lists(analysis);
  EXPECT_EQ(tracks_json(look_at(file, 3, effort)), tracks_json(analysis)) << "with 3 workers";
  if (!analysis.damaged.empty()) ++counts.with_damage;
  counts.damaged_frames += analysis.skipped_frames;

  // After lost packets the H.264 decoder continues without an error. The pictures up to the next
  // key frame may then show another number.
  const bool times_are_kept = base.keeps_times && kind != DamageKind::flips &&
                              kind != DamageKind::swapped && kind != DamageKind::dropped &&
                              effort != Effort::fast;
  check_clips(analysis, file, folder / "clips", numbers_by_time(base_file(base)),
              times_are_kept && base.tells_errors, counts);
  if (seed % 16 == 0) check_jobs(file, analysis.frames, folder.path());
}

TEST(DamageMachine, whatever_is_damaged_numbers_and_times_are_those_of_the_packets) {
  Counts counts;
  const std::int64_t first = number_from("FACETRACK_DAMAGE_SEED", 0);
  const std::int64_t runs = number_from("FACETRACK_DAMAGE_RUNS", 44);
  for (std::int64_t seed = first; seed < first + runs; ++seed) {
    ends_well("the run", [&] { run(seed, counts); });
  }
  std::cout << runs << " files: " << counts.refused << " refused, " << counts.with_damage
            << " with damaged frames (" << counts.damaged_frames << "), " << counts.clips
            << " clips of " << counts.clip_frames << " frames, " << counts.unreadable
            << " of them without a readable number\n";
  for (const auto& [name, count] : counts.files) std::cout << "  " << name << ": " << count << '\n';
}

}  // namespace
}  // namespace facetrack::damage
