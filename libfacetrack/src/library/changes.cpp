// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <map>
#include <set>

#include "facetrack/error.hpp"
#include "facetrack/library.hpp"

#include "library/state.hpp"

namespace facetrack {

using library::Statement;
using library::Transaction;
using library::VectorFile;

namespace {

std::vector<FaceSample> all_samples(const SeenPerson& person) {
  std::vector<FaceSample> all;
  for (const Appearance& one : person.appearances) {
    all.insert(all.end(), one.samples.begin(), one.samples.end());
  }
  return all;
}

/// The picture of the best face.
const std::string* picture_of(const Appearance& appearance) {
  const FaceSample* best = nullptr;
  for (const FaceSample& sample : appearance.samples) {
    if (sample.portrait.empty()) continue;
    if (best == nullptr || sample.quality.overall > best->quality.overall) best = &sample;
  }
  return best == nullptr ? nullptr : &best->portrait;
}

std::size_t dimensions_of(const SeenVideo& video) {
  for (const SeenPerson& person : video.persons) {
    for (const Appearance& one : person.appearances) {
      for (const FaceSample& sample : one.samples) return sample.embedding.values.size();
    }
  }
  return 0;
}

}  // namespace

std::int64_t Library::State::new_person(const std::string& name) {
  if (name.empty()) {
    Statement(database, "INSERT INTO persons(name) VALUES(NULL)").run();
  } else {
    Statement(database, "INSERT INTO persons(name) VALUES(?)").with(name).run();
  }
  return database.last_id();
}

std::int64_t Library::State::append(VectorFile& file, const char* name,
                                    std::span<const Embedding> added) {
  const std::int64_t first = fact(name);
  file.write(first, added);
  set_fact(name, first + std::ssize(added));
  return first;
}

void Library::State::insert_appearance(std::int64_t presence, const Appearance& one,
                                       const Rational& base) {
  Statement(database, "INSERT INTO appearances VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .with(presence, one.first_frame, one.last_frame, one.time.begin.in_base(base).ticks,
            one.time.end.in_base(base).ticks, one.best_frame, one.best_time.in_base(base).ticks,
            one.best_box.x, one.best_box.y, one.best_box.width, one.best_box.height)
      .run();
  const std::int64_t id = database.last_id();
  if (const std::string* picture = picture_of(one)) {
    Statement(database, "INSERT INTO pictures VALUES(?, ?)").with(id, *picture).run();
  }
  std::vector<Embedding> vectors;
  for (const FaceSample& sample : one.samples) vectors.push_back(sample.embedding);
  std::int64_t row = append(*faces, "face_rows", vectors);
  Statement insert(database, "INSERT INTO faces VALUES(?, ?, ?, ?, ?, ?, ?)");
  for (const FaceSample& sample : one.samples) {
    const FaceQuality& quality = sample.quality;
    insert
        .with(row++, id, sample.frame, quality.overall, quality.sharpness, quality.frontality,
              quality.size)
        .run();
  }
}

std::int64_t Library::State::insert_presence(std::int64_t video, int number,
                                             const SeenPerson& person, const Rational& base) {
  const auto mean =
      person.face.values.empty() ? mean_face(all_samples(person)) : std::optional(person.face);
  if (!mean) return 0;  // nobody can be recognised by it
  const std::int64_t row = append(*persons, "person_rows", std::span(&*mean, 1));
  Statement(database, "INSERT INTO presences VALUES(NULL, ?, ?, ?, 0, 0, ?)")
      .with(video, number, new_person(), row)
      .run();
  const std::int64_t presence = database.last_id();
  for (const Appearance& one : person.appearances) insert_appearance(presence, one, base);
  return presence;
}

void Library::State::insert(const SeenVideo& video) {
  const LibraryVideo& facts = video.facts;
  const std::size_t dimensions = dimensions_of(video);
  if (!faces && dimensions > 0) {
    open_vectors(dimensions, true);
    set_fact("dimensions", static_cast<std::int64_t>(dimensions));
  }
  Statement(database, "INSERT INTO videos VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
      .with(facts.source_id, facts.file.string(), facts.duration.ticks, facts.duration.base.num,
            facts.duration.base.den, facts.frames, facts.width, facts.height, facts.frame_rate.num,
            facts.frame_rate.den, facts.looks)
      .run();
  const std::int64_t id = database.last_id();
  int number = 0;
  for (const SeenPerson& person : video.persons)
    insert_presence(id, number++, person, facts.duration.base);
}

void Library::State::forget(std::int64_t video) {
  Statement(database, "UPDATE presences SET video = NULL WHERE video = ? AND by_hand = 1")
      .with(video)
      .run();
  Statement(database, "DELETE FROM videos WHERE id = ?").with(video).run();
}

void Library::State::drop_unused_persons() {
  database.run("DELETE FROM persons WHERE id NOT IN (SELECT person FROM presences)");
}

void Library::add(const SeenVideo& video) {
  for (const SeenPerson& person : video.persons) {
    for (const FaceSample& sample : all_samples(person)) {
      if (sample.embedding.model == model()) continue;
      throw Error(ErrorCode::invalid_argument, "the library has faces of the embedder " + model() +
                                                   ", the video has those of " +
                                                   sample.embedding.model);
    }
  }
  Transaction all = state_->writing();
  for (const auto& [column, value] : {std::pair("file", video.facts.file.string()),
                                      std::pair("source_id", video.facts.source_id)}) {
    if (const auto there = state_->video_of(column, value)) state_->forget(*there);
  }
  state_->insert(video);
  state_->drop_unused_persons();
  all.commit();
}

void Library::move_files(const std::map<std::int64_t, std::filesystem::path>& files) {
  Transaction all = state_->writing();
  Statement move(state_->database, "UPDATE videos SET file = ?, missing = 0 WHERE id = ?");
  // Two videos may have exchanged their names, so all of them give up their names first.
  for (const auto& [video, file] : files) move.with("/ " + std::to_string(video), video).run();
  for (const auto& [video, file] : files) {
    if (const auto other = state_->video_of("file", file.string())) state_->forget(*other);
    move.with(file.string(), video).run();
  }
  state_->drop_unused_persons();
  all.commit();
}

void Library::set_missing(std::int64_t video, bool missing) {
  Transaction all = state_->writing();
  Statement(state_->database, "UPDATE videos SET missing = ? WHERE id = ?")
      .with(missing, video)
      .run();
  all.commit();
}

void Library::remove(std::int64_t video) {
  Transaction all = state_->writing();
  state_->forget(video);
  state_->drop_unused_persons();
  all.commit();
}

void Library::name(std::int64_t person, std::string_view name) {
  const std::string text(name);
  if (std::any_of(text.begin(), text.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    throw Error(ErrorCode::invalid_argument,
                "the name of a person may not contain line breaks or other control characters");
  }
  Transaction all = state_->writing();
  Statement taken(state_->database, "SELECT id FROM persons WHERE name = ? AND id <> ?");
  if (!text.empty() && taken.with(text, person).next()) {
    throw Error(ErrorCode::invalid_argument,
                state_->folder.string() + ": person " + std::to_string(taken.integer(0)) +
                    " has the name \"" + text + "\" already; merge the two, or use another name");
  }
  Statement(state_->database, "UPDATE persons SET name = nullif(?, '') WHERE id = ?")
      .with(text, person)
      .run();
  Statement(state_->database, "UPDATE presences SET by_hand = 1 WHERE person = ?")
      .with(person)
      .run();
  all.commit();
}

void Library::merge(std::int64_t into, std::span<const std::int64_t> from) {
  Transaction all = state_->writing();
  Statement name_of(state_->database, "SELECT name FROM persons WHERE id = ?");
  std::string name = name_of.with(into).next() ? name_of.text(0) : "";
  for (const std::int64_t other : from) {
    if (other == into) continue;
    Statement(state_->database, "UPDATE presences SET person = ? WHERE person = ?")
        .with(into, other)
        .run();
    if (name.empty() && name_of.with(other).next()) name = name_of.text(0);
    Statement(state_->database, "UPDATE persons SET name = NULL WHERE id = ?").with(other).run();
  }
  Statement(state_->database, "UPDATE presences SET by_hand = 1 WHERE person = ?").with(into).run();
  Statement(state_->database, "UPDATE persons SET name = nullif(?, '') WHERE id = ?")
      .with(name, into)
      .run();
  state_->drop_unused_persons();
  all.commit();
}

namespace {

/// Gives the presence the mean of its remaining faces.
void renew_face(Library::State& state, std::int64_t presence) {
  std::vector<FaceSample> samples;
  for (const Appearance& one : state.appearances_of(presence)) {
    for (FaceSample& sample : state.samples_of(one.id)) samples.push_back(std::move(sample));
  }
  const auto mean = mean_face(samples);
  if (!mean) return;
  const std::int64_t row = state.append(*state.persons, "person_rows", std::span(&*mean, 1));
  Statement(state.database, "UPDATE presences SET vector = ?, linked = 0, by_hand = 1 WHERE id = ?")
      .with(row, presence)
      .run();
  Statement(state.database, "DELETE FROM links WHERE a = ? OR b = ?")
      .with(presence, presence)
      .run();
}

/// A presence like this one, without appearances, for `person`. It shares the video.
std::int64_t copy_of(Library::State& state, std::int64_t presence, std::int64_t person) {
  // No row has this number yet, and renew_face() replaces it.
  constexpr std::int64_t no_row = -1;
  Statement(state.database,
            "INSERT INTO presences(video, number, person, by_hand, vector) SELECT video, "
            "(SELECT max(number) + 1 FROM presences p WHERE p.video IS r.video), ?, 1, ? "
            "FROM presences r WHERE id = ?")
      .with(person, no_row, presence)
      .run();
  return state.database.last_id();
}

}  // namespace

std::int64_t Library::split(std::int64_t person, std::span<const std::int64_t> wanted) {
  Transaction all = state_->writing();
  state_->map_vectors();
  std::map<std::int64_t, std::vector<std::int64_t>> moved;  // by presence
  std::map<std::int64_t, std::int64_t> whole;
  Statement rows(state_->database,
                 "SELECT a.id, r.id FROM appearances a JOIN presences r ON r.id = a.presence "
                 "WHERE r.person = ?");
  rows.with(person);
  std::size_t found = 0;
  while (rows.next()) {
    ++whole[rows.integer(1)];
    if (std::find(wanted.begin(), wanted.end(), rows.integer(0)) == wanted.end()) continue;
    moved[rows.integer(1)].push_back(rows.integer(0));
    ++found;
  }
  std::int64_t total = 0;
  for (const auto& [presence, count] : whole) total += count;
  const std::set<std::int64_t> different(wanted.begin(), wanted.end());
  if (found != different.size() || found == 0) {
    throw Error(ErrorCode::invalid_argument,
                "split: name appearances of person " + std::to_string(person) + " only");
  }
  if (static_cast<std::int64_t>(found) == total) {
    throw Error(ErrorCode::invalid_argument,
                "split: these are all appearances of person " + std::to_string(person));
  }
  const std::int64_t other = state_->new_person();
  Statement(state_->database, "UPDATE presences SET by_hand = 1 WHERE person = ?")
      .with(person)
      .run();
  for (const auto& [presence, appearances] : moved) {
    if (std::ssize(appearances) == whole[presence]) {
      Statement(state_->database, "UPDATE presences SET person = ? WHERE id = ?")
          .with(other, presence)
          .run();
      continue;
    }
    const std::int64_t half = copy_of(*state_, presence, other);
    for (const std::int64_t appearance : appearances) {
      Statement(state_->database, "UPDATE appearances SET presence = ? WHERE id = ?")
          .with(half, appearance)
          .run();
    }
    renew_face(*state_, presence);
    renew_face(*state_, half);
  }
  all.commit();
  return other;
}

}  // namespace facetrack
