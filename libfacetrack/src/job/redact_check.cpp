// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/redact_check.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "facetrack/error.hpp"

#include "job/job_source.hpp"
#include "redact/face_search.hpp"
#include "redact/frame_areas.hpp"
#include "redact/open_faces.hpp"
#include "redact/searching_tracker.hpp"

namespace facetrack::job {
namespace {

/// Large frames are searched at a larger scale than before, small ones at a smaller one: a face
/// between two of a network's sizes at one scale is at another place at the next.
redact::SearchOptions check_search() {
  redact::SearchOptions options;
  options.pixels *= 2.25;
  options.smallest_zoom = 0.9;
  options.largest_zoom = 1.2;
  options.second_pass = false;
  return options;
}

/// Faces of at least this many pixels are found with high scores. Lower scores were folds and even
/// surfaces: 0.67 to 0.74 in a dark concert film.
constexpr float large_face = 60;
constexpr float score_of_large_face = 0.85F;

bool is_credible(const Detection& face) {
  return face.score >= score_of_large_face ||
         std::max(face.box.width, face.box.height) < large_face;
}

/// The frames of the source, read where they are needed.
class SourceFrames {
 public:
  explicit SourceFrames(std::unique_ptr<Decoder> decoder) : decoder_(std::move(decoder)) {}

  /// Frame `index`; null if it is damaged. Indices ascend within a segment of the video.
  const Frame* at(std::int64_t index) {
    if (!frame_ || index < frame_->time().index || index > frame_->time().index + far) {
      decoder_->seek(index);
      frame_ = decoder_->read();
    }
    while (frame_ && frame_->time().index < index) frame_ = decoder_->read();
    return frame_ && frame_->time().index == index ? &*frame_ : nullptr;
  }

 private:
  static constexpr std::int64_t far = 50;  // frames; a nearer one is reached by reading on

  std::unique_ptr<Decoder> decoder_;
  std::optional<Frame> frame_;
};

class CheckingTracker final : public Tracker {
 public:
  CheckingTracker(Detector& detector, std::unique_ptr<Decoder> source,
                  std::shared_ptr<const redact::AreasByFrame> areas, const FrameSet& frames,
                  std::shared_ptr<redact::SightingList> open)
      : search_(detector, check_search()),
        source_(std::move(source)),
        areas_(std::move(areas)),
        frames_(frames),
        open_(std::move(open)) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    const std::int64_t index = frame.time().index;
    if (frames_ && !frames_->contains(index)) return {};
    const auto found = areas_->find(index);
    std::vector<Sighting> open;
    for (const Detection& face : search_.faces(frame)) {
      if (!is_credible(face)) continue;
      if (found != areas_->end() && redact::is_shown(face.box, found->second)) continue;
      const Frame* source = source_.at(index);
      // In the place of a damaged frame is the picture before it, which is checked there.
      if (source == nullptr) continue;
      if (redact::shared_detail(*source, frame, face.box) < redact::open_share) continue;
      open.push_back({index, face.box, face.score, std::nullopt});
    }
    open_->add(std::move(open));
    return {};
  }
  std::vector<FaceTrack> flush() override { return {}; }

 private:
  redact::FaceSearch search_;
  SourceFrames source_;
  std::shared_ptr<const redact::AreasByFrame> areas_;
  const FrameSet& frames_;
  std::shared_ptr<redact::SightingList> open_;
};

}  // namespace

std::int64_t pixel_limit(int width, int height) {
  return std::max(DecoderOptions{}.max_pixels, std::int64_t{width} * height);
}

std::vector<Sighting> open_faces(const RedactJob& job, const std::filesystem::path& written,
                                 const Redaction& redaction, const FrameSet& frames,
                                 const RunControl& control) {
  const auto areas =
      std::make_shared<const redact::AreasByFrame>(redact::areas_by_frame(redaction));
  const auto open = std::make_shared<redact::SightingList>();
  Stages stages;
  DecoderOptions decoding;
  decoding.max_pixels = pixel_limit(redaction.width, redaction.height);
  stages.decoder = from_file(written, decoding);
  stages.shots = nullptr;
  stages.embedder = nullptr;
  stages.detector = job.checker;
  stages.tracker = [&](Detector& detector, Embedder*, const TrackerOptions&) {
    return std::make_unique<CheckingTracker>(detector, open_video(job.video), areas, frames, open);
  };
  AnalyzeOptions options;
  options.workers = job.video.options.workers;
  options.pictures = false;
  RunControl own = control;
  if (control.on_progress) {
    own.on_progress = [&](Progress progress) {
      progress.stage = "check";
      control.on_progress(progress);
    };
  }
  const Analysis checked = analyze(stages, options, own);
  if (!checked.cancelled && (checked.frames != redaction.frames || checked.skipped_frames > 0)) {
    throw Error(ErrorCode::io, job.output.string() + ": the written film is wrong: " +
                                   std::to_string(checked.frames - checked.skipped_frames) +
                                   " of " + std::to_string(redaction.frames) +
                                   " frames can be read back");
  }
  return open->take();
}

}  // namespace facetrack::job
