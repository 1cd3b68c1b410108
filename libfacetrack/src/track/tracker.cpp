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

/// After a track was lost, every look searches its last place for this long.
constexpr MediaTime lost_face_search{2, {1, 1}};
/// The score that a face needs to begin a track, at the size that the detector prefers. To continue
/// a track, any score that the detector reports is enough.
constexpr float min_start_score = 0.85F;
/// A scan gives lower scores, because a face may lie between two of the network's sizes (0.8
/// there). A face with at least this score is searched for once more at the preferred size.
constexpr float min_scan_score = 0.6F;
/// A track with a lower mean score follows a pattern, not a face.
constexpr float min_mean_score = 0.7F;
/// A frame between two detections shows the same face if its patch resembles one of theirs this
/// much (normalised correlation).
constexpr float min_likeness = 0.55F;
/// A backward trace may cross this many frames without a detection if the picture hardly changed.
constexpr int max_skipped_frames = 2;
constexpr float min_skip_likeness = 0.75F;
/// A track with fewer detections is a false positive.
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
    held_.push_back(to_yuv420p(frame));
    schedule_.frame_passed();
    if (held_.size() == 1) {
      look(Detail::fine);
    } else {
      for (LiveTrack& track : live_) {
        if (track.missing) track.coast(held_[held_.size() - 2], held_.back());
      }
      if (schedule_.look_is_due(frame)) look(schedule_.next_scan(frame, has_lost_face_));
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
    lost_faces_.clear();
    held_.clear();
    done_.clear();
    schedule_.restart();
    has_lost_face_ = false;
  }

  /// Finds every face on the newest frame and updates the tracks.
  void look(std::optional<Detail> scan) {
    const Frame& frame = held_.back();
    std::vector<Box> expected;
    for (const LiveTrack& track : live_) expected.push_back(track.expected(frame));
    const std::vector<Detection> found = search(frame, expected, scan);
    has_lost_face_ = false;
    begun_.clear();
    const std::vector<bool> used = continue_tracks(expected, found);
    if (scan || !lost_faces_.empty()) begin_tracks(frame, found, used);
    close_ended_tracks(frame);
    std::move(begun_.begin(), begun_.end(), std::back_inserter(live_));
    begun_.clear();
    schedule_.looked(scan);
    hand_out_long_tracks();
    drop_unneeded_frames();
  }

  /// The faces around the expected places and where tracks were lately lost; with `scan` also
  /// anywhere in the frame.
  std::vector<Detection> search(const Frame& frame, const std::vector<Box>& expected,
                                std::optional<Detail> scan) {
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
    return without_duplicates(std::move(found));
  }

  /// Continues the live tracks with the faces found. Returns which faces were used.
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
        // The face was out of sight in between, so this is a new appearance.
        begun_.push_back(begin(found[j], live_[i].track.last_frame() + 1));
      }
    }
    for (std::size_t i = 0; i < live_.size(); ++i) {
      if (!seen[i]) follow_missed(live_[i]);
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

  /// Closes the tracks that have ended and remembers the last places of their faces.
  void close_ended_tracks(const Frame& frame) {
    for (LiveTrack& track : live_) {
      if (!track.ended) continue;
      if (track.track.ends_because != TrackEnd::left_frame) {
        lost_faces_.push_back({track.track.points.back().box, frame.time().pts});
      }
      close(track);
    }
    std::erase_if(live_, [](const LiveTrack& track) { return track.ended; });
  }

  /// True if the score is high enough to begin a track, also when the face is detected at the
  /// preferred size.
  bool is_face(const Detection& face) {
    if (face.score < min_scan_score) return false;
    const auto again = finder_.follow(held_.back(), face.box);
    return again && again->score >= min_start_score;
  }

  /// Fills the frames between the last detection and this one. False if they do not show the same
  /// face throughout.
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
      if (point.score < min_likeness) {
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

  /// Handles a face that was not found where it was expected. Searches the held frames for it in
  /// order. If it is found up to the newest frame, it only moved faster than expected. Otherwise
  /// its motion is followed from there on.
  void follow_missed(LiveTrack& track) {
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
      has_lost_face_ = true;
      for (; p < held_.size(); ++p) track.coast(held_[p - 1], held_[p]);
    }
    const MediaTime missing_for = newest.time().pts - track.track.points.back().pts;
    if (!track.flow_holds || missing_for > options_.join_gap) {
      track.end_at(held_[position_of(track.track.last_frame()) + 1], newest, TrackEnd::lost);
    }
  }

  /// Continues a track whose face was missing and is found again. The missing frames are bridged
  /// only if the motion could be followed through all of them.
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

  /// A new track, traced back to the first frame that shows its face, but not before `earliest`.
  LiveTrack begin(const Detection& now, std::int64_t earliest) {
    LiveTrack track;
    track.track.id = next_id_++;
    const auto back = trace_back(now, earliest, nullptr);
    track.append({back.begin(), back.end() - 1});
    track.append_detection(now, held_.back());
    return track;
  }

  /// The face that continues `expected`, unless another track than `own` has it.
  std::optional<Detection> follow(const Frame& frame, const Box& expected, const LiveTrack* own) {
    auto found = finder_.follow(frame, expected);
    if (found && taken(frame, found->box, own)) found.reset();
    return found;
  }

  /// The points of a face from the newest frame back, as long as it is visible and no other track
  /// has it.
  std::vector<TrackPoint> trace_back(const Detection& now, std::int64_t earliest,
                                     const LiveTrack* own) {
    std::vector<TrackPoint> points{detected(now, held_.back())};
    // Points up to the last detection.
    std::size_t sure = 1;
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
      if (alike < min_skip_likeness || points.size() - sure >= max_skipped_frames) break;
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

  /// True if another track has this place on that frame.
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
    if (live.score_sum < min_mean_score * static_cast<float>(live.detections)) return;
    embed_samples(live, live.track);
    done_.push_back(std::move(live.track));
  }

  void embed_samples(const LiveTrack& live, FaceTrack& track) {
    if (embedder_ != nullptr)
      track.samples = live.samples.embed(*embedder_, schedule_.samples_for(track));
  }

  /// Hands out the first part of tracks that exceed the longest track length. The last points stay
  /// with the rest of the track.
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
      if (live.score_sum >= min_mean_score * static_cast<float>(live.detections)) {
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

  /// Drops frames that no track and no scan can need any more.
  void drop_unneeded_frames() {
    std::int64_t needed = held_.back().time().index - schedule_.frames_since_full_scan();
    for (const LiveTrack& track : live_) needed = std::min(needed, track.track.last_frame());
    while (held_.front().time().index < needed) held_.pop_front();
    while (held_.size() > most_held) drop_oldest();
  }

  /// Drops the oldest frame and ends the tracks that still need it: bounded memory matters more
  /// than bridging a long gap.
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
  std::deque<Frame>
      held_;  ///< from the oldest frame that a track may be traced back to, up to the newest
  std::vector<LiveTrack> live_;
  std::vector<LiveTrack> begun_;  ///< tracks that begin with the current look
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
