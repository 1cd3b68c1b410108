// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>
#include <set>

#include "facetrack/library.hpp"

#include "library/person_links.hpp"
#include "library/state.hpp"

namespace facetrack {

using library::FaceLink;
using library::LinkedFace;
using library::Statement;
using library::Transaction;

namespace {

/// Links that are kept of one face, those to the nearest. It bounds the work if one person is in
/// thousands of videos.
constexpr std::size_t most_links = 1000;

/// Links every presence that is new to those of other videos that are near enough.
void link_new(Library::State& state) {
  struct New {
    std::int64_t id, vector, video;
  };
  std::vector<New> fresh;
  Statement unlinked(state.database, "SELECT id, vector, video FROM presences WHERE linked = 0");
  while (unlinked.next()) {
    fresh.push_back({unlinked.integer(0), unlinked.integer(1), unlinked.integer(2)});
  }
  Statement owner(state.database, "SELECT id, video FROM presences WHERE vector = ?");
  Statement link(state.database, "INSERT OR REPLACE INTO links VALUES(?, ?, ?)");
  Statement done(state.database, "UPDATE presences SET linked = 1 WHERE id = ?");
  for (const New& one : fresh) {
    const Embedding face = state.persons->read(one.vector, state.model);
    const auto rows =
        state.persons->nearest(std::span(&face, 1), state.limits.mean_face, most_links);
    for (const library::NearRow& near : rows) {
      // A row without an owner is of a presence that was removed.
      if (!owner.with(near.row).next()) continue;
      const std::int64_t other = owner.integer(0);
      const bool same_video = !owner.is_null(1) && owner.integer(1) == one.video;
      if (other == one.id || same_video) continue;
      link.with(std::min(one.id, other), std::max(one.id, other), near.distance).run();
    }
    done.with(one.id).run();
  }
}

/// All presences in an order that does not depend on when they were added.
struct Everybody {
  std::vector<Presence> presences;
  std::vector<LinkedFace> faces;
  std::vector<FaceLink> links;
};

Everybody everybody(Library::State& state) {
  Everybody all;
  std::map<std::int64_t, std::size_t> places;
  Statement rows(
      state.database,
      "SELECT r.id, person, by_hand, r.vector, r.video FROM presences r LEFT JOIN videos "
      "v ON v.id = r.video ORDER BY v.source_id IS NULL, v.source_id, number, r.id");
  while (rows.next()) {
    const std::int64_t id = rows.integer(0);
    places[id] = all.presences.size();
    const bool by_hand = rows.integer(2) != 0;
    all.presences.push_back({id, rows.integer(1), by_hand, rows.integer(3)});
    // References without a video are in no video together.
    all.faces.push_back({rows.is_null(4) ? -id : rows.integer(4), by_hand ? rows.integer(1) : 0});
  }
  Statement links(state.database, "SELECT a, b, distance FROM links");
  while (links.next()) {
    const auto [a, b] = std::minmax(places.at(links.integer(0)), places.at(links.integer(1)));
    all.links.push_back({a, b, static_cast<float>(links.number(2))});
  }
  return all;
}

/// The id of each group's person: the one decided by hand, or the lowest that one of its presences
/// had before; 0: a new one.
std::vector<std::int64_t> ids_of(const Everybody& all, const std::vector<std::size_t>& group_of) {
  std::vector<std::int64_t> ids;
  std::set<std::int64_t> taken;
  for (const Presence& one : all.presences) {
    if (one.by_hand) taken.insert(one.person);
  }
  std::vector<std::pair<std::int64_t, std::size_t>> wishes;
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    if (group_of[i] >= ids.size()) ids.resize(group_of[i] + 1, 0);
    const Presence& one = all.presences[i];
    if (one.by_hand) ids[group_of[i]] = one.person;
    wishes.emplace_back(one.person, group_of[i]);
  }
  std::sort(wishes.begin(), wishes.end());
  for (const auto& [person, group] : wishes) {
    if (ids[group] == 0 && taken.insert(person).second) ids[group] = person;
  }
  return ids;
}

}  // namespace

void Library::group_persons() {
  Transaction change = state_->writing();
  state_->map_vectors();
  if (!state_->persons) return;
  link_new(*state_);
  const Everybody all = everybody(*state_);
  const auto group_of = library::group_linked(all.faces, all.links);
  auto ids = ids_of(all, group_of);
  Statement move(state_->database, "UPDATE presences SET person = ? WHERE id = ?");
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    std::int64_t& id = ids[group_of[i]];
    if (id == 0) id = state_->new_person();
    if (id != all.presences[i].person) move.with(id, all.presences[i].id).run();
  }
  state_->drop_unused_persons();
  change.commit();
}

}  // namespace facetrack
