// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/redact_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

#include "facetrack/decoder.hpp"

#include "core/visit_frames.hpp"

namespace facetrack::job {
namespace {

constexpr std::size_t most_pictures = 24;
constexpr int longest_side = 480;  // pixels
constexpr int jpeg_quality = 80;

std::set<std::int64_t> chosen_frames(const Redaction& redaction) {
  std::set<std::int64_t> frames;
  for (const Sighting& face : redaction.open) {
    if (frames.size() < most_pictures / 2) frames.insert(face.frame);
  }
  std::vector<const RedactArea*> longest;
  for (const RedactArea& area : redaction.areas) {
    if (!area.boxes.empty()) longest.push_back(&area);
  }
  std::stable_sort(longest.begin(), longest.end(), [](const RedactArea* a, const RedactArea* b) {
    return a->boxes.size() > b->boxes.size();
  });
  for (const RedactArea* area : longest) {
    if (frames.size() >= most_pictures) break;
    frames.insert(area->boxes[area->boxes.size() / 2].frame);
  }
  return frames;
}

std::string small_jpeg(const Frame& frame) {
  const double scale =
      std::min(1.0, static_cast<double>(longest_side) / std::max(frame.width(), frame.height()));
  const auto part = [&](int side) {
    return std::max(1, static_cast<int>(std::lround(side * scale)));
  };
  return encode_jpeg(to_bgr24(frame, {0, 0, frame.width(), frame.height()}, part(frame.width()),
                              part(frame.height())),
                     jpeg_quality);
}

}  // namespace

std::map<std::int64_t, std::string> redact_pictures(const std::filesystem::path& written,
                                                    const Redaction& redaction) {
  std::map<std::int64_t, std::string> pictures;
  const std::set<std::int64_t> frames = chosen_frames(redaction);
  if (frames.empty()) return pictures;
  visit_frames(*open_decoder(written), frames, {},
               [&](const Frame& frame) { pictures[frame.time().index] = small_jpeg(frame); });
  return pictures;
}

}  // namespace facetrack::job
