// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>

#include "facetrack/error.hpp"

#include "curate/bars.hpp"
#include "curate/divide.hpp"
#include "curate/measures.hpp"
#include "curate/sound.hpp"

namespace facetrack {
namespace {

/// Frames of a track that are judged together, or the reason why they are not.
struct Run {
  std::size_t begin = 0;  ///< indices of points
  std::size_t end = 0;
  std::string reason;
};

constexpr auto by_frame = [](const auto& a, const auto& b) { return a.frame < b.frame; };

/// The looks at [first, last] of looks that are sorted by frame.
template <class Look>
std::span<const Look> between(const std::vector<Look>& looks, std::int64_t first,
                              std::int64_t last) {
  const auto before = [](const Look& look, std::int64_t frame) { return look.frame < frame; };
  const auto from = std::lower_bound(looks.begin(), looks.end(), first, before);
  return {from, std::lower_bound(from, looks.end(), last + 1, before)};
}

/// The data about a film from which the stretches of all tracks are measured.
struct FilmFacts {
  FilmFacts(const Analysis& film, const FilmLooks& looks)
      : pictures(looks.pictures), voice(curation::voice_in(looks.sound)) {
    for (const FaceTrack& track : film.tracks) {
      for (const TrackPoint& point : track.points) ++crowd[point.frame];
    }
    if (looks.strangers) {
      for (const StrangerLook& look : *looks.strangers) crowd[look.frame] += look.faces;
    }
    for (const FaceLook& look : looks.faces) faces[look.track].push_back(look);
    for (auto& [track, of_track] : faces) std::sort(of_track.begin(), of_track.end(), by_frame);
    std::sort(pictures.begin(), pictures.end(), by_frame);
  }

  std::map<std::int64_t, int> crowd;           ///< number of faces on each frame
  std::map<int, std::vector<FaceLook>> faces;  ///< by track, in order
  std::vector<PictureLook> pictures;           ///< in order
  std::vector<bool> voice;
};

std::vector<Run> runs_of(const Analysis& film, const FaceTrack& track, std::span<const int> others,
                         bool single_face) {
  std::vector<Run> runs;
  const Shot* last_shot = nullptr;
  for (std::size_t i = 0; i < track.points.size(); ++i) {
    const Shot* shot = film.shot_of(track.points[i].frame);
    const std::string reason = shot == nullptr                ? "transition"
                               : single_face && others[i] > 0 ? "other_face"
                                                              : "";
    const bool goes_on = !runs.empty() && runs.back().reason == reason && shot == last_shot &&
                         track.points[i].frame == track.points[i - 1].frame + 1;
    if (!goes_on) runs.push_back({i, i, reason});
    runs.back().end = i + 1;
    last_shot = shot;
  }
  return runs;
}

void check(const CurateOptions& options) {
  const auto require = [](bool holds, const char* option, const std::string& what) {
    if (!holds) throw Error(ErrorCode::invalid_argument, what, option);
  };
  require(options.min_length.seconds() >= 0, "min_length",
          "the shortest length of a stretch must not be negative");
  require(options.max_length.seconds() > 0 && options.min_length <= options.max_length,
          "max_length", "the longest length of a stretch must be at least the shortest one");
  for (const Gate& gate : options.gates) {
    const auto known = curate_measures();
    require(std::any_of(known.begin(), known.end(),
                        [&](const MeasureInfo& info) { return info.name == gate.measure; }),
            "gates", "there is no measure '" + gate.measure + "'");
    require(gate.least || gate.most, "gates", "the gate for '" + gate.measure + "' has no limit");
    // Every stretch would fail or pass a limit that is not a number.
    require(!std::isnan(gate.least.value_or(0)) && !std::isnan(gate.most.value_or(0)), "gates",
            "a limit of the gate for '" + gate.measure + "' is not a number");
  }
}

/// The stretches of one track.
class TrackCutter {
 public:
  TrackCutter(const Analysis& film, const FaceTrack& track, const FilmFacts& facts)
      : film_(film), track_(track), facts_(facts), motion_(curation::motion_of(track.points)) {
    if (const auto looks = facts.faces.find(track.id); looks != facts.faces.end()) {
      looks_ = looks->second;
    }
    for (const TrackPoint& point : track.points) others_.push_back(facts.crowd.at(point.frame) - 1);
    unrest_ = motion_;
    for (std::size_t i = 0; i < unrest_.size(); ++i) {
      const std::size_t sound = curation::sound_index(time_of(i));
      if (sound < facts.voice.size() && facts.voice[sound]) unrest_[i] += unrest_of_voice;
    }
  }

