// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/searching_tracker.hpp"

#include <algorithm>
#include <tuple>

#include "redact/boxes.hpp"

namespace facetrack::redact {
namespace {

/// Faces whose centres are nearer than this (in sizes of the larger one) may be confused.
constexpr float close = 2;
/// ... now or up to this long ago, because one may hide the other.
constexpr MediaTime confusion_memory{1, {1, 2}};
/// The score of a face that is compared with others; a face of less is too unclear.
constexpr float clear_face = 0.5F;

class SearchingTracker final : public Tracker {
 public:
  SearchingTracker(std::unique_ptr<Detector> detector, const SearchOptions& options,
                   Embedder* embedder, std::unique_ptr<Tracker> inner,
                   std::shared_ptr<SightingList> list)
      : detector_(std::move(detector)),
        search_(*detector_, options),
        embedder_(embedder),
        inner_(std::move(inner)),
        list_(std::move(list)) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    const std::vector<Detection> found = search_.faces(frame);
    std::vector<Sighting> faces;
    faces.reserve(found.size());
    for (const Detection& face : found) {
      faces.push_back({frame.time().index, face.box, face.score, std::nullopt});
    }
    if (embedder_ != nullptr) compare(frame, found, faces);
    list_->add(std::move(faces));
    return inner_ ? inner_->push(frame) : std::vector<FaceTrack>{};
  }

  std::vector<FaceTrack> flush() override {
    recent_.clear();
    return inner_ ? inner_->flush() : std::vector<FaceTrack>{};
  }

 private:
  struct Recent {
    Box box;
    MediaTime seen;
  };

  /// Embeds the faces that are or were close to another one.
  void compare(const Frame& frame, const std::vector<Detection>& found,
               std::vector<Sighting>& faces) {
    const MediaTime now = frame.time().pts;
    std::erase_if(recent_,
                  [&](const Recent& recent) { return now - recent.seen > confusion_memory; });
    std::vector<Detection> clear;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].score < clear_face || !found[i].landmarks) continue;
      for (std::size_t k = 0; k < found.size(); ++k) {
        if (k == i || found[k].score < clear_face) continue;
        if (distance_in_sizes(found[i].box, found[k].box) > close) continue;
        recent_.push_back({hull(found[i].box, found[k].box), now});
        break;
      }
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].score < clear_face || !found[i].landmarks) continue;
      const bool may_be_confused = std::any_of(
          recent_.begin(), recent_.end(),
          [&](const Recent& recent) { return shared_part(recent.box, found[i].box) > 0; });
      if (!may_be_confused) continue;
      clear.push_back(found[i]);
      places.push_back(i);
    }
    if (clear.empty()) return;
    // Only the surroundings of each face are converted, because most of the frame is not needed.
    for (std::size_t i = 0; i < clear.size(); ++i) {
      faces[places[i]].look = embed(frame, clear[i]);
    }
  }

  Embedding embed(const Frame& frame, Detection face) {
    const int side = std::max(8, static_cast<int>(2 * longer_side(face.box)));
    const Region region{static_cast<int>(face.box.center().x) - side / 2,
                        static_cast<int>(face.box.center().y) - side / 2, side, side};
    const Frame picture = to_bgr24(frame, region, side, side);
    const auto move = [&](float& x, float& y) {
      x -= static_cast<float>(region.x);
      y -= static_cast<float>(region.y);
    };
    move(face.box.x, face.box.y);
    for (Point& p : *face.landmarks) move(p.x, p.y);
    return embedder_->embed(picture.image(), {&face, 1}).front();
  }

  std::unique_ptr<Detector> detector_;
  FaceSearch search_;
  Embedder* embedder_;
  std::unique_ptr<Tracker> inner_;
  std::shared_ptr<SightingList> list_;
  std::vector<Recent> recent_;  ///< places where two faces were close
};

}  // namespace

void SightingList::add(std::vector<Sighting> faces) {
  const std::lock_guard lock(mutex_);
  std::move(faces.begin(), faces.end(), std::back_inserter(faces_));
}

std::vector<Sighting> SightingList::take() {
  const std::lock_guard lock(mutex_);
  std::vector<Sighting> faces = std::exchange(faces_, {});
  std::stable_sort(faces.begin(), faces.end(), [](const Sighting& a, const Sighting& b) {
    return std::tuple(a.frame, a.box.x, a.box.y) < std::tuple(b.frame, b.box.x, b.box.y);
  });
  return faces;
}

std::unique_ptr<Tracker> make_searching_tracker(std::unique_ptr<Detector> detector,
                                                const SearchOptions& options, Embedder* embedder,
                                                std::unique_ptr<Tracker> inner,
                                                std::shared_ptr<SightingList> list) {
  return std::make_unique<SearchingTracker>(std::move(detector), options, embedder,
                                            std::move(inner), std::move(list));
}

}  // namespace facetrack::redact
