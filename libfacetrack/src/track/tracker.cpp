// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/track.hpp"

#include "core/assignment.hpp"
#include "face/duplicates.hpp"
#include "track/face_finder.hpp"
#include "track/face_tracer.hpp"
#include "track/held_frames.hpp"
#include "track/live_track.hpp"
#include "track/look_schedule.hpp"

namespace facetrack {

namespace {

/// After a track was lost, every look searches its last place for this long.
constexpr MediaTime lost_face_search{2, {1, 1}};
/// Faces of a look that are followed, those with the highest scores: the cost of matching them with
/// the tracks grows with the cube of their number.
constexpr std::size_t most_faces = 200;
/// Tracks detected on fewer frames than this are accidents.
constexpr int fewest_detections = 2;
/// The next piece of a long track keeps this many points of the last one, to measure the speed of
/// the face.
constexpr std::size_t kept_points = 8;

void sort_tracks(std::vector<FaceTrack>& tracks) {
  std::stable_sort(tracks.begin(), tracks.end(), [](const FaceTrack& a, const FaceTrack& b) {
    return std::pair(a.first_frame(), a.points.front().box.x) <
           std::pair(b.first_frame(), b.points.front().box.x);
  });
}

class FaceTracker final : public Tracker {
 public:
  FaceTracker(Detector& detector, Embedder* embedder, const TrackerOptions& options)
      : finder_(detector, options), embedder_(embedder), options_(options), schedule_(options) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    if (frame.empty()) throw Error(ErrorCode::invalid_argument, "a tracker needs a picture");
    held_.push(to_yuv420p(frame));
    schedule_.frame_passed();
    if (held_.size() == 1) {
      look(Detail::fine);
    } else {
      for (LiveTrack& track : tracks_.live) {
        if (track.missing) track.coast(held_[held_.size() - 2], held_.newest());
      }
      if (schedule_.look_is_due(frame)) look(schedule_.next_scan(frame, has_lost_face_));
    }
    return std::exchange(done_, {});
  }

  std::vector<FaceTrack> flush() override {
    try {
      if (!held_.empty()) {
        if (!schedule_.has_just_looked()) look(schedule_.last_scan(held_.newest()));
        for (LiveTrack& track : tracks_.live) close(track);
      }
    } catch (...) {
      restart();
      throw;
    }
    std::vector<FaceTrack> ended = std::exchange(done_, {});
    restart();
    sort_tracks(ended);
    return ended;
  }

 private:
  void restart() {
    tracks_ = {};
    lost_faces_.clear();
    held_.clear();
    done_.clear();
    schedule_.restart();
    has_lost_face_ = false;
  }

  /// Finds every face on the newest frame and updates the tracks.
  void look(std::optional<Detail> scan) {
    const std::vector<Box> expected = expected_places();
    const std::vector<Detection> found = find_faces(expected, scan);
    const std::vector<bool> used = continue_tracks(expected, found);
    if (scan || !lost_faces_.empty()) begin_tracks(found, used);
    renew_live_tracks();
    schedule_.looked(scan);
    hand_out_long_tracks();
    forget_frames();
  }

  std::vector<Box> expected_places() const {
    std::vector<Box> expected;
    for (const LiveTrack& track : tracks_.live) expected.push_back(track.expected(held_.newest()));
    return expected;
  }

  /// The faces around the expected places and where tracks were lately lost; with `scan` anywhere.
  std::vector<Detection> find_faces(const std::vector<Box>& expected, std::optional<Detail> scan) {
    const Frame& frame = held_.newest();
    std::vector<Detection> found;
    const auto add = [&](const std::vector<Detection>& faces) {
      found.insert(found.end(), faces.begin(), faces.end());
    };
    for (const Box& place : expected) add(finder_.around(frame, place));
    // A lost face most likely returns to the same place.
    std::erase_if(lost_faces_, [&](const LostFace& lost) {
      return lost.since + lost_face_search < frame.time().pts;
    });
    for (const LostFace& lost : lost_faces_) add(finder_.at(frame, lost.box));
    if (scan) add(finder_.scan(frame, *scan));
    return without_duplicates(std::move(found), same_face_iou, most_faces);
  }

  /// Continues the live tracks with the faces found. Returns which faces were used.
  std::vector<bool> continue_tracks(const std::vector<Box>& expected,
                                    const std::vector<Detection>& found) {
    std::vector<LiveTrack>& live = tracks_.live;
    std::vector<Box> places;
    for (const Detection& face : found) places.push_back(face.box);
    std::vector<bool> seen(live.size(), false);
    std::vector<bool> used(found.size(), false);
    has_lost_face_ = false;
    tracks_.begun.clear();
    for (const auto& [t, d] : assign(expected, places)) {
      const auto i = static_cast<std::size_t>(t);
      const auto j = static_cast<std::size_t>(d);
      seen[i] = used[j] = true;
      const bool same =
          live[i].missing ? tracer_.resume(live[i], found[j]) : tracer_.fill(live[i], found[j]);
      // The face was out of sight in between, so this is a new appearance.
      if (!same) tracks_.begun.push_back(begin(found[j], live[i].track.last_frame() + 1));
    }
    for (std::size_t i = 0; i < live.size(); ++i) {
      if (!seen[i]) miss(live[i]);
    }
    return used;
  }

