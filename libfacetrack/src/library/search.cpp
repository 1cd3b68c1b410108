// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "facetrack/error.hpp"
#include "facetrack/library.hpp"

#include "identify/identify_groups.hpp"
#include "library/state.hpp"

namespace facetrack {

using library::NearRow;
using library::Statement;

namespace {

/// The nearest mean faces whose videos are judged. It bounds the work of a search without a strict
/// limit; nearer faces are never left out.
constexpr std::size_t most_candidates = 4096;
/// The largest commonness of two faces together, as a squared distance: a face may be uncertain
/// only because it is common, and lies that much farther away.
constexpr float common_room = 0.4F;

/// The known faces of a person as identify() compares them: each, and the mean of several.
std::vector<Embedding> known_faces(const Person& person) {
  std::vector<Embedding> known;
  for (const FaceSample& face : person.faces) known.push_back(face.embedding);
  if (known.size() > 1) {
    if (auto mean = mean_face(person.faces)) known.push_back(std::move(*mean));
  }
  return known;
}

float reach(const MatchLimits& limits) {
  return std::max(limits.uncertain, std::sqrt(limits.mean_face * limits.mean_face + common_room));
}

/// A track of which only the first and the last frame are known.
FaceTrack span_of(const Appearance& one) {
  FaceTrack track;
  track.points.resize(2);
  track.points.front().frame = one.first_frame;
  track.points.back().frame = one.last_frame;
  return track;
}

/// Everybody in one video, as groups of tracks.
struct Cast {
  std::vector<Presence> presences;
  std::vector<std::vector<Appearance>> appearances;
  std::vector<FaceTrack> tracks;
  std::vector<PersonGroup> groups;
};

Cast cast_of(Library::State& state, std::int64_t video) {
  Cast cast;
  cast.presences = state.presences_of(video);
  for (const Presence& presence : cast.presences) {
    cast.appearances.push_back(state.appearances_of(presence.id));
    PersonGroup group;
    for (const Appearance& one : cast.appearances.back()) {
      group.tracks.push_back(cast.tracks.size());
      cast.tracks.push_back(span_of(one));
    }
    group.face = state.persons->read(presence.vector, state.model);
    cast.groups.push_back(std::move(group));
  }
  return cast;
}

class Search {
 public:
  Search(Library::State& state, const Gallery& people, std::string_view only,
         const LibraryQuery& query)
      : state_(state), people_(people), only_(only), query_(query) {}

  std::vector<LibraryHit> hits() {
    const Person* wanted = people_.find(only_);
    if (wanted == nullptr) {
      throw Error(ErrorCode::not_found, "the gallery has no person \"" + std::string(only_) + "\"");
    }
    for (const std::int64_t video : candidates(*wanted)) judge(video);
    std::stable_sort(hits_.begin(), hits_.end(), [](const LibraryHit& a, const LibraryHit& b) {
      return std::tuple(a.verdict != Verdict::match, a.distance, a.video.file) <
             std::tuple(b.verdict != Verdict::match, b.distance, b.video.file);
    });
    hits_.resize(std::min(hits_.size(), static_cast<std::size_t>(std::max(query_.top, 0))));
    for (LibraryHit& hit : hits_) describe(hit);
    return std::move(hits_);
  }

 private:
  std::set<std::int64_t> candidates(const Person& wanted) {
    std::set<std::int64_t> videos;
    Statement owner(state_.database,
                    "SELECT video FROM presences WHERE vector = ? AND video IS NOT NULL");
    const auto known = known_faces(wanted);
    for (const NearRow& near :
         state_.persons->nearest(known, reach(people_.limits), most_candidates)) {
      if (owner.with(near.row).next()) videos.insert(owner.integer(0));
    }
    Statement own(state_.database,
                  "SELECT video FROM presences WHERE person = ? AND video IS NOT NULL");
    own.with(query_.person);
    while (own.next()) videos.insert(own.integer(0));
    return videos;
  }

  void judge(std::int64_t video) {
    Cast cast = cast_of(state_, video);
    for (const Identification& id : identify_groups(cast.groups, cast.tracks, people_, only_)) {
      const auto i = static_cast<std::size_t>(id.track);
      const bool known = query_.person != 0 && cast.presences[i].person == query_.person;
      const bool is_hit = known || (id.person == only_ && (id.verdict == Verdict::match ||
                                                           id.verdict == Verdict::uncertain));
      if (!is_hit) continue;
      LibraryHit hit;
      hit.video.id = video;
      hit.person = cast.presences[i].person;
      hit.distance = id.distance;
      hit.verdict = known ? Verdict::match : id.verdict;
      hit.appearances = std::move(cast.appearances[i]);
      hits_.push_back(std::move(hit));
    }
  }

  void describe(LibraryHit& hit) {
    hit.video = state_.video(hit.video.id);
    Statement name(state_.database, "SELECT name FROM persons WHERE id = ?");
    if (name.with(hit.person).next()) hit.name = name.text(0);
  }

  Library::State& state_;
  const Gallery& people_;
  std::string_view only_;
  const LibraryQuery& query_;
  std::vector<LibraryHit> hits_;
};

}  // namespace

LibrarySearch Library::search(const Gallery& people, std::string_view only,
                              const LibraryQuery& query) const {
  if (people.model != model()) {
    throw Error(ErrorCode::invalid_argument, "the library has faces of the embedder " + model() +
                                                 ", the person those of " + people.model);
  }
  const auto reading = state_->reading();
  state_->map_vectors();
  LibrarySearch result;
  result.model = model();
  result.limits = people.limits;
  const auto count = [&](const char* sql) {
    Statement rows(state_->database, sql);
    rows.next();
    return rows.integer(0);
  };
  result.videos = count("SELECT count(*) FROM videos");
  result.faces = count("SELECT count(*) FROM faces");
  if (state_->persons) result.hits = Search(*state_, people, only, query).hits();
  return result;
}

}  // namespace facetrack
