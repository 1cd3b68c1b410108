// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// A manifest that is read can be written and asks for the same jobs; records are read whatever
// the file holds, and come back as they were.

#include <cstdlib>

#include "facetrack/log.hpp"

#include "batch/records.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  using namespace facetrack::cli;
  set_log_sink({});
  const std::string_view text = fuzz::text(data, size);
  fuzz::expect_error_at_most([&] {
    const auto jobs = read_manifest(text, "m");
    const auto again = read_manifest(manifest_text(jobs), "m");
    if (again.size() != jobs.size()) std::abort();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (again[i].id != jobs[i].id) std::abort();
      if (job_fingerprint(again[i]) != job_fingerprint(jobs[i])) std::abort();
    }
  });
  for (const BatchRecord& record : read_records(text, "r")) {
    const std::string line = record_line(record);
    const auto again = read_records(line, "r");
    if (again.size() != 1 || record_line(again.front()) != line) std::abort();
  }
  return 0;
}
