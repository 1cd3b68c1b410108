// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "facetrack/redact.hpp"
#include "facetrack/track.hpp"

#include "redact/face_search.hpp"

namespace facetrack::redact {

/// The sightings of all workers. Thread-safe.
class SightingList {
 public:
  void add(std::vector<Sighting> faces);
  /// By frame, then from left to right, so that the order does not depend on the workers.
  std::vector<Sighting> take();

 private:
  std::mutex mutex_;
  std::vector<Sighting> faces_;
};

/// A tracker that searches every frame itself, puts all faces into `list`, and passes the frame to
/// `inner`, which may be null. Faces that come close to each other are embedded with `embedder`,
/// which may be null.
std::unique_ptr<Tracker> make_searching_tracker(std::unique_ptr<Detector> detector,
                                                const SearchOptions& options, Embedder* embedder,
                                                std::unique_ptr<Tracker> inner,
                                                std::shared_ptr<SightingList> list);

}  // namespace facetrack::redact
