// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_pages.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/shot_job.hpp"

#include "job/job_pictures.hpp"
#include "report/expressions_page.hpp"
#include "report/page.hpp"

namespace facetrack::job {
namespace {

using report::PagePictures;

// A page stays below 2 MB: base64 makes 1 MB of pictures 1.33 MB of text,
// and several hundred tracks take half a megabyte.
constexpr std::size_t picture_budget = 1'000'000;
constexpr int face_size = 112;    // pixels
constexpr int shot_width = 192;   // pixels
constexpr int jpeg_quality = 62;  // of thumbnails: 3 to 5 kB each
constexpr std::size_t most_tracks = 160;
constexpr std::size_t most_shots = 120;
// Videos have a key frame where a shot begins: what lies soon after it is cheap to get at.
constexpr float good_enough = 0.9F;   // of the quality of a track's best face
constexpr std::int64_t settled = 12;  // frames into a shot
constexpr int strip_face_size = 160;  // pixels: an expression can be read
constexpr std::size_t most_strips = 60;

/// The longest ones come first where not all get a picture.
template <typename Item, typename Length>
std::vector<const Item*> longest(const std::vector<Item>& items, std::size_t most, Length length) {
  std::vector<const Item*> chosen;
  for (const Item& item : items) chosen.push_back(&item);
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const Item* a, const Item* b) { return length(*a) > length(*b); });
  if (chosen.size() > most) chosen.resize(most);
  return chosen;
}

// The first key frame of a stretch of video; its first frame where there is none.
std::int64_t key_frame_in(const std::vector<KeyFrame>& keys, std::int64_t first,
                          std::int64_t last) {
  const auto key = std::find_if(keys.begin(), keys.end(),
                                [first](const KeyFrame& k) { return k.index >= first; });
  return key != keys.end() && key->index <= last ? key->index : first;
}

/// Which frame of a track or a shot is shown: a good one that is cheap to get at or, with the
/// preset `fast`, the cheapest.
class Choice {
 public:
  Choice(const JobOptions& options, const std::vector<KeyFrame>& keys)
      : fast_(options.analyze.tracker.effort == TrackerOptions::Effort::fast), keys_(keys) {}

  const TrackPoint& of(const FaceTrack& track) const {
    if (!fast_) return best_point(track, good_enough);
    const std::int64_t shown = key_frame_in(keys_, track.first_frame(), track.last_frame());
    return track.points[static_cast<std::size_t>(shown - track.first_frame())];
  }
  std::int64_t of(const Shot& shot) const {
    if (fast_) return key_frame_in(keys_, shot.first_frame, shot.last_frame);
    return shot.first_frame + std::min((shot.last_frame - shot.first_frame) / 2, settled);
  }

 private:
  bool fast_;
  const std::vector<KeyFrame>& keys_;
};

/// Faces of the tracks (those of `first` in any case), then one frame of each shot.
PagePictures pictures_of(const JobOptions& options, const Analysis& analysis,
                         const std::set<int>& first, const RunControl& control) {
  std::multimap<std::int64_t, std::pair<int, Box>> faces;
  std::multimap<std::int64_t, int> shots;
  std::set<std::int64_t> frames;
  JobOptions roughly = options;  // at this size nobody sees the edges of blocks
  roughly.decoder.rough = true;
  const auto decoder = open_for_pictures(roughly);
  const Choice choice(options, decoder->key_frames());
  std::vector<const FaceTrack*> tracks =
      longest(analysis.tracks, most_tracks, [&](const FaceTrack& track) {
        return track.points.size() + (first.contains(track.id) ? std::size_t{1} << 32 : 0);
      });
  for (const FaceTrack* track : tracks) {
    const TrackPoint& shown = choice.of(*track);
    faces.emplace(shown.frame, std::pair(track->id, shown.box));
    frames.insert(shown.frame);
  }
  for (const Shot* shot : longest(analysis.shots, most_shots,
                                  [](const Shot& s) { return s.last_frame - s.first_frame; })) {
    const std::int64_t shown = choice.of(*shot);
    shots.emplace(shown, shot->id);
    frames.insert(shown);
  }
  PagePictures pictures;
  std::size_t used = 0;
  const auto keep = [&](std::map<int, std::string>& place, int id, const Frame& picture) {
    std::string jpeg = encode_jpeg(picture, jpeg_quality);
    if (used + jpeg.size() > picture_budget) return;
    used += jpeg.size();
    place[id] = std::move(jpeg);
  };
  visit_frames(*decoder, frames, control, [&](const Frame& frame) {
    const auto [face, faces_end] = faces.equal_range(frame.time().index);
    for (auto it = face; it != faces_end; ++it) {
      keep(pictures.tracks, it->second.first, face_picture(frame, it->second.second, face_size));
    }
    const auto [shot, shots_end] = shots.equal_range(frame.time().index);
    for (auto it = shot; it != shots_end; ++it) {
      keep(pictures.shots, it->second, small_picture(frame, std::min(shot_width, frame.width())));
    }
  });
  return pictures;
}

std::string reference_picture(const Reference& reference, std::int64_t max_pixels) {
  try {
    const Frame picture = read_image(reference.name, max_pixels);
    const int size = std::min(picture.width(), picture.height());
    const Region middle{(picture.width() - size) / 2, (picture.height() - size) / 2, size, size};
    return encode_jpeg(to_bgr24(picture, middle, face_size, face_size), jpeg_quality);
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
          encode_jpeg(close_up(frame, face.box, strip_face_size), jpeg_quality);
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
