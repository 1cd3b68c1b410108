// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "track/sample_collector.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "picture/thumbnail.hpp"
#include "track/pose.hpp"

namespace facetrack {
namespace {

/// Beyond this many pixels a larger face gives no better embedding: networks see 112 to 150.
constexpr float useful_face = 160.0F;
/// Side of the kept picture in face sizes: alignment turns and shifts need the rim, and hair and
/// chin belong to a portrait.
constexpr float chip_room = 1.7F;
/// At most this many pictures of one track are held; then neighbours compete with each other.
constexpr std::size_t most_bins = 24;
/// A face is only copied when it promises this much more than the one of its stretch.
constexpr float clearly_better = 1.1F;
/// Faces worse than this part of the track's best say less than they disturb.
constexpr float worth_it = 0.5F;

float size_of(const Box& box) { return std::min(box.width, box.height); }

}  // namespace

void SampleCollector::consider(const Frame& frame, const Detection& face) {
  const float size = size_of(face.box);
  if (size < 8) return;
  const float promise = std::min(size, useful_face) / useful_face * face.score *
                        (face.landmarks ? 0.3F + 0.7F * facing(*face.landmarks) : 0.65F);
  const std::int64_t index = frame.time().index;
  const auto bin = bins_.find(index / bin_frames_);
  if (bin != bins_.end() && promise < bin->second.promise * clearly_better) return;

  const float room = std::max(face.box.width, face.box.height) * chip_room;
  const Point c = face.box.center();
  const int side = std::max(8, static_cast<int>(std::lround(room)));
  const Region region{static_cast<int>(std::lround(c.x)) - side / 2,
                      static_cast<int>(std::lround(c.y)) - side / 2, side, side};
  const float scale = std::min(1.0F, useful_face / size);
  const int pixels = std::max(8, static_cast<int>(std::lround(static_cast<float>(side) * scale)));
  Candidate candidate{index, to_bgr24(frame, region, pixels, pixels), face, promise, {}};
  const float zoom = static_cast<float>(pixels) / static_cast<float>(side);
  const auto left = static_cast<float>(region.x);
  const auto top = static_cast<float>(region.y);
  Box& box = candidate.face.box;
  box = {(box.x - left) * zoom, (box.y - top) * zoom, box.width * zoom, box.height * zoom};
  if (candidate.face.landmarks) {
    for (Point& p : *candidate.face.landmarks) p = {(p.x - left) * zoom, (p.y - top) * zoom};
  }
  candidate.quality = face_quality(candidate.chip.image(), candidate.face);
  candidate.quality.size = size;
  bins_.insert_or_assign(index / bin_frames_, std::move(candidate));
  if (bins_.size() > most_bins) halve();
}

void SampleCollector::halve() {
  bin_frames_ *= 2;
  std::map<std::int64_t, Candidate> merged;
  for (auto& [bin, candidate] : bins_) {
    const std::int64_t wider = candidate.frame / bin_frames_;
    const auto there = merged.find(wider);
    if (there == merged.end()) {
      merged.emplace(wider, std::move(candidate));
    } else if (candidate.promise > there->second.promise) {
      there->second = std::move(candidate);
    }
  }
  bins_ = std::move(merged);
}

std::vector<FaceSample> SampleCollector::embed(Embedder& embedder, int count,
                                               bool portraits) const {
  if (bins_.empty() || count <= 0) return {};
  float best = 0;
  for (const auto& [bin, candidate] : bins_) best = std::max(best, candidate.quality.overall);
  // The best of each of `count` equal stretches: many views of a face say more than many
  // pictures of one view.
  const std::size_t stretches = std::min(bins_.size(), static_cast<std::size_t>(count));
  std::vector<const Candidate*> chosen(stretches, nullptr);
  std::size_t position = 0;
  for (const auto& [bin, candidate] : bins_) {
    const Candidate*& slot = chosen[position++ * stretches / bins_.size()];
    if (slot == nullptr || candidate.quality.overall > slot->quality.overall) slot = &candidate;
  }
  std::vector<FaceSample> samples;
  for (const Candidate* candidate : chosen) {
    if (candidate == nullptr || candidate->quality.overall < best * worth_it) continue;
    auto embedded = embedder.embed(candidate->chip.image(), std::span(&candidate->face, 1));
    if (embedded.empty()) continue;
    samples.push_back({candidate->frame, candidate->quality, std::move(embedded.front())});
    const Frame& chip = candidate->chip;
    if (portraits) {
      samples.back().portrait = media::face_thumbnail(chip, {0, 0, chip.width(), chip.height()});
    }
  }
  return samples;
}

}  // namespace facetrack
