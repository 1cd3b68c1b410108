// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/track.hpp"

#include "core/assignment.hpp"
#include "face/duplicates.hpp"
#include "track/face_finder.hpp"
#include "track/live_track.hpp"
#include "track/look_schedule.hpp"
#include "track/patch.hpp"

namespace facetrack {

namespace {

/// Where a face has gone, every look tries again for this long.
constexpr MediaTime look_for_gone{2, {1, 1}};
/// The score that a face needs to begin a track, at the size that the detector prefers; to continue
/// one, any score that the detector reports is enough.
constexpr float sure_enough = 0.85F;
/// At the sizes of a scan scores are lower: a face between two of a network's sizes has 0.8.
constexpr float worth_a_look = 0.6F;
/// A track whose detections are less sure than this on average follows a pattern, not a face.
constexpr float sure_on_average = 0.7F;
/// In-between frames that resemble the face before or after this much hold the same face.
constexpr float same_face = 0.55F;
/// Frames without detection that a backward trace may step over when the picture hardly changed.
constexpr int steps_over = 2;
constexpr float hardly_changed = 0.75F;
/// Tracks detected on fewer frames than this are accidents.
constexpr int fewest_detections = 2;
/// The next piece of a long track keeps so many points of the one before, from which its speed is
/// measured.
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
    held_.push_back(to_yuv420p(frame));
    schedule_.frame_passed();
    if (held_.size() == 1) {
      look(Detail::fine);
    } else {
      for (LiveTrack& track : live_) {
        if (track.missing) track.coast(held_[held_.size() - 2], held_.back());
      }
      if (schedule_.look_is_due(frame)) look(schedule_.next_scan(frame, lost_one_));
    }
    return std::exchange(done_, {});
  }