  void begin_tracks(const std::vector<Detection>& found, const std::vector<bool>& used) {
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (!used[j] && !tracks_.hold(held_.newest(), found[j].box, nullptr) &&
          finder_.confirm(held_.newest(), found[j])) {
        tracks_.begun.push_back(begin(found[j], held_.oldest().time().index));
      }
    }
  }

  /// Replaces the ended tracks by those that begin, and remembers where faces were lost.
  void renew_live_tracks() {
    for (LiveTrack& track : tracks_.live) {
      if (!track.ended) continue;
      if (track.track.ends_because != TrackEnd::left_frame) {
        lost_faces_.push_back({track.track.points.back().box, held_.newest().time().pts});
      }
      close(track);
    }
    std::erase_if(tracks_.live, [](const LiveTrack& track) { return track.ended; });
    std::move(tracks_.begun.begin(), tracks_.begun.end(), std::back_inserter(tracks_.live));
    tracks_.begun.clear();
  }

  /// A new face, followed back to the first frame on which it shows, not before `earliest`.
  LiveTrack begin(const Detection& now, std::int64_t earliest) {
    LiveTrack track;
    track.track.id = next_id_++;
    const auto back = tracer_.trace_back(now, earliest, nullptr);
    track.append({back.begin(), back.end() - 1});
    track.append_detection(now, held_.newest());
    return track;
  }

  /// The face is not where it was expected.
  void miss(LiveTrack& track) {
    if (!track.missing) {
      if (tracer_.follow_on(track)) return;
      has_lost_face_ = true;
    }
    const MediaTime missing_for = held_.newest().time().pts - track.track.points.back().pts;
    if (!track.flow_holds || missing_for > options_.join_gap) end_as_lost(track);
  }

  void end_as_lost(LiveTrack& track) {
    track.end_at(held_.after(track.track.last_frame()), held_.newest(), TrackEnd::lost);
  }

  void close(LiveTrack& live) {
    if (live.missing && !live.ended) end_as_lost(live);
    if (!live.is_piece && live.detections < fewest_detections && held_.size() > 1) return;
    if (live.is_sure()) hand_out(live.track, live.samples);
  }

  void hand_out(FaceTrack& track, const FaceSampler& samples) {
    if (embedder_ != nullptr) {
      track.samples = samples.embed(*embedder_, schedule_.samples_for(track));
    }
    done_.push_back(std::move(track));
  }

  /// Hands out the first part of tracks that exceed the longest track length. The last points stay
  /// with the rest of the track.
  void hand_out_long_tracks() {
    if (options_.longest_track <= MediaTime{}) return;
    for (LiveTrack& live : tracks_.live) {
      const std::vector<TrackPoint>& points = live.track.points;
      if (live.missing || points.size() <= kept_points ||
          points.back().pts - points.front().pts < options_.longest_track) {
        continue;
      }
      FaceTrack piece = live.cut_off(kept_points);
      if (live.is_sure()) hand_out(piece, live.samples);
      live.samples = FaceSampler();
      live.is_piece = true;
    }
  }

  /// Drops frames that nobody can ask for any more.
  void forget_frames() {
    std::int64_t needed = held_.newest().time().index - schedule_.frames_since_full_scan();
    for (const LiveTrack& track : tracks_.live) {
      needed = std::min(needed, track.track.last_frame());
    }
    while (held_.oldest().time().index < needed) held_.drop_oldest();
    while (held_.size() > most_held) drop_oldest();
  }

  /// Drops the oldest frame and ends the tracks that still need it: bounded memory matters more
  /// than bridging a long gap.
  void drop_oldest() {
    const std::int64_t oldest = held_.oldest().time().index;
    for (LiveTrack& track : tracks_.live) {
      if (track.track.last_frame() > oldest) continue;
      track.end_at(held_[1], held_.newest(), TrackEnd::lost);
      close(track);
    }
    std::erase_if(tracks_.live, [](const LiveTrack& track) { return track.ended; });
    held_.drop_oldest();
  }

  FaceFinder finder_;
  Embedder* embedder_;
  TrackerOptions options_;
  LookSchedule schedule_;
  HeldFrames held_;
  LiveTracks tracks_;
  FaceTracer tracer_{finder_, held_, tracks_};
  struct LostFace {
    Box box;
    MediaTime since;
  };
  std::vector<LostFace> lost_faces_;  ///< the last places of lately lost faces
  std::vector<FaceTrack> done_;
  int next_id_ = 0;
  bool has_lost_face_ = false;
};

}  // namespace

std::unique_ptr<Tracker> make_tracker(Detector& detector, Embedder* embedder,
                                      const TrackerOptions& options) {
  return std::make_unique<FaceTracker>(detector, embedder, options);
}

}  // namespace facetrack
