// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "facetrack/track.hpp"

#include "picture/thumbnail.hpp"
#include "track/pose.hpp"

namespace facetrack {

/// A copied face of which the embedding may be computed.
struct FaceCandidate {
  std::int64_t frame = 0;
  Frame chip;
  Detection face;  ///< in the chip
  float promise = 0;
  FaceQuality quality;
};

namespace {

/// A face of fewer pixels shows nothing that could be compared.
constexpr float least_sampled_face = 8.0F;
/// Beyond this many pixels a larger face gives no better embedding: networks see 112 to 150.
constexpr float useful_face = 160.0F;
/// Side of the kept picture in face sizes: alignment turns and shifts need the rim, and hair and
/// chin belong to a portrait.
constexpr float chip_room = 1.7F;
/// The smallest picture that is cut out, pixels a side.
constexpr int least_chip = 8;
/// At most this many pictures of one track are held; then neighbours compete with each other.
constexpr std::size_t most_bins = 24;
/// A face in profile promises this part of what one promises that looks at the camera. Without
/// landmarks the pose is unknown, and the middle between the two counts.
constexpr float profile_promise = 0.3F;
constexpr float unknown_pose_promise = 0.65F;
/// A face is only copied when it promises this much more than the one of its stretch.
constexpr float clearly_better = 1.1F;
/// Faces worse than this part of the track's best say less than they disturb.
constexpr float worth_it = 0.5F;

/// At most this many frames share a picture at first; a long track doubles it.
constexpr std::int64_t first_bin_frames = 8;

float size_of(const Box& box) { return std::min(box.width, box.height); }

/// The expected value of an embedding of the face, 0 to 1, before the face is copied.
float promise_of(const Detection& face) {
  const float pose = face.landmarks
                         ? profile_promise + (1 - profile_promise) * facing(*face.landmarks)
                         : unknown_pose_promise;
  return std::min(size_of(face.box), useful_face) / useful_face * face.score * pose;
}

/// The face with its surroundings, scaled down to what embedders use.
FaceCandidate candidate_of(const Frame& frame, const Detection& face, float promise) {
  const float size = size_of(face.box);
  const float room = std::max(face.box.width, face.box.height) * chip_room;
  const Point c = face.box.center();
  const int side = std::max(least_chip, static_cast<int>(std::lround(room)));
  const Region region{static_cast<int>(std::lround(c.x)) - side / 2,
                      static_cast<int>(std::lround(c.y)) - side / 2, side, side};
  const float scale = std::min(1.0F, useful_face / size);
  const int pixels =
      std::max(least_chip, static_cast<int>(std::lround(static_cast<float>(side) * scale)));
  FaceCandidate candidate{
      frame.time().index, to_bgr24(frame, region, pixels, pixels), face, promise, {}};
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
  return candidate;
}

}  // namespace

/// The best face of each stretch of `bin_frames` frames.
struct FaceSampler::Pictures {
  std::map<std::int64_t, FaceCandidate> bins;  // by frame / bin_frames
  std::int64_t bin_frames = first_bin_frames;

  void halve();
};

FaceSampler::FaceSampler() : pictures_(std::make_unique<Pictures>()) {}
FaceSampler::~FaceSampler() = default;
FaceSampler::FaceSampler(FaceSampler&&) noexcept = default;
FaceSampler& FaceSampler::operator=(FaceSampler&&) noexcept = default;

void FaceSampler::consider(const Frame& frame, const Detection& face) {
  if (!is_usable(face) || size_of(face.box) < least_sampled_face) return;
  const float promise = promise_of(face);
  const std::int64_t bin = frame.time().index / pictures_->bin_frames;
  const auto there = pictures_->bins.find(bin);
  if (there != pictures_->bins.end() && promise < there->second.promise * clearly_better) return;
  pictures_->bins.insert_or_assign(bin, candidate_of(frame, face, promise));
  if (pictures_->bins.size() > most_bins) pictures_->halve();
}

void FaceSampler::Pictures::halve() {
  bin_frames *= 2;
  std::map<std::int64_t, FaceCandidate> merged;
  for (auto& [bin, candidate] : bins) {
    const std::int64_t wider = candidate.frame / bin_frames;
    const auto there = merged.find(wider);
    if (there == merged.end()) {
      merged.emplace(wider, std::move(candidate));
    } else if (candidate.promise > there->second.promise) {
      there->second = std::move(candidate);
    }
  }
  bins = std::move(merged);
}

std::vector<FaceSample> FaceSampler::embed(Embedder& embedder, int count) const {
  const std::map<std::int64_t, FaceCandidate>& bins = pictures_->bins;
  if (bins.empty() || count <= 0) return {};
  float best = 0;
  for (const auto& [bin, candidate] : bins) best = std::max(best, candidate.quality.overall);
  // The best of each of `count` equal stretches: many views of a face say more than many
  // pictures of one view.
  const std::size_t stretches = std::min(bins.size(), static_cast<std::size_t>(count));
  std::vector<const FaceCandidate*> chosen(stretches, nullptr);
  std::size_t position = 0;
  for (const auto& [bin, candidate] : bins) {
    const FaceCandidate*& slot = chosen[position++ * stretches / bins.size()];
    if (slot == nullptr || candidate.quality.overall > slot->quality.overall) slot = &candidate;
  }
  std::vector<FaceSample> samples;
  for (const FaceCandidate* candidate : chosen) {
    if (candidate == nullptr || candidate->quality.overall < best * worth_it) continue;
    auto embedded = embedder.embed(candidate->chip.image(), std::span(&candidate->face, 1));
    if (embedded.empty()) continue;
    const Frame& chip = candidate->chip;
    samples.push_back({candidate->frame, candidate->quality, std::move(embedded.front()),
                       media::face_thumbnail(chip, {0, 0, chip.width(), chip.height()})});
  }
  return samples;
}

}  // namespace facetrack