  std::vector<FaceTrack> flush() override {
    try {
      if (!held_.empty()) {
        if (!schedule_.has_just_looked()) look(schedule_.last_scan(held_.back()));
        for (LiveTrack& track : live_) close(track);
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
    live_.clear();
    begun_.clear();
    gone_.clear();
    held_.clear();
    done_.clear();
    schedule_.restart();
    lost_one_ = false;
  }

  /// Finds out where every face is on the newest frame.
  void look(std::optional<Detail> scan) {
    const Frame& frame = held_.back();
    std::vector<Box> expected;
    for (const LiveTrack& track : live_) expected.push_back(track.expected(frame));
    const std::vector<Detection> found = search(frame, expected, scan);
    lost_one_ = false;
    begun_.clear();
    const std::vector<bool> used = continue_tracks(expected, found);
    if (scan || !gone_.empty()) begin_tracks(frame, found, used);
    retire(frame);
    std::move(begun_.begin(), begun_.end(), std::back_inserter(live_));
    begun_.clear();
    schedule_.looked(scan);
    hand_out_long_tracks();
    forget();
  }

  /// The faces around the expected places, where faces have lately gone, and with `scan` anywhere.
  std::vector<Detection> search(const Frame& frame, const std::vector<Box>& expected,
                                std::optional<Detail> scan) {
    std::vector<Detection> found;
    const auto add = [&](const std::vector<Detection>& faces) {
      found.insert(found.end(), faces.begin(), faces.end());
    };
    for (const Box& place : expected) add(finder_.around(frame, place));
    // A face that has just gone most likely comes back at the same place.
    std::erase_if(gone_,
                  [&](const Gone& gone) { return gone.since + look_for_gone < frame.time().pts; });
    for (const Gone& gone : gone_) add(finder_.at(frame, gone.box));
    if (scan) add(finder_.scan(frame, *scan));
    return without_duplicates(std::move(found));
  }

  /// Continues the live tracks with the faces found; says which of the faces were used.
  std::vector<bool> continue_tracks(const std::vector<Box>& expected,
                                    const std::vector<Detection>& found) {
    std::vector<Box> places;
    for (const Detection& face : found) places.push_back(face.box);
    std::vector<bool> seen(live_.size(), false);
    std::vector<bool> used(found.size(), false);
    for (const auto& [t, d] : assign(expected, places)) {
      const auto i = static_cast<std::size_t>(t);
      const auto j = static_cast<std::size_t>(d);
      seen[i] = used[j] = true;
      if (!(live_[i].missing ? resume(live_[i], found[j]) : fill(live_[i], found[j]))) {
        // The face was gone in between: what is seen now is another appearance.
        begun_.push_back(begin(found[j], live_[i].track.last_frame() + 1));
      }
    }
    for (std::size_t i = 0; i < live_.size(); ++i) {
      if (!seen[i]) miss(live_[i]);
    }
    return used;
  }

  void begin_tracks(const Frame& frame, const std::vector<Detection>& found,
                    const std::vector<bool>& used) {
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (!used[j] && !taken(frame, found[j].box, nullptr) && is_face(found[j])) {
        begun_.push_back(begin(found[j], held_.front().time().index));
      }
    }
  }

  /// Closes the tracks that have ended, and remembers where their faces were.
  void retire(const Frame& frame) {
    for (LiveTrack& track : live_) {
      if (!track.ended) continue;
      if (track.track.ends_because != TrackEnd::left_frame) {
        gone_.push_back({track.track.points.back().box, frame.time().pts});
      }
      close(track);
    }
    std::erase_if(live_, [](const LiveTrack& track) { return track.ended; });
  }

  /// Is its score high enough to begin a track, also in a closer look?
  bool is_face(const Detection& face) {
    if (face.score < worth_a_look) return false;
    const auto again = finder_.follow(held_.back(), face.box);
    return again && again->score >= sure_enough;
  }

  /// Frames between the last detection and this one: the same face all the while, or not?
  bool fill(LiveTrack& track, const Detection& now) {
    const std::size_t newest = held_.size() - 1;
    const std::size_t last = position_of(track.track.last_frame());
    const TrackPoint before = track.track.points.back();
    const Patch face_now = luma_patch(held_[newest].luma(), now.box);
    std::vector<TrackPoint> between;
    for (std::size_t p = last + 1; p < newest; ++p) {
      const float t = static_cast<float>(p - last) / static_cast<float>(newest - last);
      TrackPoint point = interpolate(before, now, t, held_[p]);
      const Patch here = luma_patch(held_[p].luma(), point.box);
      point.score = std::max(likeness(here, track.face), likeness(here, face_now));
      if (point.score < same_face) {
        const auto found = follow(held_[p], point.box, &track);
        if (!found) {
          track.append(between);
          track.end_at(held_[p], held_[newest], TrackEnd::occluded);
          return false;
        }
        point = detected(*found, held_[p]);
      }
      between.push_back(point);
    }
    track.append(between);
    track.append_detection(now, held_[newest]);
    return true;
  }

  /// The face is not where it was expected: up to which frame is it there? Where that is the newest
  /// one, it only moved as nobody expects. Else its motion is followed from then on.
  void miss(LiveTrack& track) {
    const Frame& newest = held_.back();
    if (!track.missing) {
      std::size_t p = position_of(track.track.last_frame()) + 1;
      for (; p < held_.size(); ++p) {
        const auto found = follow(held_[p], track.expected(held_[p]), &track);
        if (!found) break;
        track.append_detection(*found, held_[p]);
      }
      if (p == held_.size()) return;
      track.missing = true;
      lost_one_ = true;
      for (; p < held_.size(); ++p) track.coast(held_[p - 1], held_[p]);
    }
    const MediaTime gone = newest.time().pts - track.track.points.back().pts;
    if (!track.flow_holds || gone > options_.join_gap) {
      track.end_at(held_[position_of(track.track.last_frame()) + 1], newest, TrackEnd::lost);
    }
  }

  /// A missed face is found again: bridges the miss where its motion was followed all the way.
  bool resume(LiveTrack& track, const Detection& now) {
    const std::int64_t last = track.track.last_frame();
    const std::vector<TrackPoint> back = trace_back(now, last + 1, &track);
    const std::size_t missed = position_of(back.front().frame) - position_of(last) - 1;
    const bool followed =
        missed == 0 || (track.coasted.size() >= missed &&
                        continuity(track.coasted[missed - 1].box, back.front().box) > 0.4F);
    if (!followed) {
      track.end_at(held_[position_of(last) + 1], held_.back(), TrackEnd::lost);
      return false;
    }
    track.coasted.resize(missed);
    track.append(track.coasted);
    track.append({back.begin(), back.end() - 1});
    track.append_detection(now, held_.back());
    return true;
  }

  /// A new face, followed back to the first frame on which it shows, not before `earliest`.
  LiveTrack begin(const Detection& now, std::int64_t earliest) {
    LiveTrack track;
    track.track.id = next_id_++;
    const auto back = trace_back(now, earliest, nullptr);
    track.append({back.begin(), back.end() - 1});
    track.append_detection(now, held_.back());
    return track;
  }

  /// The face that continues `expected` and that no other track than `own` has.
  std::optional<Detection> follow(const Frame& frame, const Box& expected, const LiveTrack* own) {
    auto found = finder_.follow(frame, expected);
    if (found && taken(frame, found->box, own)) found.reset();
    return found;
  }

  /// The points of a face from the newest frame back, as far as it is seen and free.
  std::vector<TrackPoint> trace_back(const Detection& now, std::int64_t earliest,
                                     const LiveTrack* own) {
    std::vector<TrackPoint> points{detected(now, held_.back())};
    std::size_t sure = 1;  // points up to the last detection; beyond it only resemblance
    Patch face = luma_patch(held_.back().luma(), now.box);
    for (std::size_t p = held_.size() - 1; p-- > 0 && held_[p].time().index >= earliest;) {
      const Frame& frame = held_[p];
      if (taken(frame, points.back().box, own)) break;
      if (const auto found = follow(frame, points.back().box, own)) {
        points.push_back(detected(*found, frame));
        face = luma_patch(frame.luma(), found->box);
        sure = points.size();
        continue;
      }
      const float alike = likeness(luma_patch(frame.luma(), points.back().box), face);
      if (alike < hardly_changed || points.size() - sure >= steps_over) break;
      TrackPoint point = points.back();
      point.frame = frame.time().index;
      point.pts = frame.time().pts;
      point.score = alike;
      point.from = BoxSource::tracking;
      points.push_back(point);
    }
    points.resize(sure);
    std::reverse(points.begin(), points.end());
    return points;
  }

  /// Does another track already hold this place on that frame?
  bool taken(const Frame& frame, const Box& box, const LiveTrack* own) const {
    const std::int64_t index = frame.time().index;
    const auto holds = [&](const LiveTrack& other) {
      const auto& points = other.track.points;
      if (&other == own || index < points.front().frame || index > points.back().frame)
        return false;
      const auto at = std::lower_bound(
          points.begin(), points.end(), index,
          [](const TrackPoint& point, std::int64_t wanted) { return point.frame < wanted; });
      return at != points.end() && at->frame == index && iou(at->box, box) > 0.4F;
    };
    return std::any_of(live_.begin(), live_.end(), holds) ||
           std::any_of(begun_.begin(), begun_.end(), holds);
  }

  void close(LiveTrack& live) {
    if (live.missing && !live.ended) {
      live.end_at(held_[position_of(live.track.last_frame()) + 1], held_.back(), TrackEnd::lost);
    }
    if (!live.is_piece && live.detections < fewest_detections && held_.size() > 1) return;
    if (live.score_sum < sure_on_average * static_cast<float>(live.detections)) return;
    embed_samples(live, live.track);
    done_.push_back(std::move(live.track));
  }

  void embed_samples(const LiveTrack& live, FaceTrack& track) {
    if (embedder_ != nullptr)
      track.samples = live.samples.embed(*embedder_, schedule_.samples_for(track));
  }

  /// Hands out what is known of tracks that are longer than wanted; the last points stay with the
  /// rest of the track.
  void hand_out_long_tracks() {
    if (options_.longest_track <= MediaTime{}) return;
    for (LiveTrack& live : live_) {
      std::vector<TrackPoint>& points = live.track.points;
      if (live.missing || points.size() <= kept_points ||
          points.back().pts - points.front().pts < options_.longest_track) {
        continue;
      }
      const auto rest = points.end() - static_cast<std::ptrdiff_t>(kept_points);
      FaceTrack piece{live.track.id, {points.begin(), rest}, TrackEnd::goes_on, {}};
      points.erase(points.begin(), rest);
      if (live.score_sum >= sure_on_average * static_cast<float>(live.detections)) {
        embed_samples(live, piece);
        done_.push_back(std::move(piece));
      }
      live.samples = FaceSampler();
      live.is_piece = true;
    }
  }

  std::size_t position_of(std::int64_t frame) const {
    const auto at = std::lower_bound(
        held_.begin(), held_.end(), frame,
        [](const Frame& held, std::int64_t wanted) { return held.time().index < wanted; });
    return static_cast<std::size_t>(at - held_.begin());
  }

  /// Drops frames that nobody can ask for any more.
  void forget() {
    std::int64_t needed = held_.back().time().index - schedule_.frames_since_full_scan();
    for (const LiveTrack& track : live_) needed = std::min(needed, track.track.last_frame());
    while (held_.front().time().index < needed) held_.pop_front();
    while (held_.size() > most_held) drop_oldest();
  }

  /// Memory is more precious than a long miss: tracks that still wait for the oldest frame end.
  void drop_oldest() {
    const std::int64_t oldest = held_.front().time().index;
    for (LiveTrack& track : live_) {
      if (track.track.last_frame() > oldest) continue;
      track.end_at(held_[1], held_.back(), TrackEnd::lost);
      close(track);
    }
    std::erase_if(live_, [](const LiveTrack& track) { return track.ended; });
    held_.pop_front();
  }

  FaceFinder finder_;
  Embedder* embedder_;
  TrackerOptions options_;
  LookSchedule schedule_;
  std::deque<Frame> held_;  ///< from the oldest frame a track may go back to, to the newest
  std::vector<LiveTrack> live_;
  std::vector<LiveTrack> begun_;  ///< during a look: tracks that begin with it
  struct Gone {
    Box box;
    MediaTime since;
  };
  std::vector<Gone> gone_;  ///< where faces were that have lately gone
  std::vector<FaceTrack> done_;
  int next_id_ = 0;
  bool lost_one_ = false;
};

}  // namespace

std::unique_ptr<Tracker> make_tracker(Detector& detector, Embedder* embedder,
                                      const TrackerOptions& options) {
  return std::make_unique<FaceTracker>(detector, embedder, options);
}

}  // namespace facetrack
