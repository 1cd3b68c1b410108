// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_pages.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/shot_job.hpp"

#include "core/longest.hpp"
#include "job/job_pictures.hpp"
#include "picture/thumbnail.hpp"
#include "pipeline/stills.hpp"
#include "report/expressions_page.hpp"
#include "report/page.hpp"

namespace facetrack::job {
namespace {

using report::PagePictures;

// A page stays below 2 MB: base64 makes 1 MB of pictures 1.33 MB of text,
// and several hundred tracks take half a megabyte.
constexpr std::size_t picture_budget = 1'000'000;
constexpr std::size_t most_tracks = 160;
constexpr int strip_face_size = 160;  // pixels: an expression can be read
constexpr std::size_t most_strips = 60;

/// The pictures of a page, as far as there is room for them.
class Album {
 public:
  using Place = std::map<int, std::string> PagePictures::*;
  using Take = std::function<std::string(const Frame&)>;

  /// What the analysis kept, or where that is null what `take` makes of `frame` later.
  void add(Place place, int id, const std::string* kept, std::int64_t frame, Take take) {
    if (kept != nullptr) return put(place, id, *kept);
    frames_.insert(frame);
    missing_.emplace(frame, [this, place, id, take = std::move(take)](const Frame& picture) {
      put(place, id, take(picture));
    });
  }

  PagePictures finish(const JobOptions& options, const RunControl& control) {
    visit_frames(options, frames_, control, [&](const Frame& frame) {
      const auto [begin, end] = missing_.equal_range(frame.time().index);
      for (auto it = begin; it != end; ++it) it->second(frame);
    });
    return std::move(pictures_);
  }

 private:
  void put(Place place, int id, std::string jpeg) {
    if (used_ + jpeg.size() > picture_budget) return;
    used_ += jpeg.size();
    (pictures_.*place)[id] = std::move(jpeg);
  }

  PagePictures pictures_;
  std::size_t used_ = 0;
  std::set<std::int64_t> frames_;
  std::multimap<std::int64_t, std::function<void(const Frame&)>> missing_;
};

/// Null where the analysis kept none.
const std::string* portrait_of(const FaceTrack& track) {
  const auto shown = std::find_if(track.samples.begin(), track.samples.end(),
                                  [](const FaceSample& s) { return !s.portrait.empty(); });
  return shown == track.samples.end() ? nullptr : &shown->portrait;
}

/// Faces of the tracks (those of `first` in any case), then one frame of each shot.
PagePictures pictures_of(const JobOptions& options, const Analysis& analysis,
                         const std::set<int>& first, const RunControl& control) {
  Album album;
  const std::vector<const FaceTrack*> tracks =
      longest(analysis.tracks, most_tracks, [&](const FaceTrack& track) {
        return track.points.size() + (first.contains(track.id) ? std::size_t{1} << 32 : 0);
      });
  for (const FaceTrack* track : tracks) {
    const TrackPoint& best = best_point(*track);
    album.add(&PagePictures::tracks, track->id, portrait_of(*track), best.frame,
              [face = around_face(best.box)](const Frame& frame) {
                return media::face_thumbnail(frame, face);
              });
  }
  for (const Shot* shot : longest(analysis.shots, most_stills,
                                  [](const Shot& s) { return s.last_frame - s.first_frame; })) {
    album.add(&PagePictures::shots, shot->id, still_of(*shot, analysis.stills),
              usable_frame(analysis, *shot, still_frame(*shot)), media::still_thumbnail);
  }
  return album.finish(options, control);
}

std::string reference_picture(const Reference& reference, std::int64_t max_pixels) {
  try {
    const Frame picture = read_image(reference.name, max_pixels);
    const int size = std::min(picture.width(), picture.height());
    const Region middle{(picture.width() - size) / 2, (picture.height() - size) / 2, size, size};
    return media::face_thumbnail(picture, middle);
  } catch (const Error&) {
    return {};  // the file went away meanwhile; the page shows an empty frame
  }
}

}  // namespace

PagePictures track_pictures(const JobOptions& options, const TrackResult& result,
                            const RunControl& control) {
  std::set<int> first;
  for (const ClipPlan& plan : result.plans) first.insert(plan.track);
  PagePictures pictures = pictures_of(options, *result.analysis, first, control);
  for (const Reference& reference : result.references) {
    pictures.references.push_back(reference_picture(reference, options.decoder.max_pixels));
  }
  return pictures;
}

void write_faces_page(const JobOptions& options, const FacesOutcome& outcome,
                      const std::filesystem::path& folder, const RunControl& control) {
  std::set<int> first;
  for (const Person& person : outcome.persons) first.insert(person.best_track);
  const PagePictures pictures = pictures_of(options, *outcome.analysis, first, control);
  write_file(folder / "report.html", report::faces_page(outcome, pictures));
}

void write_expressions_page(const ExpressionOptions& options, const ExpressionOutcome& outcome,
                            const std::filesystem::path& folder, const RunControl& control) {
  struct Wanted {
    std::size_t sequence = 0;
    std::size_t place = 0;
    Box box;
  };
  std::multimap<std::int64_t, Wanted> wanted;
  std::set<std::int64_t> frames;
  const std::size_t shown = std::min(outcome.plans.size(), most_strips);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::vector<TrackPoint>& points = outcome.plans[i].points;
    // The three frames that the score compares.
    const std::array<std::size_t, 3> places{0, points.size() / 2, points.size() - 1};
    for (std::size_t k = 0; k < places.size(); ++k) {
      const TrackPoint& point = points[places[k]];
      wanted.emplace(point.frame, Wanted{i, k, point.box});
      frames.insert(point.frame);
    }
  }
  report::FilmStrips strips(shown);
  visit_frames(options, frames, control, [&](const Frame& frame) {
    const auto [begin, end] = wanted.equal_range(frame.time().index);
    for (auto it = begin; it != end; ++it) {
      const Wanted& face = it->second;
      strips[face.sequence][face.place] =
          encode_jpeg(close_up(frame, face.box, strip_face_size), media::thumbnail_quality);
    }
  });
  write_file(folder / "report.html", report::expressions_page(options, outcome, strips));
}

}  // namespace facetrack::job

namespace facetrack {

void write_shots_page(const JobOptions& options, const Analysis& analysis,
                      const std::filesystem::path& file, const RunControl& control) {
  const report::PagePictures pictures = job::pictures_of(options, analysis, {}, control);
  write_file(file, report::shots_page(analysis, pictures, options.settings));
}

}  // namespace facetrack
