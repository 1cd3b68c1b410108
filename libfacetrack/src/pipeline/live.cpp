// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/live.hpp"

#include <optional>
#include <string>
#include <utility>

#include "facetrack/error.hpp"

#include "picture/small_copy.hpp"
#include "pipeline/hold_back.hpp"

namespace facetrack {
namespace {

/// The duration of a first frame that has none: 25 frames per second.
constexpr MediaTime usual_duration{1, {1, 25}};

/// Sets the end of tracks that were still open on `last`: they end because the shot or the video
/// does.
void end_with(TrackEnd reason, std::int64_t last, std::vector<FaceTrack>& tracks) {
  for (FaceTrack& track : tracks) {
    if (track.last_frame() == last) track.ends_because = reason;
  }
}

void append(std::vector<FaceTrack> tracks, LiveFindings& found) {
  std::move(tracks.begin(), tracks.end(), std::back_inserter(found.tracks));
}

void append(const std::vector<Transition>& transitions, LiveFindings& found) {
  found.transitions.insert(found.transitions.end(), transitions.begin(), transitions.end());
}

}  // namespace

class LiveAnalysis::Impl {
 public:
  Impl(const Stages& stages, const TrackerOptions& options) {
    const auto made = [](auto stage, const char* what) {
      if (stage) return stage;
      throw Error(ErrorCode::invalid_argument,
                  std::string("live analysis: a factory made no ") + what);
    };
    if (stages.shots) shots_ = made(stages.shots(), "shot detector");
    if (stages.detector) detector_ = made(stages.detector(), "detector");
    if (detector_ && stages.embedder) embedder_ = made(stages.embedder(), "embedder");
    if (detector_ && stages.tracker) {
      tracker_ = made(stages.tracker(*detector_, embedder_.get(), options), "tracker");
    }
    held_.emplace(shots_.get(), 0);
  }

  LiveFindings push(const Frame& frame) {
    const Frame numbered = check(frame);
    last_ = numbered.time();
    LiveFindings found;
    if (shots_) {
      const Size size = shots_->picture_size();
      append(held_->judge(size.width > 0 ? media::small_copy(numbered, size) : numbered), found);
    }
    held_->hold(numbered);
    pass_on(found);
    return found;
  }

  LiveFindings finish() {
    LiveFindings found;
    try {
      append(held_->finish(), found);
      pass_on(found);
      if (tracker_) {
        std::vector<FaceTrack> open = tracker_->flush();
        end_with(TrackEnd::end, held_->last_passed(), open);
        append(std::move(open), found);
      }
    } catch (...) {
      restart();
      throw;
    }
    restart();
    return found;
  }

 private:
  /// The frame with its number, and with a duration.
  Frame check(const Frame& frame) {
    const auto refuse = [](const std::string& what) {
      throw Error(ErrorCode::invalid_argument, "live analysis: " + what);
    };
    if (frame.empty()) refuse("the frame is empty");
    const Size size{frame.width(), frame.height()};
    FrameTime time = frame.time();
    time.index = last_ ? last_->index + 1 : 0;
    if (last_) {
      if (size != size_) {
        refuse("the frame has " + std::to_string(size.width) + "x" + std::to_string(size.height) +
               ", the frames before it " + std::to_string(size_.width) + "x" +
               std::to_string(size_.height));
      }
      if (time.pts <= last_->pts) refuse("the frame is not later than the previous one");
    }
    if (time.duration <= MediaTime{}) {
      time.duration = last_ ? time.pts - last_->pts : usual_duration;
    }
    size_ = size;
    return frame.at(time);
  }

  void pass_on(LiveFindings& found) {
    while (const std::optional<JudgedFrame> judged = held_->next()) {
      if (!tracker_) continue;
      if (judged->begins_shot) {
        std::vector<FaceTrack> open = tracker_->flush();
        end_with(TrackEnd::cut, judged->frame.time().index - 1, open);
        append(std::move(open), found);
      }
      append(tracker_->push(judged->frame), found);
    }
  }

  /// Resets the stages for the next video. Their last results are dropped, because they belong to
  /// the frames before.
  void restart() {
    try {
      if (shots_) shots_->flush();
      if (tracker_) tracker_->flush();
    } catch (...) {  // an error about the old frames was reported already
    }
    held_.emplace(shots_.get(), 0);
    last_.reset();
  }

  std::unique_ptr<ShotDetector> shots_;
  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Embedder> embedder_;
  std::unique_ptr<Tracker> tracker_;
  std::optional<HoldBack> held_;
  std::optional<FrameTime> last_;  ///< of the frame pushed last
  Size size_;                      ///< of all frames
};

LiveAnalysis::LiveAnalysis(const Stages& stages, const TrackerOptions& options)
    : impl_(std::make_unique<Impl>(stages, options)) {}
LiveAnalysis::~LiveAnalysis() = default;
LiveAnalysis::LiveAnalysis(LiveAnalysis&&) noexcept = default;
LiveAnalysis& LiveAnalysis::operator=(LiveAnalysis&&) noexcept = default;

LiveFindings LiveAnalysis::push(const Frame& frame) { return impl_->push(frame); }
LiveFindings LiveAnalysis::finish() { return impl_->finish(); }

}  // namespace facetrack
