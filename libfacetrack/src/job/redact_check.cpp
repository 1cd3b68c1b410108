// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/redact_check.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "facetrack/error.hpp"

#include "redact/face_search.hpp"
#include "redact/frame_areas.hpp"
#include "redact/open_faces.hpp"
#include "redact/searching_tracker.hpp"

namespace facetrack::job {
namespace {

/// The written film is searched at 1.5 times the scale of the source, because a face between two of
/// a network's sizes at one scale is at another place at the next.
redact::SearchOptions check_search() {
  constexpr double scale = 1.5;
  redact::SearchOptions options;
  options.pixels *= scale * scale;
  options.largest_zoom *= scale;
  options.smallest_zoom *= scale;
  options.second_pass = false;
  return options;
}

/// The areas of a redaction and the function that hides them, for all workers.
struct Hidden {
  redact::AreasByFrame areas;
  std::function<Frame(const Frame&)> hide;
};

class CheckingTracker final : public Tracker {
 public:
  CheckingTracker(Detector& detector, std::shared_ptr<const Hidden> hidden,
                  std::shared_ptr<redact::SightingList> open)
      : search_(detector, check_search()), hidden_(std::move(hidden)), open_(std::move(open)) {}

  std::vector<FaceTrack> push(const Frame& frame) override {
    const auto found = hidden_->areas.find(frame.time().index);
    const redact::FrameAreas areas =
        found != hidden_->areas.end() ? found->second : redact::FrameAreas{};
    std::optional<Frame> again;
    std::vector<Sighting> open;
    for (const Detection& face : search_.faces(frame)) {
      if (redact::is_shown(face.box, areas)) continue;
      if (redact::is_covered(face.box, areas)) {
        if (!again) again = hidden_->hide(frame);
        if (redact::change_of(face.box, frame, *again) <= redact::most_change) continue;
      }
      open.push_back({frame.time().index, face.box, face.score, std::nullopt});
    }
    open_->add(std::move(open));
    return {};
  }
  std::vector<FaceTrack> flush() override { return {}; }

 private:
  redact::FaceSearch search_;
  std::shared_ptr<const Hidden> hidden_;
  std::shared_ptr<redact::SightingList> open_;
};

}  // namespace

std::vector<Sighting> open_faces(const RedactJob& job, const std::filesystem::path& written,
                                 const Redaction& redaction, const RunControl& control) {
  const auto hidden = std::make_shared<const Hidden>(
      Hidden{redact::areas_by_frame(redaction), hide_areas(redaction, job.mode)});
  const auto open = std::make_shared<redact::SightingList>();
  Stages stages;
  stages.decoder = from_file(written);
  stages.shots = nullptr;
  stages.embedder = nullptr;
  stages.detector = job.checker;
  stages.tracker = [&](Detector& detector, Embedder*, const TrackerOptions&) {
    return std::make_unique<CheckingTracker>(detector, hidden, open);
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