  void cut(const CurateOptions& options, std::vector<Stretch>& stretches) const {
    for (const Run& run : runs_of(film_, track_, others_, options.single_face)) {
      if (!run.reason.empty()) {
        stretches.push_back(stretch(run.begin, run.end, run.reason));
        continue;
      }
      std::vector<double> times;
      for (std::size_t i = run.begin; i < run.end; ++i) times.push_back(time_of(i));
      times.push_back(film_.time_of(track_.points[run.end - 1].frame + 1).seconds());
      const std::span<const float> unrest(unrest_.data() + run.begin, run.end - run.begin);
      for (const curation::Piece& piece : curation::divide(
               times, unrest, options.min_length.seconds(), options.max_length.seconds())) {
        stretches.push_back(stretch(run.begin + piece.begin, run.begin + piece.end,
                                    piece.whole ? "" : "too_short"));
      }
    }
  }

 private:
  /// A division within a word is as bad as one while the head crosses its width in a second.
  static constexpr float unrest_of_voice = 1;

  double time_of(std::size_t i) const { return film_.time_of(track_.points[i].frame).seconds(); }

  Stretch stretch(std::size_t begin, std::size_t end, const std::string& reason) const {
    const std::span<const TrackPoint> points(track_.points.data() + begin, end - begin);
    const std::int64_t first_frame = points.front().frame;
    const std::int64_t last_frame = points.back().frame;
    const auto pictures = between(facts_.pictures, first_frame, last_frame);
    const Region picture =
        curation::picture_of(pictures, {film_.source.width, film_.source.height});
    const curation::StretchView view{film_,
                                     track_,
                                     points,
                                     std::span(motion_).subspan(begin, points.size()),
                                     std::span(others_).subspan(begin, points.size()),
                                     between(looks_, first_frame, last_frame),
                                     pictures,
                                     facts_.voice,
                                     picture};
    return {track_.id,  first_frame,
            last_frame, {film_.time_of(first_frame), film_.time_of(last_frame + 1)},
            picture,    curation::measure(view),
            reason,     std::nullopt};
  }

  const Analysis& film_;
  const FaceTrack& track_;
  const FilmFacts& facts_;
  std::vector<FaceLook> looks_;  ///< of the track, in order
  std::vector<float> motion_;    ///< of each point
  std::vector<float> unrest_;    ///< of each point: how bad a division there is
  std::vector<int> others_;      ///< other faces on the frame of each point
};

/// True if the reason does not come from a gate.
bool is_settled(const Stretch& stretch) {
  constexpr std::string_view reasons[] = {"transition", "other_face", "too_short", "other_person"};
  return std::find(std::begin(reasons), std::end(reasons), stretch.reason) != std::end(reasons);
}

/// Absent if the stretch lacks the measure.
std::optional<double> value_of(const Stretch& stretch, const std::string& measure) {
  const auto found = stretch.measures.find(measure);
  return found == stretch.measures.end() ? std::nullopt : std::optional(found->second);
}

bool passes(const Stretch& stretch, const Gate& gate) {
  const std::optional<double> value = value_of(stretch, gate.measure);
  return value && (!gate.least || *value >= *gate.least) && (!gate.most || *value <= *gate.most);
}

/// Requires: the stretch does not pass.
std::optional<double> failed_limit(const Stretch& stretch, const Gate& gate) {
  const std::optional<double> value = value_of(stretch, gate.measure);
  if (!value) return std::nullopt;
  return gate.least && !(*value >= *gate.least) ? gate.least : gate.most;
}

}  // namespace

std::vector<Gate> failed_gates(const Stretch& stretch, std::span<const Gate> gates) {
  std::vector<Gate> failed;
  std::copy_if(gates.begin(), gates.end(), std::back_inserter(failed),
               [&](const Gate& gate) { return !passes(stretch, gate); });
  return failed;
}

void decide(std::span<Stretch> stretches, std::span<const Gate> gates) {
  for (Stretch& stretch : stretches) {
    if (is_settled(stretch)) continue;
    const std::vector<Gate> failed = failed_gates(stretch, gates);
    stretch.reason = failed.empty() ? "" : failed.front().measure;
    stretch.limit = failed.empty() ? std::nullopt : failed_limit(stretch, failed.front());
  }
}

std::vector<Stretch> curate(const Analysis& film, const FilmLooks& looks,
                            const CurateOptions& options) {
  check(options);
  const FilmFacts facts(film, looks);
  std::vector<const FaceTrack*> tracks;
  for (const FaceTrack& track : film.tracks) tracks.push_back(&track);
  std::sort(tracks.begin(), tracks.end(),
            [](const FaceTrack* a, const FaceTrack* b) { return a->id < b->id; });
  std::vector<Stretch> stretches;
  for (const FaceTrack* track : tracks) {
    TrackCutter(film, *track, facts).cut(options, stretches);
  }
  decide(stretches, options.gates);
  return stretches;
}

}  // namespace facetrack
